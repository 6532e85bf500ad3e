package guide

// The codes of the linter. A code keeps its meaning for ever; a rule that goes
// away leaves its number unused. E… blocks, W0… is about data, W1… about words.
const (
	codeTooLarge    = "E001" // file over MaxFileSize
	codeUTF8        = "E002" // bytes that are not UTF-8
	codeControl     = "E003" // control or direction-override character
	codeNoTitle     = "E004" // no title line
	codeNoRule      = "E005" // header never closed
	codeHeaderLine  = "E006" // header line that is not `clé: valeur`
	codeUnknownKey  = "E007"
	codeMissingKey  = "E008"
	codeTwiceKey    = "E009"
	codeHeaderValue = "E010"
	codeHeading     = "E011" // step line badly written
	codeBadID       = "E012"
	codeDuplicateID = "E013"
	codeKind        = "E014"
	codeChoice      = "E015" // choice badly written
	codeExit        = "E016" // exit badly written
	codeCond        = "E017" // condition that cannot be read
	codeMisplaced   = "E018" // line that has no place there
	codeTrialLine   = "E019"
	codeNoStart     = "E020"
	codeTarget      = "E021" // target that does not exist
	codeUnreachable = "E022"
	codeDeadEnd     = "E023"
	codeCycle       = "E024"
	codeNeverTrue   = "E025" // branch that no answer satisfies
	codeShadowed    = "E026" // branch that earlier ones always take
	codeBeforeSet   = "E027"
	codeType        = "E028"
	codeNotCovered  = "E029"
	codeParens      = "E030"
	codeTrialFails  = "E031"
	codeTrialNoEnd  = "E032"
	codeUnknownVar  = "E033"
	codeIncomplete  = "E034" // list without item, link without address…
	codeAlternative = "E035" // picture without replacement text
	codeTwinGuide   = "E036" // two guides with one id
	codeEndLeads    = "E037" // end with exits

	codeUnused      = "W001"
	codeUntried     = "W002"
	codeUntranslate = "W003"
	codeNoSource    = "W004"
	codeDomain      = "W005"
	codeStale       = "W006"
	codeSheet       = "W007"
	codeReviewDue   = "W008"
	codeTrialExtra  = "W009"
	codeForeignID   = "W010" // translation of a step or choice that does not exist
	codeOtherEditon = "W011" // translation of another version
	codeIgnored     = "W012" // line a translation may not hold
	codeAfterItem   = "W013" // text line right after a bullet
	codeMedia       = "W014" // picture or sound file not found
	codeManySteps   = "W015"
	codeTooManyWays = "W090" // too large to prove

	codeSentence    = "W101"
	codeEasy        = "W102"
	codeQuestion    = "W103"
	codeLabel       = "W104"
	codeLongText    = "W105"
	codeAcronym     = "W106"
	codeClickHere   = "W107"
	codeReadability = "W108"
	codeApostrophe  = "W109"
	codeNoBreak     = "W110"
	codeInvisible   = "W111"
	codeFALC        = "W112"
)

// Codes are all codes, in order.
func Codes() []string {
	return []string{
		codeTooLarge, codeUTF8, codeControl, codeNoTitle, codeNoRule, codeHeaderLine,
		codeUnknownKey, codeMissingKey, codeTwiceKey, codeHeaderValue, codeHeading, codeBadID,
		codeDuplicateID, codeKind, codeChoice, codeExit, codeCond, codeMisplaced, codeTrialLine,
		codeNoStart, codeTarget, codeUnreachable, codeDeadEnd, codeCycle, codeNeverTrue,
		codeShadowed, codeBeforeSet, codeType, codeNotCovered, codeParens, codeTrialFails,
		codeTrialNoEnd, codeUnknownVar, codeIncomplete, codeAlternative, codeTwinGuide,
		codeEndLeads,
		codeUnused, codeUntried, codeUntranslate, codeNoSource, codeDomain, codeStale, codeSheet,
		codeReviewDue, codeTrialExtra, codeForeignID, codeOtherEditon, codeIgnored,
		codeAfterItem, codeMedia, codeManySteps, codeTooManyWays,
		codeSentence, codeEasy, codeQuestion, codeLabel, codeLongText, codeAcronym,
		codeClickHere, codeReadability, codeApostrophe, codeNoBreak, codeInvisible, codeFALC,
	}
}

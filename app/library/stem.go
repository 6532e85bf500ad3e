package library

import (
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/spanish"
)

// analyser turns the words of one language into stems. It remembers the words
// it has met, because a text repeats itself. It is not safe for concurrent use.
type analyser struct {
	lang string
	env  *snowballstem.Env
	seen map[string]stemmed
}

// stemmed is a word as it is looked up: the form people may type, without
// accents, and the stem that gathers its singular, plural and genders.
type stemmed struct {
	form, stem string
	stop       bool
}

func newAnalyser(lang string) *analyser {
	return &analyser{lang: lang, env: snowballstem.NewEnv(""), seen: map[string]stemmed{}}
}

func (a *analyser) word(w string) stemmed {
	if s, ok := a.seen[w]; ok {
		return s
	}
	s := a.compute(w)
	a.seen[strings.Clone(w)] = s
	return s
}

func (a *analyser) compute(w string) stemmed {
	form := strings.Clone(fold(w))
	if stopWords[a.lang][form] {
		return stemmed{form: form, stem: form, stop: true}
	}
	if len(w) <= 3 || w[0] >= '0' && w[0] <= '9' {
		return stemmed{form: form, stem: form}
	}
	a.env.SetCurrent(w)
	switch a.lang {
	case "en":
		english.Stem(a.env)
	case "es":
		spanish.Stem(a.env)
	case "ar":
		return stemmed{form: form, stem: lightArabic(form)}
	default:
		french.Stem(a.env)
	}
	stem := strings.Clone(fold(a.env.Current()))
	if a.lang == "fr" {
		stem = frenchTail(stem)
	}
	return stemmed{form: form, stem: stem}
}

// frenchTail brings together what the French stemmer leaves apart once the
// accents are gone: feminine past participles typed without accent (perimee,
// perime) keep a final e.
func frenchTail(stem string) string {
	for len(stem) > 4 && stem[len(stem)-1] == 'e' {
		stem = stem[:len(stem)-1]
	}
	return stem
}

var (
	arabicHeads = []string{"وال", "بال", "كال", "فال", "لل", "ال"}
	arabicTails = []string{"ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"}
)

// lightArabic removes the article and the usual endings, as the light10
// stemmer does (Larkey, Ballesteros and Connell, 2007): a word with and without
// its article then meet, which the Snowball stemmer does not ensure.
func lightArabic(form string) string {
	if rest, ok := strings.CutPrefix(form, "و"); ok && utf8.RuneCountInString(rest) >= 4 {
		form = rest
	}
	for _, h := range arabicHeads {
		if rest, ok := strings.CutPrefix(form, h); ok && utf8.RuneCountInString(rest) >= 2 {
			form = rest
			break
		}
	}
	for _, t := range arabicTails {
		if rest, ok := strings.CutSuffix(form, t); ok && utf8.RuneCountInString(rest) >= 2 {
			form = rest
		}
	}
	return form
}

// stopWords carry no subject: function words, and the verbs every question to
// a mediator begins with.
var stopWords = map[string]map[string]bool{
	"fr": set(`a ai aie aider aimerais ait alors apres as au aucun aussi autre aux avec avoir avait avez
		bonjour bien c ca car ce ceci cela celle celui ces cet cette ceux chez ci comme comment d dans de dedans des
		dois doit doivent donc du elle elles en encore est et etaient etait etant etes etre eu eux fais fait faire faut
		faudrait il ils j je juste l la le les leur leurs lui m ma mais me meme merci mes moi mon n ne ni nos notre nous
		on ont ou par parce pas peu peut peuvent peux plait pour pouvoir pourrais pourquoi puis puisse qu quand que quel
		quelle quelles quels qui quoi s sa sans savoir se sera ses si sien soi soit sommes son sont souhaite souhaiterais
		suis sur svp t ta te tes toi ton tous tout toute toutes tres trop tu un une va vais veut veux voila voir vont
		vos votre voudrais vouloir vous vu y besoin combien`),
	"en": set(`a an and are as at be been by can could do does for from get got had has have how i if in into is it its
		me my need of on or our please so some that the their them then there these they this to up us was we what
		when where which who why will with would you your want`),
	"es": set(`a al algo como con cual cuando de del desde donde el ella ellos en entre era es esa ese eso esta este
		esto estoy ha hacer hay he la las le les lo los me mi mis muy necesito no nos o para pero por puedo que quien
		quiero se ser si sin su sus te tengo tu un una unas uno unos y ya yo`),
	"ar": set(`في من على الى إلى عن مع هل ما ماذا كيف اين أين متى لماذا هذا هذه ذلك التي الذي ان أن او أو ثم
		لا لم لن قد كان هو هي هم نحن انا أنا اريد أريد`),
}

// weakWords are said about any subject: they help to order the answers, they
// do not choose them.
var weakWords = set(`toucher touche obtenir obtention demander demande recevoir recois recu percevoir
	percois remplir formulaire demarche dossier document papier trouver chercher cherche recherche
	mettre prendre rendre rend donner passer passe arriver reussir commencer savoir connaitre info information
	droit aide nouveau nouvelle probleme souci mal truc chose gens personne jour jours
	apply application form paper papers ask solicitar pedir tramite طلب`)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[fold(w)] = true
	}
	return m
}

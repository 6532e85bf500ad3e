package relay

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Paths of the hub's interface, version 1.
const (
	PathHello   = "/v1/hello"   // GET: the hub's key and time; no token
	PathEnrol   = "/v1/enrol"   // POST: a one-use token for a registration
	PathRenew   = "/v1/renew"   // POST: a registration of its own for a clone
	PathBatches = "/v1/batches" // POST: a frame
	PathLots    = "/v1/lots"    // GET, coordinators: a stream of LotRow
	PathFleet   = "/v1/fleet"   // GET, coordinators: []FleetRow
	PathNotes   = "/v1/notes"   // GET, coordinators: []NoteRow, flags and proposals
	PathMedia   = "/v1/media/"  // GET, coordinators: a picture or a sound of a proposal, by hash
	PathInvite  = "/v1/invite"  // POST, coordinators: a code for a desk or a kiosk
	PathRevoke  = "/v1/revoke"  // POST, coordinators: a device of the territory retired
	PathPack    = "/v1/packs"   // GET: the newest signed manifest; POST, coordinators: a zip to publish
	PathFiles   = "/v1/files/"  // GET: a pack's file by hash, resumable
)

// Headers and types of the interface.
const (
	HeaderNonce     = "Parvis-Nonce"     // client: random, makes the signed answer fresh
	HeaderSignature = "Parvis-Signature" // hub: see AnswerText
	TypeBatch       = "application/vnd.parvis.batch"
	TypeReply       = "application/cbor"
	TypeJSON        = "application/json"
	TypeRows        = "application/x-ndjson"
	TypeNote        = "text/plain; charset=utf-8"
	TypeZip         = "application/zip"
)

// Problem is the body of every refusal.
type Problem struct {
	Error string `json:"error"`
}

// Codes of Problem. They travel: never reuse one for another meaning.
const (
	ProblemToken       = "token_unknown"
	ProblemRevoked     = "device_revoked"
	ProblemRole        = "role_refused"
	ProblemBusy        = "busy"
	ProblemTooLarge    = "batch_too_large"
	ProblemBadBatch    = "bad_batch"
	ProblemBadRequest  = "bad_request"
	ProblemCodeUnknown = "code_unknown"
	ProblemCodeUsed    = "code_used"
	ProblemCodeExpired = "code_expired"
	ProblemDeviceTaken = "device_taken"
	ProblemInternal    = "internal"
	ProblemPackNone    = "pack_none"
	ProblemPackContent = "pack_bad_content"
	ProblemPackPoll    = "pack_poll"
	ProblemPackMoved   = "pack_moved"
	ProblemMediaNone   = "media_none"
	ProblemInvitePlace = "invite_place"
	ProblemNoDevice    = "fleet_no_device"
)

// Hello is the answer to PathHello.
type Hello struct {
	HubKey   []byte `json:"hub_key"`
	HubEpoch uint32 `json:"hub_epoch"`
	Time     int64  `json:"time"` // Unix seconds
}

// EnrolRequest exchanges a token for a registration. Proof is the device
// key's signature of EnrolText, so nobody registers a key that is not theirs.
// PathRenew takes the same request, its token being the clone's old one.
type EnrolRequest struct {
	Token     string   `json:"token"`
	Device    DeviceID `json:"device"`
	PublicKey []byte   `json:"public_key"`
	Proof     []byte   `json:"proof"`
}

// EnrolReply is the registration given.
type EnrolReply struct {
	Token    string `json:"token"` // "device.secret"
	Place    string `json:"place"`
	PlaceID  string `json:"place_id"`
	Role     string `json:"role"`
	HubEpoch uint32 `json:"hub_epoch"`
	HubBox   string `json:"hub_box"` // age recipient
}

// Published is the answer to a published pack.
type Published struct {
	Version uint64 `json:"version"`
	Expires string `json:"expires"` // AAAA-MM-JJ
	Files   int    `json:"files"`
}

// InviteRequest asks for a code; a coordinator may invite desks and kiosks of
// its own territory.
type InviteRequest struct {
	Place string `json:"place"`
	Role  string `json:"role"`
}

// Invited is a code for one device of a place. Ticket is the text of its QR
// code.
type Invited struct {
	Code    string    `json:"code"`
	Place   string    `json:"place"`
	Role    string    `json:"role"`
	Expires time.Time `json:"expires"`
	Ticket  string    `json:"ticket,omitempty"`
}

// RevokeRequest names the device to retire.
type RevokeRequest struct {
	Device DeviceID `json:"device"`
}

// EnrolText is what EnrolRequest.Proof signs.
func EnrolText(token string, device DeviceID, public ed25519.PublicKey) []byte {
	sum := sha256.Sum256(public)
	return []byte("parvis enrol v1\n" + token + "\n" + string(device) + "\n" + base64.RawURLEncoding.EncodeToString(sum[:]))
}

// AnswerText is what the hub signs of an answer, so that a device believes
// neither a captive portal nor a replayed refusal.
func AnswerText(nonce string, status int, body []byte) []byte {
	sum := sha256.Sum256(body)
	return []byte("parvis reply v1\n" + nonce + "\n" + strconv.Itoa(status) + "\n" + base64.RawURLEncoding.EncodeToString(sum[:]))
}

// SplitToken separates a registration token into its device and its secret.
func SplitToken(token string) (DeviceID, string, bool) {
	i := strings.LastIndexByte(token, '.')
	if i <= 0 || i == len(token)-1 || len(token) > 256 {
		return "", "", false
	}
	return DeviceID(token[:i]), token[i+1:], true
}

package hub

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"parvis/app"
	"parvis/app/poll"
	"parvis/app/relay"
	"parvis/app/relay/pack"
)

// packLife is how long a pack may be installed after it was published: a
// device that finds only an older one keeps what it has and says so.
const packLife = 180

// maxZip bounds a published zip, packed.
const maxZip = pack.MaxTotal

// fileTimeout lets the largest file through a line of 23 kbit/s.
const fileTimeout = 30 * time.Minute

// zipTimeout lets 16 MiB of pictures up through a line of 23 kbit/s; only
// coordinators hold a connection that long.
const zipTimeout = 100 * time.Minute

// latestPack answers the newest signed manifest.
func (h *Hub) latestPack(w http.ResponseWriter, r *http.Request, _ Device) int {
	p, ok, err := h.Ledger.LatestPack(r.Context())
	switch {
	case err != nil:
		return h.fail(w, r, err)
	case !ok:
		return h.refuse(w, r, http.StatusNotFound, relay.ProblemPackNone)
	}
	return h.answer(w, r, http.StatusOK, relay.TypeNote, p.Manifest)
}

// packFile answers a file by its hash, whole or from an offset.
func (h *Hub) packFile(w http.ResponseWriter, r *http.Request, _ Device) int {
	hash := r.PathValue("hash")
	content, ok, err := h.Ledger.PackFile(r.Context(), hash)
	switch {
	case err != nil:
		return h.fail(w, r, err)
	case !ok:
		return h.refuse(w, r, http.StatusNotFound, relay.ProblemPackNone)
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(fileTimeout)) // unsupported: the server's own
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("ETag", `"`+hash+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	return http.StatusOK
}

// publish takes a coordinator's zip.
func (h *Hub) publish(w http.ResponseWriter, r *http.Request, d Device) int {
	if d.Role != RoleCoordinator {
		return h.refuse(w, r, http.StatusForbidden, relay.ProblemRole)
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(zipTimeout)) // unsupported: the server's own
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(zipTimeout + writeTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxZip))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return h.refuse(w, r, http.StatusRequestEntityTooLarge, relay.ProblemTooLarge)
	case err != nil:
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	}
	after := anyVersion
	if text := r.URL.Query().Get("after"); text != "" {
		if after, err = strconv.ParseUint(text, 10, 62); err != nil || after > maxPack {
			return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
		}
	}
	a := Admin{Ledger: h.Ledger, Random: h.Random}
	out, err := a.publish(r.Context(), edition{zipped: body, actor: string(d.ID), after: after}, h.Now())
	var refused *app.Error
	if errors.As(err, &refused) && refused.Kind == app.Rejected {
		code := refused.Code
		if strings.HasPrefix(code, "poll_") {
			code = relay.ProblemPackPoll // who publishes read the poll before sending it
		}
		return h.refuse(w, r, http.StatusUnprocessableEntity, code)
	}
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.answerJSON(w, r, http.StatusOK, out)
}

// Publish signs a zip of files as the next pack. program is the least program
// version that can use it (empty: any). Errors: "pack_bad_content", and those of poll.Read.
func (a Admin) Publish(ctx context.Context, zipped []byte, program string, now time.Time) (relay.Published, error) {
	return a.publish(ctx, edition{zipped: zipped, program: program, actor: adminActor, after: anyVersion}, now)
}

// anyVersion lets an edition follow whatever is there.
const anyVersion = ^uint64(0)

// edition is what someone publishes.
type edition struct {
	zipped         []byte
	program, actor string
	after          uint64 // the version it was made from, or anyVersion
}

func (a Admin) publish(ctx context.Context, e edition, now time.Time) (relay.Published, error) {
	files, err := unzip(e.zipped)
	if err != nil {
		return relay.Published{}, app.E(app.Rejected, relay.ProblemPackContent).Because(err)
	}
	if _, err := poll.Files(files); err != nil {
		return relay.Published{}, err
	}
	key, err := SigningKey(ctx, a.Ledger, a.Random)
	if err != nil {
		return relay.Published{}, err
	}
	for try := 0; ; try++ { // two people may publish at the same moment
		last, _, err := a.Ledger.LatestPack(ctx)
		if err != nil {
			return relay.Published{}, err
		}
		if e.after != anyVersion && e.after < last.Version {
			return relay.Published{}, app.E(app.Rejected, relay.ProblemPackMoved)
		}
		number, err := a.nextPack(ctx, last.Version, e.after)
		if err != nil {
			return relay.Published{}, err
		}
		m, err := pack.Build(number, app.DayOf(now, time.UTC).Add(packLife), e.program, files)
		if err != nil {
			return relay.Published{}, err
		}
		p, err := signed(m, files, key)
		if err != nil {
			return relay.Published{}, err
		}
		err = a.Ledger.PutPack(ctx, p)
		if errors.Is(err, app.E(app.Failed, "pack_taken")) && try < 5 {
			continue
		}
		if err != nil {
			return relay.Published{}, err
		}
		entry := AuditEntry{At: now, Actor: e.actor, Act: "pack_published", Subject: "n° " + strconv.FormatUint(m.Version, 10)}
		return relay.Published{Version: m.Version, Expires: string(m.Expires), Files: len(files)}, a.Ledger.Audit(ctx, entry)
	}
}

// nextPack is the number of the next edition: above the last one here, the one
// it was made from, and any a device has. A hub restored from a backup has
// forgotten some, and a device never goes back to a number it has seen.
func (a Admin) nextPack(ctx context.Context, last, after uint64) (uint64, error) {
	if after != anyVersion {
		last = max(last, after)
	}
	devices, err := a.Ledger.Devices(ctx)
	for _, d := range devices {
		last = max(last, min(d.Heartbeat.Pack, maxPack))
	}
	return last + 1, err
}

// maxPack bounds what a device may say it has, so that a faulty one cannot use
// the numbers up.
const maxPack = 1_000_000

// signed is a pack ready to be kept.
func signed(m pack.Manifest, files map[string][]byte, key ed25519.PrivateKey) (Pack, error) {
	note, err := pack.Sign(m, key)
	p := Pack{Version: m.Version, Manifest: note, Files: map[string][]byte{}}
	for _, content := range files {
		p.Files[pack.HashOf(content)] = content
	}
	return p, err
}

// unzip reads a zip within the limits of a pack.
func unzip(zipped []byte) (map[string][]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		return nil, err
	}
	files, total := map[string][]byte{}, 0
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		content, err := unzipOne(f)
		if err != nil {
			return nil, err
		}
		if total += len(content); total > pack.MaxTotal || len(files) >= pack.MaxFiles || files[f.Name] != nil {
			return nil, errors.New("too much, or twice the same name")
		}
		files[f.Name] = content
	}
	if len(files) == 0 {
		return nil, errors.New("empty")
	}
	return files, nil
}

func unzipOne(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(r, pack.MaxFile+1))
	if err == nil && len(content) > pack.MaxFile {
		err = errors.New("a file over the limit")
	}
	return content, errors.Join(err, r.Close())
}

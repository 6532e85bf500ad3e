package hub

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"parvis/app"
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
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxZip))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return h.refuse(w, r, http.StatusRequestEntityTooLarge, relay.ProblemTooLarge)
	case err != nil:
		return h.refuse(w, r, http.StatusBadRequest, relay.ProblemBadRequest)
	}
	a := Admin{Ledger: h.Ledger, Random: h.Random}
	out, err := a.publish(r.Context(), body, "", string(d.ID), h.Now())
	var refused *app.Error
	if errors.As(err, &refused) && refused.Kind == app.Rejected {
		return h.refuse(w, r, http.StatusUnprocessableEntity, refused.Code)
	}
	if err != nil {
		return h.fail(w, r, err)
	}
	return h.answerJSON(w, r, http.StatusOK, out)
}

// Publish signs a zip of files as the next pack. program is the least program
// version that can use it (empty: any). Error: "pack_bad_content".
func (a Admin) Publish(ctx context.Context, zipped []byte, program string, now time.Time) (relay.Published, error) {
	return a.publish(ctx, zipped, program, "admin", now)
}

func (a Admin) publish(ctx context.Context, zipped []byte, program, actor string, now time.Time) (relay.Published, error) {
	files, err := unzip(zipped)
	if err != nil {
		return relay.Published{}, app.E(app.Rejected, relay.ProblemPackContent).Because(err)
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
		m, err := pack.Build(last.Version+1, app.DayOf(now, time.UTC).Add(packLife), program, files)
		if err != nil {
			return relay.Published{}, err
		}
		signed, err := pack.Sign(m, key)
		if err != nil {
			return relay.Published{}, err
		}
		p := Pack{Version: m.Version, Manifest: signed, Files: map[string][]byte{}}
		for _, content := range files {
			p.Files[pack.HashOf(content)] = content
		}
		err = a.Ledger.PutPack(ctx, p)
		if errors.Is(err, app.E(app.Failed, "pack_taken")) && try < 5 {
			continue
		}
		if err != nil {
			return relay.Published{}, err
		}
		entry := AuditEntry{At: now, Actor: actor, Act: "pack_published", Subject: string(m.Expires)}
		return relay.Published{Version: m.Version, Expires: string(m.Expires), Files: len(files)}, a.Ledger.Audit(ctx, entry)
	}
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

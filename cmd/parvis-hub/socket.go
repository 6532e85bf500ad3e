package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"parvis/app"
	"parvis/app/hub"
	"parvis/app/relay"
)

// socketName is the admin socket in the data directory. Only the owner of the
// directory can reach it: the file mode is the password.
const socketName = "admin.sock"

// maxSocketPath is what every system accepts as a socket's path.
const maxSocketPath = 100

// near gives a path short enough for a socket: through a symbolic link when
// the directory's own is too long. undo removes the link.
func near(dir string) (path string, undo func(), err error) {
	path = filepath.Join(dir, socketName)
	if len(path) <= maxSocketPath {
		return path, func() {}, nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", nil, err
	}
	tmp, err := os.MkdirTemp("", "ph")
	if err != nil {
		return "", nil, err
	}
	undo = func() { _ = os.RemoveAll(tmp) } // the link only
	link := filepath.Join(tmp, "d")
	if err := os.Symlink(abs, link); err != nil {
		undo()
		return "", nil, err
	}
	return filepath.Join(link, socketName), undo, nil
}

// listenAdmin opens the socket. The directory belongs to this process (it
// holds the ledger), so a socket found there is a dead one.
func listenAdmin(dir string) (net.Listener, error) {
	path, undo, err := near(dir)
	if err != nil {
		return nil, err
	}
	defer undo()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	ln.(*net.UnixListener).SetUnlinkOnClose(false) // the link may be gone
	return ln, os.Chmod(filepath.Join(dir, socketName), 0o600)
}

// adminCall is one command sent to a running hub.
type adminCall struct {
	Now     time.Time         `json:"now"`
	Invite  hub.InviteRequest `json:"invite,omitzero"`
	Device  relay.DeviceID    `json:"device,omitempty"`
	HubURL  string            `json:"hub_url,omitempty"`
	Stick   []byte            `json:"stick,omitempty"` // or the zip to publish
	Program string            `json:"program,omitempty"`
	Last    int               `json:"last,omitempty"`
	Command string            `json:"command"`
	Open    openAsk           `json:"open,omitzero"`
}

// adminFault carries an app.Error over the socket.
type adminFault struct {
	Kind  app.Kind `json:"kind"`
	Code  string   `json:"code"`
	Args  []any    `json:"args"`
	Where string   `json:"where,omitempty"`
}

// adminHandler serves the socket.
func adminHandler(a local) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		var c adminCall
		if err := json.NewDecoder(io.LimitReader(r.Body, 2*maxStickFile)).Decode(&c); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if c.Command == "backup" {
			w.Header().Set("Content-Type", "application/octet-stream")
			if err := a.Backup(r.Context(), w); err != nil {
				panic(http.ErrAbortHandler) // the reader sees the cut
			}
			return
		}
		v, err := a.answer(r.Context(), c)
		status := http.StatusOK
		if err != nil {
			status = http.StatusConflict
			v = faultOf(err)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v) // a caller that left has its answer lost
	})
	return mux
}

func faultOf(err error) adminFault {
	var e *app.Error
	if errors.As(err, &e) {
		return adminFault{Kind: e.Kind, Code: e.Code, Args: e.Args, Where: e.Where}
	}
	return adminFault{Kind: app.Failed, Code: "unexpected", Args: []any{"cause", err.Error()}}
}

func (a local) answer(ctx context.Context, c adminCall) (any, error) {
	switch c.Command {
	case "invite":
		return a.Invite(ctx, c.Invite, c.HubURL, c.Now)
	case "pid":
		return os.Getpid(), nil
	case "devices":
		return a.Devices(ctx, c.Now)
	case "audit":
		return a.AuditTail(ctx, c.Last)
	case "revoke":
		return nil, a.Revoke(ctx, c.Device, c.Now)
	case "epoch":
		return a.NewEpoch(ctx, c.Now)
	case "publish":
		return a.Publish(ctx, c.Stick, c.Program, c.Now)
	case "open_data":
		return a.OpenData(ctx, c.Open, c.Now)
	case "usb":
		got, receipt, err := a.Carry(ctx, c.Stick, c.Now)
		return carried{Carried: got, Receipt: receipt}, err
	}
	return nil, app.E(app.Usage, "hub_admin")
}

// remote is a hub that runs.
type remote struct {
	client *http.Client
	undo   func()
}

// dialAdmin finds a running hub in a directory; nil when there is none.
func dialAdmin(ctx context.Context, dir string) *remote {
	path, undo, err := near(dir)
	if err != nil {
		return nil
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: 2 * time.Second}).DialContext(ctx, "unix", path)
	}
	conn, err := dial(ctx, "", "")
	if err != nil {
		undo()
		return nil
	}
	_ = conn.Close() // only to know whether someone answers
	return &remote{client: &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}, undo: undo}
}

func (r *remote) call(ctx context.Context, c adminCall) (*http.Response, error) {
	body, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://parvis-hub/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, app.E(app.Failed, "hub_admin").Because(err)
	}
	return resp, nil
}

func (r *remote) ask(ctx context.Context, c adminCall, into any) error {
	resp, err := r.call(ctx, c)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	dec := json.NewDecoder(resp.Body)
	if resp.StatusCode == http.StatusOK {
		return dec.Decode(into)
	}
	var f adminFault
	if err := dec.Decode(&f); err != nil {
		return app.E(app.Failed, "hub_admin").Because(err)
	}
	return app.E(f.Kind, f.Code, f.Args...).At(f.Where)
}

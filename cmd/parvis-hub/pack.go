package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"parvis/app"
	"parvis/app/relay"
)

type packCmd struct {
	Publish packPublishCmd `cmd:"" help:"Publie un dossier pour tous les postes."`
}

type packPublishCmd struct {
	Dir     string `arg:"" name:"dossier" help:"Dossier à publier : guides/, places/, vocabularies/, polls/, policy.json."`
	Program string `placeholder:"1.2.0" help:"Version minimale du programme."`
}

// Run publishes a directory as the next pack.
func (c *packPublishCmd) Run(ctx context.Context, o *office) error {
	zipped, err := zipDir(c.Dir)
	if err != nil {
		return app.E(app.Rejected, "pack_dir", "dir", c.Dir).Because(err)
	}
	return o.with(ctx, func(at counter) error {
		p, err := at.Publish(ctx, zipped, c.Program, o.Now())
		if err != nil {
			return err
		}
		return o.Print(p, func(w io.Writer) {
			fmt.Fprintln(w, o.L.T("hub.published", "version", int(p.Version), "n", p.Files, "expires", p.Expires))
		})
	})
}

func zipDir(dir string) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	err := w.AddFS(os.DirFS(dir))
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	if b.Len() > maxStickFile {
		return nil, errors.New("too large")
	}
	return b.Bytes(), nil
}

// Publish implements counter.
func (r *remote) Publish(ctx context.Context, zipped []byte, program string, now time.Time) (p relay.Published, err error) {
	err = r.ask(ctx, adminCall{Command: "publish", Stick: zipped, Program: program, Now: now}, &p)
	return p, err
}

// Command parvis-hub is the server devices send their figures to.
//
// It answers over HTTP, keeps its ledger in a directory (bbolt) or in
// PostgreSQL, and is administered by the same program: a running server offers
// an owner-only socket in its directory, otherwise the command opens the
// ledger itself. It keeps no address of a visitor, no name, and nothing in
// memory that matters: it can be stopped at any moment.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"parvis/cmd/internal/cli"
	"parvis/i18n"
)

// grammar is the command line.
type grammar struct {
	cli.Globals
	Store string `placeholder:"postgres://…" help:"Base PostgreSQL à la place du dossier."`

	Serve   serveCmd   `cmd:"" help:"Répond aux postes."`
	Invite  inviteCmd  `cmd:"" help:"Fait un code d’inscription, valable 24 heures, une fois."`
	Devices devicesCmd `cmd:"" help:"Liste les postes inscrits."`
	Revoke  revokeCmd  `cmd:"" help:"Retire l’inscription d’un poste."`
	Audit   auditCmd   `cmd:"" help:"Journal des actes : qui a invité, retiré, publié, lu."`
	Epoch   epochCmd   `cmd:"" help:"Époque du serveur."`
	USB     usbCmd     `cmd:"" name:"usb" help:"Lit un fichier apporté sur une clé et écrit le reçu."`
	Pack    packCmd    `cmd:"" help:"Guides et réglages envoyés aux postes."`
	Backup  backupCmd  `cmd:"" help:"Sauvegarde le serveur dans un fichier."`
	Restore restoreCmd `cmd:"" help:"Remet une sauvegarde en place (serveur arrêté)."`
	Move    moveCmd    `cmd:"" help:"Passe d’un dossier à PostgreSQL (serveur arrêté)."`

	PublishOpenData openDataCmd `cmd:"" help:"Écrit les données ouvertes d’une année terminée, avec leur budget de confidentialité."`
}

// office is what every command receives.
type office struct {
	*cli.Env
	store string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program; tests start it the same way.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var g grammar
	s := cli.Streams{In: stdin, Out: stdout, Err: stderr}
	parsed, code, done := cli.Parse("parvis-hub", "Serveur de Parvis : reçoit les groupes anonymes des lieux et les montre à la coordination.", &g, args, s)
	if done {
		return code
	}
	if g.Data == "" {
		g.Data = filepath.Join(filepath.Dir(cli.DefaultData()), "parvis-hub")
	}
	env, err := g.Env(s)
	if err == nil {
		parsed.BindTo(ctx, (*context.Context)(nil))
		err = parsed.Run(&office{Env: env, store: g.Store})
	}
	return cli.Fail(stderr, i18n.New(g.Lang), err) // a language it does not know is French
}

// Command parvisctl is the same data directory from a terminal: scripts, tests,
// administration. Results are JSON with --json, one sentence for every failure
// goes to the standard error, and the exit code says of which kind it is:
//
//	0 done · 1 failed, nothing changed · 2 wrong usage · 3 input rejected ·
//	4 store damaged beyond repair · 5 hub unreachable or says no
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"parvis/cmd/internal/cli"
	"parvis/cmd/internal/station"
	"parvis/store/device"
)

type grammar struct {
	cli.Globals

	Init   initCmd   `cmd:"" help:"Prépare un dossier pour un lieu."`
	Enrol  enrolCmd  `cmd:"" help:"Inscrit ce poste auprès d’un serveur, avec un code ou une image."`
	Status statusCmd `cmd:"" help:"Où en est ce poste."`
	Guide  struct {
		Lint    guideLintCmd    `cmd:"" help:"Vérifie des guides."`
		Try     guideTryCmd     `cmd:"" help:"Joue les essais d’un guide."`
		Graph   guideGraphCmd   `cmd:"" help:"Dessine un guide (DOT ou SVG)."`
		Search  guideSearchCmd  `cmd:"" help:"Cherche un guide."`
		Show    guideShowCmd    `cmd:"" help:"Affiche un guide."`
		Import  guideImportCmd  `cmd:"" help:"Transforme des fiches officielles en brouillons."`
		Propose guideProposeCmd `cmd:"" help:"Propose un guide à la coordination."`
	} `cmd:"" help:"Guides."`
	Session struct {
		Add    sessionAddCmd    `cmd:"" help:"Enregistre des séances, une par ligne de JSON."`
		List   sessionListCmd   `cmd:"" help:"Liste les séances, sans notes ni identités."`
		Export sessionExportCmd `cmd:"" help:"Exporte les séances (.xlsx, .csv, .json)."`
		Import sessionImportCmd `cmd:"" help:"Reprend un historique (.xlsx, .csv, .json)."`
	} `cmd:"" help:"Séances."`
	Report struct {
		Preview reportPreviewCmd `cmd:"" help:"Ce qui partirait, et ce qui attend."`
		Export  reportExportCmd  `cmd:"" help:"Écrit ce rapport dans un fichier, pour le lieu."`
	} `cmd:"" help:"Ce qui sort de cet appareil."`
	USB struct {
		Export  usbExportCmd  `cmd:"" help:"Écrit ce qui attend dans un fichier chiffré pour le serveur."`
		Receipt usbReceiptCmd `cmd:"" help:"Lit le reçu rendu par le serveur."`
	} `cmd:"" name:"usb" help:"Sans réseau : par clé USB."`
	Outbox struct {
		List   outboxListCmd   `cmd:"" help:"Ce que le serveur a refusé, et pourquoi."`
		Export outboxExportCmd `cmd:"" help:"L’écrit dans un fichier ; rien n’est effacé."`
	} `cmd:"" help:"Ce qui est mis de côté."`
	Sync  syncCmd  `cmd:"" help:"Clôt ce qui est dû, puis envoie ce qui attend."`
	Reach reachCmd `cmd:"" help:"Chiffres de la coordination."`
	Place struct {
		Import placeImportCmd `cmd:"" help:"Importe un annuaire de lieux (.csv, .json)."`
		List   placeListCmd   `cmd:"" help:"Liste les lieux."`
		Check  placeCheckCmd  `cmd:"" help:"Vérifie un annuaire sans l’importer."`
		Export placeExportCmd `cmd:"" help:"Écrit l’annuaire au standard national (CSV)."`
	} `cmd:"" help:"Annuaire des lieux."`
	Store struct {
		Check   storeCheckCmd   `cmd:"" help:"Vérifie le dossier."`
		Rebuild storeRebuildCmd `cmd:"" help:"Refait l’index depuis le journal."`
		Backup  storeBackupCmd  `cmd:"" help:"Sauvegarde chiffrée dans un fichier."`
		Restore storeRestoreCmd `cmd:"" help:"Remet une sauvegarde en place."`
		Purge   storePurgeCmd   `cmd:"" help:"Efface ce qui a passé sa durée."`
	} `cmd:"" help:"Données de ce poste."`
	Demo demoCmd `cmd:"" help:"Remplit un dossier neuf de données d’exemple."`
}

// desk is what every command receives.
type desk struct {
	*cli.Env
}

func main() {
	device.CheckMain(os.Args)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program; tests start it the same way.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var g grammar
	s := cli.Streams{In: stdin, Out: stdout, Err: stderr}
	parsed, code, done := cli.Parse("parvisctl", "Parvis depuis un terminal : le même dossier que la fenêtre.", &g, args, s)
	if done {
		return code
	}
	env, err := g.Env(s)
	if err == nil {
		parsed.BindTo(ctx, (*context.Context)(nil))
		err = parsed.Run(&desk{env})
	}
	if env == nil {
		env, _ = cli.Globals{Lang: g.Lang}.Env(s)
	}
	return cli.Fail(stderr, env.L, err)
}

func (d *desk) options() station.Options {
	return station.Options{Dir: d.Data, Now: d.Now, Program: "parvisctl"}
}

// with opens the station, does something with it, and closes it whatever
// happens.
func (d *desk) with(ctx context.Context, do func(*station.Station) error) (err error) {
	s, err := station.Open(ctx, d.options())
	if err != nil {
		return err
	}
	defer func() {
		if cerr := s.Close(); err == nil {
			err = cerr
		}
	}()
	for _, f := range s.Opened().Findings {
		key, args := device.Sentence(f)
		d.Say(key, args...)
	}
	return do(s)
}

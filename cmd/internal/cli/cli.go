// Package cli is what the terminal programs share: French help, global flags,
// one sentence and one exit code for every failure, JSON on request.
//
// Results go to standard output, sentences for people to standard error. The
// exit code is the kind of the error (see app.Kind): scripts depend on it.
package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"parvis/app"
	"parvis/i18n"
)

// Globals are the flags every command takes.
type Globals struct {
	Data string `placeholder:"DOSSIER" help:"Dossier des données (par défaut : celui de la plateforme)."`
	Lang string `default:"fr" placeholder:"fr" help:"Langue des messages : fr, en."`
	At   string `placeholder:"INSTANT" help:"Remplace « maintenant » pour cet appel (RFC 3339)."`
	JSON bool   `help:"Résultat en JSON."`
}

// Streams are the program's own.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Env is what a command works with.
type Env struct {
	Streams
	Globals
	Now app.Clock
	L   *i18n.Localizer
}

// Env checks the global flags. The clock starts at --at and runs on.
func (g Globals) Env(s Streams) (*Env, error) {
	if !slices.Contains(i18n.Languages(), g.Lang) {
		return nil, app.E(app.Usage, "bad_lang", "value", g.Lang)
	}
	now := time.Now
	if g.At != "" {
		at, err := time.Parse(time.RFC3339, g.At)
		if err != nil {
			return nil, app.E(app.Usage, "bad_at", "value", g.At).Because(err)
		}
		started := time.Now()
		now = func() time.Time { return at.Add(time.Since(started)) }
	}
	if g.Data == "" {
		g.Data = DefaultData()
	}
	return &Env{Streams: s, Globals: g, Now: now, L: i18n.New(g.Lang)}, nil
}

// DefaultData is the platform's data directory for Parvis.
func DefaultData() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	switch runtime.GOOS {
	case "windows":
		if base := os.Getenv("LOCALAPPDATA"); base != "" {
			return filepath.Join(base, "Parvis")
		}
		return filepath.Join(home, "AppData", "Local", "Parvis")
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Parvis")
	}
	if base := os.Getenv("XDG_DATA_HOME"); base != "" {
		return filepath.Join(base, "parvis")
	}
	return filepath.Join(home, ".local", "share", "parvis")
}

// Print writes a value: indented JSON with --json, else what text writes.
func (e *Env) Print(v any, text func(w io.Writer)) error {
	if !e.JSON {
		text(e.Out)
		return nil
	}
	return e.PrintJSON(v)
}

// PrintJSON writes a value as indented JSON.
func (e *Env) PrintJSON(v any) error {
	enc := json.NewEncoder(e.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// Say writes a sentence for the person.
func (e *Env) Say(key string, args ...any) { fmt.Fprintln(e.Err, e.L.T(key, args...)) }

// Fail writes the sentence of an error and gives the exit code.
func Fail(w io.Writer, l *i18n.Localizer, err error) int {
	if err == nil {
		return 0
	}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		for _, one := range joined.Unwrap() {
			fmt.Fprintln(w, app.Message(l, one))
		}
	} else {
		fmt.Fprintln(w, app.Message(l, err))
	}
	return int(app.KindOf(err))
}

// Parse reads the command line into grammar. When done is true the call is
// over (help, version or a mistake) and code is its exit code.
func Parse(name, about string, grammar any, args []string, s Streams, more ...kong.Option) (ctx *kong.Context, code int, done bool) {
	exit := -1
	options := append([]kong.Option{
		kong.Name(name), kong.Description(about), kong.Writers(s.Out, s.Err),
		kong.Exit(func(c int) { exit = c; panic(exited{}) }),
		kong.Help(frenchHelp), kong.ShortUsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Vars{"version": app.Version},
		kong.ExplicitGroups(nil),
	}, more...)
	parser, err := kong.New(grammar, options...)
	if err != nil {
		panic(err) // the grammar is ours: a test parses it
	}
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(exited); !ours {
				panic(r)
			}
			ctx, code, done = nil, exit, true
		}
	}()
	ctx, err = parser.Parse(args)
	if err != nil {
		fmt.Fprintf(s.Err, "%s: %s\n%s\n", name, french(err.Error()), "Pour la liste des commandes\u00a0: "+name+" --help")
		return nil, int(app.Usage), true
	}
	return ctx, 0, false
}

type exited struct{}

// frenchHelp is kong's help with its few English words replaced.
func frenchHelp(o kong.HelpOptions, ctx *kong.Context) error {
	out := ctx.Stdout
	var b bytes.Buffer
	ctx.Stdout = &b
	err := kong.DefaultHelpPrinter(o, ctx)
	ctx.Stdout = out
	_, werr := io.WriteString(out, words.Replace(b.String()))
	return errors.Join(err, werr)
}

var words = strings.NewReplacer(
	"Usage: ", "Usage\u00a0: ", "Arguments:", "Arguments\u00a0:", "Flags:", "Options\u00a0:", "Commands:", "Commandes\u00a0:",
	"[flags]", "[options]", "<command>", "<commande>",
	"Show context-sensitive help.", "Affiche cette aide.",
	`Run "`, "Tapez «\u00a0", ` <command> --help" for more information on a command.`, " <commande> --help\u00a0» pour le détail d’une commande.",
	` --help" for more information.`, " --help\u00a0» pour le détail.",
)

// french puts kong's complaints into French; what it does not know stays.
func french(msg string) string {
	for _, p := range [][2]string{
		{"unknown flag ", "option inconnue\u00a0: "},
		{"unexpected argument ", "argument de trop\u00a0: "},
		{"missing flags: ", "option manquante\u00a0: "},
		{"expected one of ", "commande attendue, parmi\u00a0: "},
		{" must be one of ", " attend l’une de ces valeurs\u00a0: "},
		{" but got ", ", et non "},
		{"string value", "une valeur"},
		{` "EOL" (<EOL>)`, " rien"},
		{"expected ", "il manque\u00a0: "},
		{"did you mean ", "vouliez-vous dire "},
	} {
		msg = strings.Replace(msg, p[0], p[1], 1)
	}
	return msg
}

package desk

import (
	"encoding/json"
	"strings"

	"parvis/app/people"
	"parvis/ui/kit"
	"parvis/ui/shell"
)

// secretText says what a note should not hold, "" when nothing looks like it.
func secretText(env *shell.Env, text string) string {
	var said []string
	seen := map[people.SecretKind]bool{}
	for _, s := range people.Secrets(text) {
		if !seen[s.Kind] {
			seen[s.Kind] = true
			said = append(said, env.T("people.secret."+string(s.Kind)))
		}
	}
	return strings.Join(said, "\n")
}

// warnSecrets asks before a note that looks like a secret is saved: the text is
// the mediator's, who decides.
func warnSecrets(env *shell.Env, text string, then func()) {
	words := secretText(env, text)
	if words == "" {
		then()
		return
	}
	kit.Ask(env.Canvas(), env.T("desk.secret"), words+"\n"+env.T("desk.secret.text"), kit.Danger,
		env.T("desk.secret.back"), env.T("desk.secret.keep"), then)
}

// encoded tells whether two values are the same.
func encoded(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

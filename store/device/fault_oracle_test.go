package device

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/disk"
	"parvis/store/journal"
	"parvis/store/storetest"
)

// reopen holds the device to what it acknowledged.
func (l *life) reopen() {
	d, err := Open(context.Background(), l.dir, l.o)
	if err != nil {
		l.fail("open: %v", err)
	}
	l.d = d
	l.trace("opened: %+v, last %d, damage %v %v", d.Opened(), d.journal.Last(), l.decay, l.ruined)
	told := slices.ContainsFunc(d.Opened().Findings, func(f journal.Finding) bool { return f.Code != journal.FoundTail })
	if told && !l.decay {
		l.fail("a finding without damage: %+v", d.Opened().Findings)
	}
	// From here on: something may be missing, and that was said. When both the
	// last write of the journal and the index that knew of it are damaged after
	// a power cut, it cannot be told from a write that never ended.
	l.decay = l.decay && len(d.Opened().Findings) > 0
	l.sessions()
	l.outbox()
	l.readFiles()
	l.traces()
	res, err := d.Check(context.Background())
	if err != nil || res.OK == told {
		l.fail("check: %+v %v", res, err)
	}
	if again, findings := d.journal.Check(); len(findings) > 0 {
		l.fail("the journal was not repaired: %d records, %+v", again, findings)
	}
}

// anyone stands for a pseudonym that was, or may have been, replaced.
const anyone = "*"

func (l *life) sessions() {
	seen := map[session.ID]bool{}
	for _, r := range storetest.All(l.t, l.d, session.Filter{}) {
		f := l.book[r.ID]
		switch {
		case seen[r.ID]:
			l.fail("%s is there twice", r.ID)
		case f == nil:
			l.fail("%s was never saved", r.ID)
		case !f.could(r.Session, l.decay):
			l.fail("%s changed: %s, want %s", r.ID, flat(r.Session), flat(f.want))
		}
		seen[r.ID] = true
		f.want, f.maybe, f.sure = r.Session, nil, true
	}
	for id, f := range l.book {
		if f.sure && !seen[id] && !l.decay {
			l.fail("%s is lost", id)
		}
		f.sure = seen[id]
	}
}

func (f *fate) could(got session.Session, decay bool) bool {
	return equal(f.want, got) || f.maybe != nil && equal(*f.maybe, got) ||
		decay && slices.ContainsFunc(f.past, func(s session.Session) bool { return equal(s, got) })
}

func equal(want, got session.Session) bool {
	if want.Person != nil && got.Person != nil && want.Person.BeneficiaryID == anyone {
		p := *want.Person
		p.BeneficiaryID = got.Person.BeneficiaryID
		want.Person = &p
	}
	return flat(want) == flat(got)
}

// flat shows what pointers lead to.
func flat(s session.Session) string {
	out := ""
	if s.Person != nil {
		first := "?"
		if b := s.Person.PremierAccompagnement; b != nil {
			first = fmt.Sprint(*b)
		}
		p := *s.Person
		p.PremierAccompagnement = nil
		out += fmt.Sprintf("%+v %s", p, first)
	}
	if s.Participants != nil {
		out += fmt.Sprintf("%+v", *s.Participants)
	}
	s.Person, s.Participants = nil, nil
	return fmt.Sprintf("%+v %s", s, out)
}

func (l *life) outbox() {
	bodies, ids := map[string]int{}, map[string]bool{}
	for e, err := range l.d.Entries(context.Background()) {
		if err != nil {
			l.fail("outbox: %v", err)
		}
		bodies[string(e.Body)]++
		if ids[fmt.Sprint(e.Epoch, e.Seq)] || ids[e.ID] {
			l.fail("two records share an identity")
		}
		ids[fmt.Sprint(e.Epoch, e.Seq)], ids[e.ID] = true, true
		if !l.tried[string(e.Body)] {
			l.fail("an unknown record in the outbox")
		}
	}
	for body := range l.sent {
		if n := bodies[body]; n > 1 || n == 0 && !l.decay {
			l.fail("%q is in the outbox %d times", body, n)
		}
		if bodies[body] == 0 {
			delete(l.sent, body) // told to be lost
		}
	}
	closings := 0
	for _, err := range l.d.Ledger().Closings(context.Background()) {
		if err != nil {
			l.fail("closings: %v", err)
		}
		closings++
	}
	lotsThere := 0
	for body, n := range bodies {
		if len(body) > 0 && body[0] != 'b' {
			lotsThere += n
		}
	}
	if lotsThere != closings {
		l.fail("%d closings and %d lots: a closing came apart", closings, lotsThere)
	}
}

// readFiles compares drafts and people with what may be read back.
func (l *life) readFiles() {
	ctx := context.Background()
	got := map[string]string{}
	drafts, err := l.d.Drafts(ctx, "")
	if err != nil {
		l.fail("drafts: %v", err)
	}
	for _, d := range drafts {
		got["draft "+string(d.ID)] = d.Label
	}
	people := l.people(got)
	for what, c := range l.files {
		body, draft := got[what], strings.HasPrefix(what, "draft ")
		if (draft || people && !l.decay) && !c.could(body) {
			l.fail("%s reads %q, want %+v", what, body, c)
		}
		if draft || people {
			l.files[what] = content{want: body}
		}
	}
	for what := range got {
		if _, known := l.files[what]; !known {
			l.fail("%s was never written", what)
		}
	}
}

// people adds what the vault says of people; false when the key of the vault
// itself is among what was told to be lost.
func (l *life) people(got map[string]string) bool {
	ctx := context.Background()
	if err := l.d.Unlock(ctx, l.who, ""); err != nil {
		if !errors.Is(err, app.E(0, "mediator_unknown")) && !errors.Is(err, app.E(0, "vault_none")) {
			l.fail("unlock: %v", err)
		}
		if l.vaultLost = l.vaultLost || l.decay; !l.vaultLost {
			l.fail("the vault is lost")
		}
		return false
	}
	docs, err := l.d.Docs(ctx, KindPerson)
	if err != nil {
		l.fail("people: %v", err)
	}
	for _, d := range docs {
		got["person "+d.ID] = string(d.Body)
	}
	return true
}

// traces looks for people erased as someone who holds every key would, and for
// files no name leads to.
func (l *life) traces() {
	for rec, err := range l.d.journal.Records(1) {
		if err != nil {
			l.fail("%v", err)
		}
		if rec.Type != typeDoc {
			continue
		}
		var k keptDoc
		if err := decodeCBOR(rec.Body, &k); err != nil {
			l.fail("%v", err)
		}
		if l.gone[k.ID] || l.gone[k.Person] {
			l.fail("the journal still holds the erased %q", k.ID)
		}
	}
	for _, name := range l.fs.Files() {
		if strings.HasSuffix(name, disk.Unnamed) || name == eraseMark {
			l.fail("%s was left behind", name)
		}
	}
}

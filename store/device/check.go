package device

import (
	"context"
	"fmt"
	"slices"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/journal"
)

// CheckResult is what `store check` prints.
type CheckResult struct {
	OK       bool              `json:"ok"`        // nothing acknowledged is missing or was wrong
	Records  int               `json:"records"`   // readable in the journal
	SetAside int               `json:"set_aside"` // could not be read, in the life of the directory
	Findings []journal.Finding `json:"findings"`  // of this opening and of this check
}

// Findings of this package, beside those of the journal.
const (
	FoundProjection = "projection" // an index was wrong and is made again
	FoundCounters   = "counters"   // a total was wrong and is made again
)

// Sentence is the message of a finding, for a person: key and arguments.
func Sentence(f journal.Finding) (key string, args []any) {
	key = "store.found." + f.Code
	if f.Records == 0 && (f.Code == journal.FoundDamage || f.Code == journal.FoundMissing || f.Code == journal.FoundLost) {
		key += "_none"
	}
	return key, []any{"n", f.Records}
}

// Check reads everything: every record of the journal, every value of the
// projection, every total against the sessions it counts. What is wrong with
// the projection is made again; what is wrong with the journal is reported,
// and set aside at the next opening.
func (d *Device) Check(ctx context.Context) (CheckResult, error) {
	res := CheckResult{Findings: []journal.Finding{}}
	for _, f := range d.report.Findings {
		res.Findings = append(res.Findings, f)
		if f.Code == journal.FoundLost && f.Segment == "" { // only the projection knew
			res.SetAside += f.Records
		}
	}
	for _, f := range d.journal.Aside() {
		res.SetAside += f.Records
	}
	records, findings := d.journal.Check()
	res.Records = records
	res.Findings = append(res.Findings, findings...)
	code, err := d.checkProjection(ctx)
	if err != nil {
		return res, err
	}
	if code != "" {
		res.Findings = append(res.Findings, journal.Finding{Code: code})
		if len(findings) == 0 {
			if _, err := d.Rebuild(ctx); err != nil {
				return res, err
			}
		}
	}
	// An unfinished write that was cut is told, but nothing is wrong with it.
	res.OK = !slices.ContainsFunc(res.Findings, func(f journal.Finding) bool { return f.Code != journal.FoundTail })
	return res, nil
}

// checkProjection opens every value and counts every session again.
func (d *Device) checkProjection(ctx context.Context) (code string, err error) {
	if err := d.flushed(ctx); err != nil {
		return "", err
	}
	err = d.read(func(t *tx) error {
		if err := t.verify(); err != nil {
			return err
		}
		if t.Bucket(bucketIDs).Stats().KeyN != t.Bucket(bucketSessions).Stats().KeyN {
			return fmt.Errorf("%w: ids and sessions differ", errProjection)
		}
		same, err := d.recount(t)
		if err == nil && !same {
			code = FoundCounters
		}
		return err
	})
	if err != nil && needsRebuild(err) {
		return FoundProjection, nil
	}
	return code, err
}

// RebuildResult is what `store rebuild` prints.
type RebuildResult struct {
	Records  int `json:"records"`
	Sessions int `json:"sessions"`
}

// Rebuild makes the projection again from the journal.
func (d *Device) Rebuild(ctx context.Context) (res RebuildResult, err error) {
	if d.isClosed() {
		return res, app.E(app.Failed, "store_closed")
	}
	d.applying.Lock()
	err = d.rebuild("asked for")
	d.applying.Unlock()
	if err != nil {
		return res, err
	}
	res.Records, _ = d.journal.Check()
	for _, err := range d.List(ctx, session.Filter{}) {
		if err != nil {
			return res, err
		}
		res.Sessions++
	}
	return res, nil
}

package device

import (
	"context"
	"fmt"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/journal"
)

// CheckResult is what `store check` prints.
type CheckResult struct {
	OK       bool              `json:"ok"`
	Records  int               `json:"records"`   // readable in the journal
	SetAside int               `json:"set_aside"` // could not be read, in the life of the directory
	Findings []journal.Finding `json:"findings"`
}

// Findings of this package, beside those of the journal.
const (
	FoundProjection = "projection" // an index was wrong and is made again
	FoundCounters   = "counters"   // a total was wrong and is made again
)

// Sentence is the message of a finding, for a person: key and arguments.
func Sentence(f journal.Finding) (key string, args []any) {
	return "store.found." + f.Code, []any{"n", f.Records}
}

// Check reads everything: every record of the journal, every value of the
// projection, every total against the sessions it counts. What is wrong with
// the projection is made again; what is wrong with the journal is reported,
// and set aside at the next opening.
func (d *Device) Check(ctx context.Context) (CheckResult, error) {
	res := CheckResult{Findings: []journal.Finding{}}
	for _, f := range d.report.Findings {
		if f.Code != journal.FoundTail {
			res.Findings = append(res.Findings, f)
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
	res.OK = len(res.Findings) == 0
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

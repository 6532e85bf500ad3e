package publish

import (
	"bytes"
	"context"
	"slices"

	"parvis/app"
	"parvis/app/poll"
)

// Polls are the polls of the edition in use and what was written here since.
func (s *Desk) Polls(ctx context.Context) ([]poll.Entry, error) {
	m, err := s.marks(ctx)
	if err != nil {
		return nil, err
	}
	return poll.Entries(s.PollsRead(), m.Polls), nil
}

// SavePoll keeps a poll to leave with the next edition; one without id is
// given one. Errors: those of poll.Fault; "poll_sent" when visitors may have
// answered it already: other words would be other answers.
func (s *Desk) SavePoll(ctx context.Context, p poll.Poll) error {
	m, err := s.marks(ctx)
	if err != nil {
		return err
	}
	sent := s.PollsRead()
	known := func(id string) bool {
		_, draft := m.Polls[id]
		return draft || slices.ContainsFunc(sent, func(p poll.Poll) bool { return p.ID == id })
	}
	if p.ID == "" {
		p.ID = poll.NewID(p.First, known)
	}
	if faults := p.Faults(); len(faults) > 0 {
		return faults[0].Err("")
	}
	if slices.ContainsFunc(sent, func(x poll.Poll) bool { return x.ID == p.ID }) {
		return app.E(app.Rejected, "poll_sent")
	}
	m.Polls[p.ID] = p
	return s.SetSettingJSON(ctx, keyMarks, m)
}

// WithdrawPoll takes a poll of the edition in use back, with the next one.
// Error: "poll_unknown".
func (s *Desk) WithdrawPoll(ctx context.Context, id string) error {
	m, err := s.marks(ctx)
	if err != nil {
		return err
	}
	sent := s.PollsRead()
	i := slices.IndexFunc(sent, func(p poll.Poll) bool { return p.ID == id })
	if i < 0 {
		return app.E(app.Rejected, "poll_unknown")
	}
	sent[i].Withdrawn = true
	m.Polls[id] = sent[i]
	return s.SetSettingJSON(ctx, keyMarks, m)
}

// DropPoll forgets what was written here of a poll: one that never left is
// gone, one that was to be taken back stays.
func (s *Desk) DropPoll(ctx context.Context, id string) error {
	m, err := s.marks(ctx)
	if err != nil {
		return err
	}
	delete(m.Polls, id)
	return s.SetSettingJSON(ctx, keyMarks, m)
}

// left forgets the drafts that are in the files just published.
func (m marks) left(files map[string][]byte) {
	for id, p := range m.Polls {
		if bytes.Equal(files[p.Path()], p.Encode()) {
			delete(m.Polls, id)
		}
	}
}

// next are the files the next edition begins with: the last one's, with the
// polls that wait.
func (s *Desk) next(entries []poll.Entry) (map[string][]byte, error) {
	files, err := s.PackFiles()
	if err != nil {
		return nil, err
	}
	poll.Lay(files, entries, app.DayOf(s.Now(), s.Zone))
	return files, nil
}

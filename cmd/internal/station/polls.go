package station

import (
	"log/slog"
	"path/filepath"

	"parvis/app"
	"parvis/app/poll"
)

// Polls are those of the pack in use. One that cannot be read keeps no other
// from being asked: err, of kind Rejected, says what is wrong of each.
func (s *Station) Polls() ([]poll.Poll, error) {
	tree, err := ReadTree(filepath.Join(packLive(s.Dir()), filepath.FromSlash(poll.Folder)))
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte, len(tree))
	for name, content := range tree {
		files[poll.Folder+name] = content
	}
	return poll.Files(files)
}

// PollsRead are the polls that could be read; what is wrong of the others was
// said when the pack was activated.
func (s *Station) PollsRead() []poll.Poll {
	polls, err := s.Polls()
	if err != nil {
		slog.Warn("packs: a poll is left out", "error", err)
	}
	return polls
}

// PollLabel is an answer in words, by its code; "" when its poll is not known.
func (s *Station) PollLabel(code, lang string) string {
	text, _ := poll.Label(s.PollsRead(), code, lang)
	return text
}

// PollToday is the poll asked today, if there is one.
func (s *Station) PollToday() (poll.Poll, bool) {
	return poll.Current(s.PollsRead(), app.DayOf(s.Now(), s.Zone))
}

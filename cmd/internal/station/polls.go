package station

import (
	"context"
	"log/slog"
	"path/filepath"
	"slices"

	"github.com/google/uuid"

	"parvis/app"
	"parvis/app/lots"
	"parvis/app/poll"
)

// keyAsked is the setting the polls answered here are kept under, so that what
// leaves and what waits is read in words: the pack may be another device's, or
// gone.
const keyAsked = "polls.asked"

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

// PollToday is the poll asked today, if there is one.
func (s *Station) PollToday() (poll.Poll, bool) {
	return poll.Current(s.PollsRead(), app.DayOf(s.Now(), s.Zone))
}

// CountAnswer counts an answer, numbered from 1, with its day and nothing else.
func (s *Station) CountAnswer(ctx context.Context, p poll.Poll, answer int) error {
	asked := s.asked(ctx)
	if !slices.ContainsFunc(asked, func(x poll.Poll) bool { return x.ID == p.ID }) {
		if err := s.SetSettingJSON(ctx, keyAsked, append(asked, p)); err != nil {
			return err
		}
	}
	return s.AddRun(ctx, lots.Run{ID: uuid.NewString(), Date: app.DayOf(s.Now(), s.Zone), Poll: p.Code(answer)})
}

func (s *Station) asked(ctx context.Context) (list []poll.Poll) {
	if _, err := s.SettingJSON(ctx, keyAsked, &list); err != nil {
		slog.Warn("polls: those asked here are not known", "error", err) // codes are shown
	}
	return list
}

// PollsKnown are the polls whose answers can be said in words.
func (s *Station) PollsKnown(ctx context.Context) []poll.Poll {
	return append(s.PollsRead(), s.asked(ctx)...)
}

// PollLabel is an answer in words, by its code; "" when its poll is not known.
func (s *Station) PollLabel(code, lang string) string {
	text, _ := poll.Label(s.PollsKnown(context.Background()), code, lang)
	return text
}

package shell

import "time"

// desk is where a person had got to: their screens stay theirs when a colleague
// opens the window.
type desk struct {
	chosen string
	stack  []Screen
}

// unlocked gives the window to whoever has just opened it: the same person
// finds their screens as they were, another finds their own, never those of the
// person before.
func (s *Shell) unlocked(p Person) {
	s.locked = nil
	if before := s.config.Person.ID; before != p.ID {
		if s.away == nil {
			s.away = map[string]desk{}
		}
		s.away[before] = desk{s.chosen, s.stack}
		s.chosen, s.stack = s.away[p.ID].chosen, s.away[p.ID].stack
		delete(s.away, p.ID)
	}
	s.config.Person = p
	s.idle.last = s.env.Clock()
	s.SetLockAfter(s.config.LockAfter)
	fresh := s.Current() == nil
	if s.config.OnUnlock != nil {
		s.config.OnUnlock(p)
	}
	switch {
	case !fresh:
		s.show()
	case s.Current() == nil && len(s.config.Nav) > 0:
		s.Open(s.config.Nav[0].ID)
	}
}

// Enter gives the window to someone whom another way than the unlock page has
// let in.
func (s *Shell) Enter(p Person) { s.unlocked(p) }

// Forget drops the screens of someone who no longer works here.
func (s *Shell) Forget(id string) { delete(s.away, id) }

// idle follows how long nobody gave a sign of life.
type idle struct {
	last time.Time
	stop func()
}

// SetLockAfter changes how long without a sign of life before the window locks;
// 0 means never.
func (s *Shell) SetLockAfter(d time.Duration) {
	s.config.LockAfter = d
	if s.idle.stop != nil {
		s.idle.stop()
		s.idle.stop = nil
	}
	if d <= 0 || s.env.After == nil {
		return
	}
	s.idle.last = s.env.Clock()
	s.watch(d)
}

func (s *Shell) watch(d time.Duration) { s.idle.stop = s.env.After(d, s.overdue) }

// overdue locks when nobody was there for long enough, else waits for what
// remains.
func (s *Shell) overdue() {
	s.idle.stop = nil
	if s.locked != nil || s.config.LockAfter <= 0 {
		return // unlocking starts the watch again
	}
	if left := s.config.LockAfter - s.env.Clock().Sub(s.idle.last); left > 0 {
		s.watch(left)
		return
	}
	s.Lock()
	if s.locked == nil { // nobody has a code yet
		s.watch(s.config.LockAfter)
	}
}

// alive is a sign of life. After the machine has slept past the delay, the
// first one finds the window locked.
func (s *Shell) alive() {
	if s.locked != nil || s.config.LockAfter <= 0 {
		return
	}
	now := s.env.Clock()
	if now.Sub(s.idle.last) >= s.config.LockAfter && s.idle.stop != nil {
		s.Lock()
		if s.locked != nil {
			return
		}
	}
	s.idle.last = now
}

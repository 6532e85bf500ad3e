// Package kiosk holds the rules of a visitor's session at the kiosk: when it
// begins, when it warns, when it ends and why, and what is counted of it.
//
// It promises that a visit ends by the visitor, by inactivity after a warning
// that can be put off as often as wanted, or by the mediator; that the warning
// never comes while speech plays; and that nothing a visitor chose is part of
// what is counted, but the guide, the language, the outcome, a duration band
// and a face; an answer to a poll is counted apart from the visit. It keeps no answer and writes nothing.
//
// Sources: EN 301 549 V3.2.1 and WCAG 2.2.1 (a warning of at least 20 s, by a
// simple action, at least ten times; here without limit).
package kiosk

import "time"

// Policy sets the delays. The zero value is not valid: start from Defaults.
type Policy struct {
	Silence  time.Duration // before the warning, on questions
	Reading  time.Duration // before the warning, on lists and links
	Count    time.Duration // countdown of the warning
	Factor   int           // 1 to 10: all delays multiplied by the mediator
	Disabled bool          // the mediator switched the delays off
}

// Defaults are the delays of the design: 90 s, 3 min, 30 s.
func Defaults() Policy {
	return Policy{Silence: 90 * time.Second, Reading: 3 * time.Minute, Count: 30 * time.Second, Factor: 1}
}

// Asking are the delays while a poll is asked, when the visit is over and
// nothing is left to lose: shorter, so that the next visitor finds the home.
func (p Policy) Asking() Policy {
	p.Silence, p.Reading = p.Silence/2, p.Silence/2
	return p
}

// State is where a visit stands.
type State int

// The states.
const (
	Untouched State = iota // the home screen, nothing to erase
	Active
	Warning
	Ended
)

// Reason is the code of an end, the only thing staff see of it.
type Reason string

// The reasons of an end.
const (
	Finished    Reason = "j_ai_fini"
	Silent      Reason = "inactivite"
	ByMediator  Reason = "mediateur"
	QuickExit   Reason = "sortie_rapide"
	Interrupted Reason = "interrompue" // power cut, crash: found at the next start
)

// Visit is one visitor's session. It is driven by the screen and keeps no
// clock: each call says what time it is. Not safe for concurrent use.
type Visit struct {
	policy  Policy
	state   State
	reason  Reason
	started time.Time
	last    time.Time // last sign of life
	warned  time.Time
	reading bool
	speech  bool
}

// New gives an untouched visit.
func New(p Policy) *Visit {
	if p.Factor < 1 {
		p.Factor = 1
	}
	if p.Factor > 10 {
		p.Factor = 10
	}
	return &Visit{policy: p}
}

// State is where the visit stands.
func (v *Visit) State() State { return v.state }

// Reason is why the visit ended; empty before.
func (v *Visit) Reason() Reason { return v.reason }

// Touch is any sign of life: it starts an untouched visit, and answers « Je
// suis là » during a warning.
func (v *Visit) Touch(now time.Time) {
	switch v.state {
	case Untouched:
		v.state, v.started = Active, now
	case Warning:
		v.state = Active
	case Ended:
		return
	}
	v.last = now
}

// Show says what is on screen: lists and links get the longer delay.
func (v *Visit) Show(reading bool, now time.Time) {
	v.reading = reading
	if v.state == Active {
		v.last = now
	}
}

// Speech says whether speech plays; the silence begins when it stops.
func (v *Visit) Speech(playing bool, now time.Time) {
	if v.speech && !playing && v.state == Active {
		v.last = now
	}
	v.speech = playing
}

// End ends the visit for a reason; the first reason stays.
func (v *Visit) End(r Reason) {
	if v.state == Active || v.state == Warning {
		v.state, v.reason = Ended, r
	}
}

func (v *Visit) delay() time.Duration {
	d := v.policy.Silence
	if v.reading {
		d = v.policy.Reading
	}
	return d * time.Duration(v.policy.Factor)
}

func (v *Visit) countdown() time.Duration {
	return v.policy.Count * time.Duration(v.policy.Factor)
}

// Tick moves the visit on: Active becomes Warning after the silence, Warning
// becomes Ended after the countdown. It gives the state.
func (v *Visit) Tick(now time.Time) State {
	if v.policy.Disabled {
		return v.state
	}
	switch v.state {
	case Active:
		if !v.speech && !now.Before(v.last.Add(v.delay())) {
			v.state, v.warned = Warning, now
		}
	case Warning:
		if !now.Before(v.warned.Add(v.countdown())) {
			v.state, v.reason = Ended, Silent
		}
	}
	return v.state
}

// Left is how much of the countdown remains during a warning.
func (v *Visit) Left(now time.Time) time.Duration {
	if v.state != Warning {
		return 0
	}
	return max(0, v.warned.Add(v.countdown()).Sub(now))
}

// Next is when Tick may next change something, so that one timer is enough:
// zero when nothing is due (untouched, ended, switched off, speaking).
func (v *Visit) Next(now time.Time) time.Time {
	switch {
	case v.policy.Disabled || v.speech && v.state == Active:
		return time.Time{}
	case v.state == Active:
		return v.last.Add(v.delay())
	case v.state == Warning:
		end := v.warned.Add(v.countdown())
		if second := now.Add(time.Second); second.Before(end) {
			return second // the number on the ring
		}
		return end
	}
	return time.Time{}
}

// Elapsed is how long the visit has lasted; zero when untouched.
func (v *Visit) Elapsed(now time.Time) time.Duration {
	if v.state == Untouched {
		return 0
	}
	return max(0, now.Sub(v.started))
}

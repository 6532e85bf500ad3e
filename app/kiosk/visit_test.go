package kiosk

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestSilenceWarnsThenErases(t *testing.T) {
	v := New(Defaults())
	if v.Tick(noon.Add(time.Hour)) != Untouched {
		t.Fatal("an untouched kiosk has nothing to erase")
	}
	v.Touch(noon)
	if got := v.Tick(noon.Add(89 * time.Second)); got != Active {
		t.Fatalf("before 90 s: %v", got)
	}
	if got := v.Tick(noon.Add(90 * time.Second)); got != Warning {
		t.Fatalf("after 90 s: %v", got)
	}
	if left := v.Left(noon.Add(100 * time.Second)); left != 20*time.Second {
		t.Fatalf("left: %v", left)
	}
	if got := v.Tick(noon.Add(120 * time.Second)); got != Ended || v.Reason() != Silent {
		t.Fatalf("after the countdown: %v %v", got, v.Reason())
	}
}

func TestTheAnswerExtendsAsOftenAsWanted(t *testing.T) {
	v := New(Defaults())
	now := noon
	v.Touch(now)
	for i := range 25 {
		now = now.Add(90 * time.Second)
		if v.Tick(now) != Warning {
			t.Fatalf("round %d: no warning", i)
		}
		now = now.Add(29 * time.Second)
		v.Touch(now)
		if v.State() != Active {
			t.Fatalf("round %d: not extended", i)
		}
	}
}

func TestReadingStepsWaitLonger(t *testing.T) {
	v := New(Defaults())
	v.Touch(noon)
	v.Show(true, noon)
	if v.Tick(noon.Add(179*time.Second)) != Active || v.Tick(noon.Add(180*time.Second)) != Warning {
		t.Fatal("a list waits three minutes")
	}
}

func TestNoWarningWhileSpeechPlays(t *testing.T) {
	v := New(Defaults())
	v.Touch(noon)
	v.Speech(true, noon)
	if v.Tick(noon.Add(time.Hour)) != Active {
		t.Fatal("warned over speech")
	}
	v.Speech(false, noon.Add(time.Hour))
	if v.Tick(noon.Add(time.Hour+89*time.Second)) != Active {
		t.Fatal("the silence begins when speech stops")
	}
}

func TestTheMediatorMultipliesOrStopsDelays(t *testing.T) {
	p := Defaults()
	p.Factor = 99
	v := New(p)
	v.Touch(noon)
	if v.Tick(noon.Add(899*time.Second)) != Active || v.Tick(noon.Add(900*time.Second)) != Warning {
		t.Fatal("ten times at most")
	}
	p.Disabled = true
	v = New(p)
	v.Touch(noon)
	if v.Tick(noon.Add(24*time.Hour)) != Active || !v.Next(noon).IsZero() {
		t.Fatal("switched off")
	}
}

// Whatever happens, a visit never ends by silence without a whole countdown of
// warning after the last sign of life.
func TestNeverErasedWithoutWarning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := New(Defaults())
		now, lastTouch := noon, noon
		var warned time.Time
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "seconds")) * time.Second)
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				v.Touch(now)
				lastTouch = now
			case 1:
				v.Show(rapid.Bool().Draw(t, "reading"), now)
			default:
				before := v.State()
				if v.Tick(now); before == Active && v.State() == Warning {
					warned = now
				}
			}
			if v.State() == Ended && v.Reason() == Silent {
				if warned.Before(lastTouch) || now.Sub(warned) < 30*time.Second {
					t.Fatalf("erased at %v, warned at %v, touched at %v", now, warned, lastTouch)
				}
				return
			}
		}
	})
}

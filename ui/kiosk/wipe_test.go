package kiosk

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	rules "parvis/app/kiosk"
)

// canary is a word no screen says. It is built when asked, so that the test
// itself keeps no copy of it.
func canary() string { return strings.Join([]string{"zq", "xjw", "kvyp"}, "") }

// holds says where a word is found among the strings reachable from v.
func holds(v reflect.Value, word, path string, seen map[uintptr]bool) string {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(strings.ToLower(v.String()), word) {
			return path
		}
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return ""
		}
		seen[v.Pointer()] = true
		return holds(v.Elem(), word, path, seen)
	case reflect.Interface:
		if !v.IsNil() {
			return holds(v.Elem(), word, path, seen)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if at := holds(v.Field(i), word, path+"."+v.Type().Field(i).Name, seen); at != "" {
				return at
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Int32 { // runes of an entry
			var b strings.Builder
			for i := range v.Len() {
				b.WriteRune(rune(v.Index(i).Int()))
			}
			return holds(reflect.ValueOf(b.String()), word, path, seen)
		}
		for i := range v.Len() {
			if at := holds(v.Index(i), word, path+"[]", seen); at != "" {
				return at
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if at := holds(it.Key(), word, path+"{}", seen) + holds(it.Value(), word, path+"{}", seen); at != "" {
				return at
			}
		}
	}
	return ""
}

func (b *bench) found() string {
	return holds(reflect.ValueOf(b.Kiosk), canary(), "kiosk", map[uintptr]bool{})
}

// inMemory says whether the word is anywhere in the memory of the program.
func inMemory(t *testing.T) bool {
	t.Helper()
	runtime.GC()
	runtime.GC()
	name := filepath.Join(t.TempDir(), "heap")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	debug.WriteHeapDump(f.Fd())
	f.Close()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(raw, []byte(canary())) || bytes.Contains(raw, []byte(strings.ToUpper(canary())))
}

func TestNothingTypedOutlivesTheVisit(t *testing.T) {
	ends := map[string]func(b *bench){
		"J’ai fini": func(b *bench) { b.press("J’ai fini") },
		"silence": func(b *bench) {
			for range 2 {
				b.now = b.now.Add(4 * time.Minute)
				b.pending()
			}
		},
		"quick exit": func(b *bench) {
			b.typedKey(&fyne.KeyEvent{Name: fyne.KeyF12})
			b.typedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		},
		"the mediator": func(b *bench) { b.end(rules.ByMediator) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, 1920, 1080)
			b.touch()
			b.open(b.find)
			b.typeOnScreen(canary())
			if b.found() == "" {
				t.Fatal("the word was not typed: the test would see nothing")
			}
			b.begin("carte-vitale", "heartbeat")
			end(b)
			if at := b.found(); at != "" {
				t.Errorf("the word typed is still at %s", at)
			}
			if b.visit.State() != rules.Untouched || b.run != nil || len(b.back) > 0 {
				t.Error("the visit left something behind")
			}
			if c := fyne.CurrentApp().Clipboard().Content(); c != "" {
				t.Errorf("the clipboard holds %q", c)
			}
			// Every end empties the same way; the two ends visitors meet are
			// looked at down to the memory, which takes a second each.
			if (name == "J’ai fini" || name == "silence") && inMemory(t) {
				t.Error("the word typed is still somewhere in memory")
			}
		})
	}
}

func TestNoMessageWaitsForTheNextVisitor(t *testing.T) {
	b := newBench(t, 1920, 1080)
	b.touch()
	b.begin("carte-vitale", "heartbeat")
	b.help()
	for range 2 {
		b.now = b.now.Add(4 * time.Minute)
		b.pending()
	}
	if top := b.win.Canvas().Overlays().Top(); top != nil {
		t.Errorf("%T is still over the home", top)
	}
}

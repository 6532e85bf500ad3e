package codec

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parvis/app"
	"parvis/app/session"
	"parvis/store/storetest"
)

// TestEveryFieldIsWritten fills every field the domain has, by reflection, so
// that a new one cannot be forgotten here.
func TestEveryFieldIsWritten(t *testing.T) {
	c := New()
	if !c.compact {
		t.Fatal("the domain's session has fields the compact format does not write: add them at the end of writer and reader")
	}
	var s session.Session
	fill(reflect.ValueOf(&s).Elem())
	s.Notes = ""
	raw, err := c.Encode(&s)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Decode(raw)
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Fatalf("%v\nwant %+v\ngot  %+v", err, s, got)
	}
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("é" + v.Type().Name())
	case reflect.Int:
		v.SetInt(-7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	default:
		panic("a kind of field the test does not know: " + v.Kind().String())
	}
}

func TestRoundTrip(t *testing.T) {
	c := New()
	rapid.Check(t, func(t *rapid.T) {
		g := storetest.NewGen(rapid.Uint64().Draw(t, "seed"))
		s := g.Session()
		s.TitreAtelier = rapid.String().Draw(t, "title")
		s.Date = app.Day("not a day"[:rapid.IntRange(0, 9).Draw(t, "day")]) + s.Date
		s.ID = session.ID(rapid.SampledFrom([]string{string(s.ID), "", "x", strings.ToUpper(string(s.ID))}).Draw(t, "id"))
		one, err := c.Encode(&s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Decode(one)
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Fatalf("%v\nwant %+v\ngot  %+v", err, s, got)
		}
		two, err := c.Encode(&got)
		if err != nil || !bytes.Equal(one, two) {
			t.Fatal("the same session has two encodings")
		}
	})
}

func TestFallback(t *testing.T) {
	c := New()
	c.compact = false
	s := storetest.NewGen(3).Session()
	s.Notes = "secret"
	raw, err := c.Encode(&s)
	if err != nil || bytes.Contains(raw, []byte("secret")) {
		t.Fatal("notes are written", err)
	}
	s.Notes = ""
	if got, err := New().Decode(raw); err != nil || !reflect.DeepEqual(got, s) {
		t.Fatalf("%+v %v", got, err)
	}
}

// TestWordsAreFrozen: a word keeps its number for ever; new ones go last.
func TestWordsAreFrozen(t *testing.T) {
	c := New()
	if len(c.words) < 130 || len(c.numbers) != len(c.words) {
		t.Fatalf("%d words, %d numbers", len(c.words), len(c.numbers))
	}
	for n, want := range map[int]string{0: "individuel", 2: "non_recue", 129: "sr"} {
		if c.words[n] != want {
			t.Errorf("word %d is %q, it was %q", n, c.words[n], want)
		}
	}
	for _, v := range session.Vocabularies() {
		for _, code := range v.Codes() {
			if _, ok := c.numbers[code]; !ok {
				t.Errorf("%s %q has no number: add it at the end of words.txt", v.Name(), code)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	c := New()
	g := storetest.NewGen(1)
	for range 20 {
		s := g.Session()
		raw, err := c.Encode(&s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte{formatJSON, '{', '}'})
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := c.Decode(raw)
		if err != nil {
			return
		}
		again, err := c.Encode(&s)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := c.Decode(again); err != nil || !reflect.DeepEqual(back, s) {
			t.Fatalf("%+v became %+v: %v", s, back, err)
		}
	})
}

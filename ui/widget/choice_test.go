package widget

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
)

// answered is the reply among what a widget said, nil without one.
func answered(said []tea.Msg) *steps.Reply {
	for _, msg := range said {
		if r, ok := msg.(ReplyMsg); ok {
			return &r.Reply
		}
	}
	return nil
}

// drafted is the last draft among what a widget said, nil without one.
func drafted(said []tea.Msg) *steps.Reply {
	var last *steps.Reply
	for _, msg := range said {
		if d, ok := msg.(DraftMsg); ok {
			last = &d.Reply
		}
	}
	return last
}

func TestChoiceReplies(t *testing.T) {
	tests := []struct {
		name string
		keys []string
		want []string // nil for no reply
	}{
		{"the row under the cursor", []string{"enter"}, []string{"vpc-0a1b2c3d4e5f60718"}},
		{"the next row", []string{"down", "enter"}, []string{"vpc-0b"}},
		{"j and k move too", []string{"j", "j", "j", "k", "k", "enter"}, []string{"vpc-0b"}},
		{"a disabled row says why", []string{"down", "down", "enter"}, nil},
		{"the end stops", []string{"G", "down", "enter"}, []string{"vpc-0d"}},
		{"the beginning stops", []string{"up", "enter"}, []string{"vpc-0a1b2c3d4e5f60718"}},
		{"back to the top", []string{"G", "g", "enter"}, []string{"vpc-0a1b2c3d4e5f60718"}},
		{"a filtered row", append(append([]string{"/"}, letters("partner")...), "enter", "enter"), []string{"vpc-0d"}},
		{"a filter by column", append(append([]string{"/"}, letters("10.20 zones")...), "enter", "enter"), []string{"vpc-0b"}},
		{"enter while typing only ends the filter", append([]string{"/"}, append(letters("partner"), "enter")...), nil},
		{"nothing left by the filter", append(append([]string{"/"}, letters("qqqqqq")...), "enter", "enter"), nil},
		{"the filter cleared goes back", append(append([]string{"down", "/"}, letters("partner")...), "esc", "enter"), []string{"vpc-0b"}},
		{"the filter kept and then cleared goes back", append(append([]string{"down", "/"}, letters("partner")...), "enter", "esc", "enter"), []string{"vpc-0b"}},
		{"the filter erased goes back", append(append([]string{"down", "/"}, letters("par")...), "backspace", "backspace", "backspace", "enter", "enter"), []string{"vpc-0b"}},
		{"a filter without rows goes back", append(append([]string{"down", "/"}, letters("qqqq")...), "esc", "enter"), []string{"vpc-0b"}},
		{"a filter without rows, kept, goes back", append(append([]string{"down", "/"}, letters("qqqq")...), "enter", "enter", "esc", "enter"), []string{"vpc-0b"}},
		{"a row moved to in the filter is kept", append(append([]string{"/"}, letters("zones")...), "down", "esc", "enter"), []string{"vpc-0b"}},
		{"arrows move while typing", []string{"/", "z", "o", "n", "e", "down", "enter", "enter"}, []string{"vpc-0b"}},
		{"letters are letters while typing", []string{"/", "j", "backspace", "esc", "enter"}, []string{"vpc-0a1b2c3d4e5f60718"}},
		{"a misspelt word finds what is like it", append(append([]string{"/"}, letters("prtnr")...), "enter", "enter"), []string{"vpc-0d"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, said := send(t, env(80, 20), New(vpcsQuestion()), test.keys...)
			got := answered(said)
			if test.want == nil {
				if got != nil {
					t.Fatalf("reply %v, want none", *got)
				}
				return
			}
			if got == nil || !slices.Equal(got.Values, test.want) {
				t.Fatalf("reply %v, want %v", got, test.want)
			}
		})
	}
}

// TestFilterMarksLettersThatChangeLength has letters whose lower case has other bytes.
func TestFilterMarksLettersThatChangeLength(t *testing.T) {
	e := env(80, 20)
	q := steps.Choice{Options: []steps.Option{{Value: "a", Label: "İİİ private Kelvin"}, {Value: "b", Label: "PRIVATE"}}}
	w, _ := send(t, e, New(q), append([]string{"/"}, letters("private")...)...)
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "İİİ private Kelvin") || !strings.Contains(view, "PRIVATE") {
		t.Errorf("marking changed the row:\n%s", view)
	}
}

func TestChoiceSaysWhyARowCannotBeChosen(t *testing.T) {
	e := env(200, 20)
	w, _ := send(t, e, New(vpcsQuestion()), "down", "down", "enter")
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "✗ one zone: SageMaker needs subnets in two") {
		t.Errorf("the reason is not said:\n%s", view)
	}
	w, _ = send(t, e, w, "up")
	if view := ansi.Strip(w.View(e)); strings.Contains(view, "✗ one zone") {
		t.Errorf("the reason stays after the cursor moved:\n%s", view)
	}
}

func TestChoiceActions(t *testing.T) {
	q := vpcsQuestion()
	q.Actions = []steps.Action{{ID: steps.BestPair}}
	_, said := send(t, env(80, 20), New(q), "a")
	if got := answered(said); got == nil || got.Action != steps.BestPair {
		t.Errorf("reply %v, want the action", got)
	}
}

// TestEscBelongsToTheFilterFirst holds the order of esc: the filter, then the step.
func TestEscBelongsToTheFilterFirst(t *testing.T) {
	e := env(80, 20)
	w := New(vpcsQuestion())
	states := []struct {
		key              string
		escapes, editing bool
	}{
		{"down", false, false},
		{"/", true, true},
		{"p", true, true},
		{"enter", true, false},
		{"esc", false, false},
	}
	for _, s := range states {
		w, _ = send(t, e, w, s.key)
		if Escapes(w) != s.escapes || w.Editing() != s.editing {
			t.Errorf("after %q: escapes %v editing %v, want %v %v", s.key, Escapes(w), w.Editing(), s.escapes, s.editing)
		}
	}
}

// TestChoiceKeepsItsPlace gives a new question of the same rows in another order.
func TestChoiceKeepsItsPlace(t *testing.T) {
	e := env(80, 20)
	q := vpcsQuestion()
	w, _ := send(t, e, New(q), "down", "down", "down")
	turned := q
	turned.Options = slices.Clone(q.Options)
	slices.Reverse(turned.Options)
	_, said := send(t, e, w.With(turned), "enter")
	if got := answered(said); got == nil || got.Values[0] != "vpc-0d" {
		t.Errorf("the cursor left its row: %v", got)
	}
	gone := q
	gone.Options = q.Options[:2]
	_, said = send(t, e, w.With(gone), "enter")
	if got := answered(said); got == nil || got.Values[0] != "vpc-0b" {
		t.Errorf("without its row the cursor is not at the nearest: %v", got)
	}
	empty := q
	empty.Options = nil
	_, said = send(t, e, w.With(empty), "enter", "down", "G")
	if got := answered(said); got != nil {
		t.Errorf("an empty list answers %v", got)
	}
}

func TestWithKeepsFilterAndScroll(t *testing.T) {
	e := env(80, 12)
	q := manyVPCs(300)
	w, _ := send(t, e, New(q), append(append([]string{"/"}, letters("private-1")...), "enter", "pgdown", "pgdown")...)
	before := w.View(e)
	if after := w.With(q).View(e); after != before {
		t.Errorf("the same question changed the view:\n%s\nwas:\n%s", ansi.Strip(after), ansi.Strip(before))
	}
	if !strings.Contains(ansi.Strip(before), "111 of 300") {
		t.Errorf("the count of filtered rows is missing:\n%s", ansi.Strip(before))
	}
}

// TestWithAnotherKind survives a step that asks something else altogether.
func TestWithAnotherKind(t *testing.T) {
	questions := []steps.Question{vpcsQuestion(), subnetsQuestion(), modelForm(), policyDocument()}
	for _, from := range questions {
		for _, to := range questions {
			got, want := New(from).With(to), New(to)
			if reflect.TypeOf(got) != reflect.TypeOf(want) {
				t.Errorf("%T with %T became %T", from, to, got)
			}
		}
	}
}

func TestAnOpenFilterCountsEveryRow(t *testing.T) {
	e := env(80, 20)
	w, _ := send(t, e, New(vpcsQuestion()), "/")
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "4 of 4") {
		t.Errorf("an empty filter does not leave every row:\n%s", view)
	}
}

func TestPasteIntoTheFilter(t *testing.T) {
	e := env(80, 20)
	w, _ := send(t, e, New(vpcsQuestion()), "/")
	w, _ = w.Update(e, tea.PasteMsg{Content: "part\nner"})
	if view := ansi.Strip(w.View(e)); !strings.HasPrefix(view, "/ part ner") {
		t.Errorf("the paste is not one line:\n%s", view)
	}
}

// TestMouse clicks rows as they are drawn, with and without empty lines between groups.
func TestMouse(t *testing.T) {
	for _, height := range []int{9, 30} {
		e := env(80, height)
		q := steps.Choice{Groups: zones(), Options: subnetsQuestion().Options}
		for i, want := range []string{"tiny-a", "public-b"} {
			w := New(q)
			y := slices.IndexFunc(strings.Split(ansi.Strip(w.View(e)), "\n"), func(line string) bool { return strings.Contains(line, want) })
			w, _ = w.Update(e, tea.MouseClickMsg{X: 5, Y: y, Button: tea.MouseLeft})
			if got, _ := Passes(w); !slices.Equal(got.Values, []string{"subnet-0a" + want}) {
				t.Errorf("height %d, click %d on %s: cursor on %v", height, i, want, got)
			}
		}
		w, _ := New(q).Update(e, tea.MouseWheelMsg{Button: tea.MouseWheelDown})
		if got, _ := Passes(w); !slices.Equal(got.Values, []string{"subnet-0apublic-b"}) {
			t.Errorf("height %d: the wheel went to %v", height, got)
		}
	}
}

func BenchmarkViewOf10000Rows(b *testing.B) {
	e := env(100, 30)
	w := New(manyVPCs(10000))
	for range 20 {
		w, _ = w.Update(e, press("pgdown"))
	}
	b.ResetTimer()
	for b.Loop() {
		_ = w.View(e)
	}
}

func BenchmarkWith10000Rows(b *testing.B) {
	q := manyVPCs(10000)
	w := New(q)
	for b.Loop() {
		w = w.With(q)
	}
}

func TestChoiceDraftsTheRowThatItsCursorPasses(t *testing.T) {
	tests := []struct {
		name string
		keys []string
		want string // the last draft; "" for none
	}{
		{"nothing moved", []string{"up"}, ""},
		{"the next row", []string{"down"}, "vpc-0b"},
		{"not a disabled row", []string{"down", "down"}, "vpc-0b"},
		{"the row that a filter leaves", append([]string{"/"}, letters("partner")...), "vpc-0d"},
		{"no row that a filter leaves", append([]string{"/"}, letters("qqqq")...), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w, said := send(t, env(80, 20), New(vpcsQuestion()), test.keys...)
			got := drafted(said)
			if (got == nil) != (test.want == "") || got != nil && got.Values[0] != test.want {
				t.Errorf("draft %v, want %q", got, test.want)
			}
			if test.name == "not a disabled row" {
				if passed, ok := Passes(w); ok {
					t.Errorf("passes over %v, which cannot be chosen", passed)
				}
			}
		})
	}
}

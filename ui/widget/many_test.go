package widget

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
)

func TestManyToggles(t *testing.T) {
	few := subnetsQuestion()
	few.Max = 3
	tests := []struct {
		name string
		q    steps.Many
		keys []string
		want []string // of the last draft; nil for no draft
		says string
	}{
		{"chooses in the order of choosing", few, []string{"G", "up", "space"}, []string{"subnet-0aprivate-a", "subnet-0aprivate-b", "subnet-0apublic-b"}, ""},
		{"takes out", few, []string{"space"}, []string{"subnet-0aprivate-b"}, ""},
		{"takes out and puts last", few, []string{"space", "space"}, []string{"subnet-0aprivate-b", "subnet-0aprivate-a"}, ""},
		{"not a disabled row", few, []string{"G", "space"}, nil, "✗ ml.g5.xlarge is not offered in this zone"},
		{"not more than the most", few, []string{"G", "up", "space", "g", "down", "space"}, []string{"subnet-0aprivate-a", "subnet-0aprivate-b", "subnet-0apublic-b"}, "✗ 3 is the most. Take one out first."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := env(90, 30)
			w, said := send(t, e, New(test.q), test.keys...)
			got := drafted(said)
			switch {
			case test.want == nil && got != nil:
				t.Fatalf("draft %v, want none", got.Values)
			case test.want != nil && (got == nil || !slices.Equal(got.Values, test.want)):
				t.Fatalf("draft %v, want %v", got, test.want)
			}
			if got != nil && got.Fields["instance_type"] != "ml.g5.xlarge" {
				t.Errorf("the panel is missing in the draft: %v", got.Fields)
			}
			if view := ansi.Strip(w.View(e)); !strings.Contains(view, test.says) {
				t.Errorf("%q is not said:\n%s", test.says, view)
			}
		})
	}
}

// TestManyTakesOutADisabledRow lets an answer of an earlier day be repaired.
func TestManyTakesOutADisabledRow(t *testing.T) {
	q := subnetsQuestion()
	q.Selected = []string{"subnet-0aprivate-d"}
	_, said := send(t, env(90, 30), New(q), "space")
	if got := drafted(said); got == nil || len(got.Values) != 0 {
		t.Errorf("draft %v, want an empty choice", got)
	}
}

func TestManyConfirmsWithThePanel(t *testing.T) {
	_, said := send(t, env(90, 30), New(subnetsQuestion()), "enter")
	got := answered(said)
	if got == nil || !slices.Equal(got.Values, []string{"subnet-0aprivate-a", "subnet-0aprivate-b"}) || got.Fields["reserve"] != "0" {
		t.Errorf("reply %v", got)
	}
}

func TestManyBestPairWinsOverDrafts(t *testing.T) {
	e := env(90, 30)
	q := subnetsQuestion()
	w, _ := send(t, e, New(q), "space", "space", "space")
	w, said := send(t, e, w, "a")
	if got := answered(said); got == nil || got.Action != steps.BestPair {
		t.Fatalf("reply %v, want the action", got)
	}
	_, said = send(t, e, w.With(q), "enter")
	if got := answered(said); !slices.Equal(got.Values, q.Selected) {
		t.Errorf("after the action %v is chosen, want %v", got.Values, q.Selected)
	}
}

// TestManyIgnoresLateEchoes brings the question that answers the first of two drafts.
func TestManyIgnoresLateEchoes(t *testing.T) {
	e := env(90, 30)
	q := subnetsQuestion()
	w, said := send(t, e, New(q), "space", "down", "space")
	first := said[0].(DraftMsg).Reply.Values
	second := drafted(said).Values
	late := q
	late.Selected = first
	_, said = send(t, e, w.With(late), "enter")
	if got := answered(said); !slices.Equal(got.Values, second) {
		t.Errorf("a late echo took a key away: %v, want %v", got.Values, second)
	}
	other := q
	other.Selected = []string{"subnet-0apublic-b"}
	_, said = send(t, e, w.With(other), "enter")
	if got := answered(said); !slices.Equal(got.Values, other.Selected) {
		t.Errorf("what the step chose was not taken: %v", got.Values)
	}
}

func TestManyPanel(t *testing.T) {
	e := env(90, 30)
	w, said := send(t, e, New(subnetsQuestion()), "e", "tab", "right", "right", "tab", "backspace", "1", "2")
	got := drafted(said)
	if got == nil || got.Fields["instances"] != "4" || got.Fields["max_instances"] != "12" || len(got.Values) != 2 {
		t.Fatalf("draft %+v", got)
	}
	if !Escapes(w) || !w.Editing() {
		t.Errorf("the panel has the focus, but esc or the letters are not its own")
	}
	for _, leave := range []string{"esc", "enter"} {
		left, said := send(t, e, w, leave)
		if Escapes(left) || left.Editing() || answered(said) != nil {
			t.Errorf("%s does not leave the panel alone", leave)
		}
		_, said = send(t, e, left, "enter")
		if got := answered(said); got == nil || got.Fields["max_instances"] != "12" {
			t.Errorf("after %s the panel's values are lost: %v", leave, got)
		}
	}
}

// TestManyPanelKeepsWhatIsTyped brings questions back late, while a number is typed.
func TestManyPanelKeepsWhatIsTyped(t *testing.T) {
	e := env(90, 30)
	q := subnetsQuestion()
	w, _ := send(t, e, New(q), "e", "tab", "backspace", "1", "2")
	late := subnetsQuestion()
	late.Panel.Fields[1].Value = "1"
	w, said := send(t, e, w.With(late), "0")
	if got := drafted(said); got == nil || got.Fields["instances"] != "120" {
		t.Errorf("a late question changed what is being typed: %v", got)
	}
	_, said = send(t, e, w, "esc", "enter")
	if got := answered(said); got.Fields["instances"] != "120" {
		t.Errorf("reply %v", got.Fields)
	}
}

func TestManyFormulas(t *testing.T) {
	e := env(90, 30)
	w := New(subnetsQuestion())
	const formula = "(4 old + 4 new) × 2 addresses"
	if strings.Contains(ansi.Strip(w.View(e)), formula) {
		t.Fatal("the formulas are shown without being asked for")
	}
	w, _ = send(t, e, w, "d")
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, formula) {
		t.Errorf("the formula is not shown:\n%s", view)
	}
	const last = "the least is free in use1-az2 198"
	low := env(60, 11)
	if view := ansi.Strip(w.View(low)); strings.Contains(view, "✓ update + zone lost") {
		t.Fatalf("the low screen is not low enough for this test:\n%s", view)
	}
	w, _ = send(t, low, w, "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	if view := strings.Join(strings.Fields(ansi.Strip(w.View(low))), " "); !strings.Contains(view, last) || !strings.Contains(view, "✓ update + zone lost") {
		t.Errorf("the last formula cannot be reached:\n%s", view)
	}
	w, _ = send(t, low, w, "pgup", "pgup", "pgup", "pgup", "pgup")
	if view := ansi.Strip(w.View(low)); !strings.Contains(view, "✓ now") {
		t.Errorf("the first formula cannot be reached again:\n%s", view)
	}
}

func TestManyClicks(t *testing.T) {
	e := env(90, 30)
	w := New(subnetsQuestion())
	y := slices.IndexFunc(strings.Split(ansi.Strip(w.View(e)), "\n"), func(line string) bool { return strings.Contains(line, "tiny-a") })
	click := func(x int) *steps.Reply {
		next, cmd := w.Update(e, tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		w = next
		if cmd == nil {
			return nil
		}
		return drafted([]tea.Msg{cmd()})
	}
	if got := click(20); got != nil {
		t.Errorf("a click on the name toggled: %v", got.Values)
	}
	if got := click(20); got == nil || !slices.Contains(got.Values, "subnet-0atiny-a") {
		t.Errorf("a click on the row under the cursor did not toggle: %v", got)
	}
	if got := click(3); got == nil || slices.Contains(got.Values, "subnet-0atiny-a") {
		t.Errorf("a click on the checkbox did not toggle: %v", got)
	}
}

// TestManyConfirmsNothingOutOfSight holds that enter on a filter without rows is no answer.
func TestManyConfirmsNothingOutOfSight(t *testing.T) {
	e := env(90, 30)
	w, said := send(t, e, New(subnetsQuestion()), append(append([]string{"down", "/"}, letters("qqqq")...), "enter", "enter")...)
	if got := answered(said); got != nil {
		t.Errorf("reply %v", got)
	}
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "No row matches. esc clears the filter.") {
		t.Errorf("it is not said why:\n%s", view)
	}
	w, said = send(t, e, w, "esc", "enter")
	if got := answered(said); got == nil || Copies(w) != "subnet-0atiny-a" {
		t.Errorf("after the filter: reply %v, cursor on %s", got, Copies(w))
	}
}

// wrongNumbers is the panel with two fields that cannot be counted with.
func wrongNumbers() steps.Many {
	q := subnetsQuestion()
	q.Panel.Fields[1].Value, q.Panel.Fields[1].Problem = "0", "A whole number from 1 to 10000 is wanted."
	q.Panel.Fields[5].Value, q.Panel.Fields[5].Problem = "", "A whole number from 0 to 10000 is wanted."
	return q
}

// TestManyPanelStaysOpenOnAProblem holds that nobody leaves the panel past a number that
// does not count.
func TestManyPanelStaysOpenOnAProblem(t *testing.T) {
	e := env(90, 30)
	shown := func(w Widget) string {
		t.Helper()
		view := ansi.Strip(w.View(e))
		for _, problem := range []string{"✗ A whole number from 1", "✗ A whole number from 0"} {
			if !strings.Contains(view, problem) {
				t.Errorf("%q is not shown:\n%s", problem, view)
			}
		}
		return view
	}
	for _, leave := range []string{"esc", "enter"} {
		w, _ := send(t, e, New(subnetsQuestion()), "e", "down", "down", "down")
		w, said := send(t, e, w.With(wrongNumbers()), "enter")
		if !Escapes(w) || len(said) > 0 {
			t.Fatalf("enter left the panel, or said %v", said)
		}
		if view := shown(w); !strings.Contains(view, "▸ Instances") {
			t.Errorf("enter does not go to the problem:\n%s", view)
		}
		w, _ = send(t, e, w.With(subnetsQuestion()), leave)
		if Escapes(w) {
			t.Errorf("%s does not leave the panel once nothing is wrong", leave)
		}
		// The verdict on the last digit may come after the key that closed the panel.
		if w = w.With(wrongNumbers()); !Escapes(w) {
			t.Errorf("a verdict that came late does not open the panel again")
		}
		shown(w)
	}
	if w := New(subnetsQuestion()).With(wrongNumbers()); Escapes(w) {
		t.Error("a panel that was not open opens by itself")
	}
	shown(New(wrongNumbers()))
}

func TestALadderOfOldNumbersPromisesNothing(t *testing.T) {
	e := env(90, 30)
	w := New(wrongNumbers())
	for _, keys := range [][]string{nil, {"d"}} {
		w, _ = send(t, e, w, keys...)
		view := ansi.Strip(w.View(e))
		_, below, _ := strings.Cut(view, "capacity")
		if strings.Contains(below, "✓") || !strings.Contains(below, "?") {
			t.Errorf("%v: the ladder looks as if it knew:\n%s", keys, view)
		}
	}
}

func TestThePanelSaysWhatAValueStandsFor(t *testing.T) {
	q := subnetsQuestion()
	q.Panel.Fields[3].Hint = "auto: 2 addresses an instance"
	if view := ansi.Strip(New(q).View(env(140, 30))); !strings.Contains(view, "EFA auto: 2 addresses an instance · Update") {
		t.Errorf("it is not said what auto came to:\n%s", view)
	}
}

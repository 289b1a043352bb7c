package widget

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps"
	"sagevpc/steps/capacity"
)

// sixRungs is the subnets' question with a plan that takes addresses itself, and an update
// that only those leave no room for.
func sixRungs() steps.Many {
	q := subnetsQuestion()
	l := ladder(true)
	for i := range l.Steps {
		l.Steps[i].Free = 198
	}
	l.Steps = append(l.Steps, capacity.Step{
		Name: capacity.EndpointsAdded, Need: 201, Free: 198, PerZone: true,
		Formula: "ceil((4 instances + 4 of the second fleet) ÷ 2 zones) × 2 addresses + 193 of this plan's own endpoints = 201 in use1-az2; free there: use1-az2 198",
	})
	q.Ladder = l
	return q
}

func TestSixRungsViews(t *testing.T) {
	for _, size := range []struct{ width, height int }{{60, 20}, {80, 24}, {60, 12}} {
		for name, keys := range map[string][]string{"ladder": nil, "formulas": {"d"}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.width, size.height), func(t *testing.T) {
				e := env(size.width, size.height)
				w, _ := send(t, e, New(sixRungs()), keys...)
				golden.RequireEqual(t, plain(w.View(e)))
			})
		}
	}
}

// TestTheBreakingRungIsAlwaysInSight: a low terminal loses rungs that hold.
func TestTheBreakingRungIsAlwaysInSight(t *testing.T) {
	for height := 10; height <= 30; height++ {
		for _, width := range []int{40, 60, 80, 120} {
			e := env(width, height)
			view := ansi.Strip(New(sixRungs()).View(e))
			if !strings.Contains(view, "endpoints added 201") || !strings.Contains(view, "! 198 free") {
				t.Fatalf("%dx%d:\n%s", width, height, view)
			}
		}
	}
	stale := sixRungs()
	stale.Panel.Fields = wrongNumbers().Panel.Fields
	if view := ansi.Strip(New(stale).View(env(60, 12))); strings.Contains(view, "breaks at") {
		t.Errorf("old numbers break:\n%s", view)
	}
}

// TestEscTakesBackWhatIsWrong: the panel closes, and its step is told the fields that are
// right, so that it answers with what the wrong ones were before.
func TestEscTakesBackWhatIsWrong(t *testing.T) {
	e := env(90, 30)
	w, _ := send(t, e, New(subnetsQuestion()), "e", "down", "ctrl+u", "0")
	w = w.With(wrongNumbers())
	w, said := send(t, e, w, "esc")
	draft := drafted(said)
	if Escapes(w) || draft == nil {
		t.Fatalf("the panel is open, or nothing was said: %v", said)
	}
	want := map[string]string{"instance_type": "ml.g5.xlarge", "max_instances": "4", "efa": "auto", "update": "blue-green"}
	if !maps.Equal(draft.Fields, want) || len(draft.Values) != 2 {
		t.Errorf("got %+v, want %v", draft, want)
	}
	// A verdict on what was typed before esc does not open the panel again.
	w = w.With(wrongNumbers())
	if Escapes(w) {
		t.Error("the panel opens again")
	}
	w = w.With(subnetsQuestion())
	_, said = send(t, e, w, "enter")
	if got := answered(said); got == nil || got.Fields["instances"] != "2" || got.Fields["reserve"] != "0" {
		t.Errorf("the fields are not as before: %+v", got)
	}
}

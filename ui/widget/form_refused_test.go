package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestEnterGoesToWhatIsLacking: a form that has all it needs is confirmed from any field.
func TestEnterGoesToWhatIsLacking(t *testing.T) {
	e := env(80, 24)
	if _, said := send(t, e, New(modelForm()), "enter"); answered(said) == nil {
		t.Error("a complete form is not confirmed from its first field")
	}
	q := modelForm()
	q.Fields[1].Required, q.Fields[1].Value = true, " "
	w, said := send(t, e, New(q), "enter")
	if answered(said) != nil {
		t.Fatal("enter confirmed without a field that is required")
	}
	w, said = send(t, e, w, "x")
	if got := drafted(said); got == nil || !strings.Contains(got.Fields[q.Fields[1].Key], "x") {
		t.Fatalf("enter did not go to the field: %v", got)
	}
	if _, said = send(t, e, w, "enter"); answered(said) == nil {
		t.Error("enter does not confirm once nothing is lacking")
	}
}

// TestEnterStaysOnAnEmptyFieldThatIsNeeded holds that what is wrong is said where the cursor is.
func TestEnterStaysOnAnEmptyFieldThatIsNeeded(t *testing.T) {
	e := env(80, 24)
	q := modelForm()
	for i := range 2 {
		q.Fields[i].Required, q.Fields[i].Value = true, ""
	}
	shows := func(w Widget, focus, said string) {
		t.Helper()
		view := ansi.Strip(w.View(e))
		if !strings.Contains(view, "▸ "+focus) || strings.Contains(view, "is needed.") != (said != "") || !strings.Contains(view, said) {
			t.Errorf("the focus is not on %s, or %q is not all that is said:\n%s", focus, said, view)
		}
	}
	for _, confirm := range []string{"enter", "ctrl+s"} {
		w, said := send(t, e, New(q), confirm, confirm)
		if len(said) > 0 {
			t.Fatalf("%s says %v", confirm, said)
		}
		shows(w, "Name", "✗ Name is needed.")
		shows(w.With(q), "Name", "✗ Name is needed.")
		w, _ = send(t, e, w, "x")
		shows(w, "Name", "")
		w, said = send(t, e, w, confirm)
		if len(said) > 0 {
			t.Fatalf("%s says %v", confirm, said)
		}
		shows(w, "Execution role", "")
		w, _ = send(t, e, w, confirm)
		shows(w, "Execution role", "✗ Execution role is needed.")
		w, _ = send(t, e, w, "tab")
		shows(w, "Environment", "")
	}
}

// TestARefusalPutsTheFocusOnItsField brings problems back after the form was confirmed, and
// while it is still being typed.
func TestARefusalPutsTheFocusOnItsField(t *testing.T) {
	e := env(80, 24)
	refused := modelForm()
	refused.Fields[1].Problem = "It is not the ARN of a role."
	w, _ := send(t, e, New(modelForm()), "tab", "tab", "x")
	if view := ansi.Strip(w.With(refused).View(e)); !strings.Contains(view, "▸ Environment") {
		t.Errorf("a problem took the focus while something was typed:\n%s", view)
	}
	w, _ = send(t, e, w, "enter")
	w = w.With(refused)
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "▸ Execution role") {
		t.Errorf("the focus is not on the field that was refused:\n%s", view)
	}
	w, _ = send(t, e, w, "tab")
	if view := ansi.Strip(w.With(refused).View(e)); !strings.Contains(view, "▸ Environment") {
		t.Errorf("the focus cannot leave the field:\n%s", view)
	}
}

func TestFormGoesToWhatIsWrong(t *testing.T) {
	q := modelForm()
	q.Fields[5].Problem = "SageMaker allows 1 to 100."
	e := env(80, 24)
	w, _ := send(t, e, New(q), "up", "up", "up", "up")
	w, said := send(t, e, w, "ctrl+s")
	if answered(said) == nil {
		t.Fatal("the form decides by itself that it is wrong")
	}
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "▸ Instances") {
		t.Errorf("the focus is not on the problem:\n%s", view)
	}
}

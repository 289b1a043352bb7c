package widget

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
)

func TestFormEdits(t *testing.T) {
	tests := []struct {
		name  string
		keys  []string
		field string
		want  string
	}{
		{"letters go to the end", []string{"-", "2"}, "name", "fraud-v3-vpc-2"},
		{"the cursor moves", []string{"home", "x", "right", "y"}, "name", "xfyraud-v3-vpc"},
		{"backspace at the beginning", []string{"home", "backspace"}, "name", "fraud-v3-vpc"},
		{"delete", []string{"home", "delete"}, "name", "raud-v3-vpc"},
		{"a word back", []string{"ctrl+w"}, "name", "fraud-v3-"},
		{"the whole line", []string{"ctrl+u", "a", "b"}, "name", "ab"},
		{"keys of lists are letters", []string{"ctrl+u", "j", "k", "g", "G", "/", "?", "y", "r", "@", "space", "e", "d"}, "name", "jkgG/?yr@ ed"},
		{"a suggestion is taken", []string{"tab", "ctrl+u", "right"}, "role", "arn:aws:iam::111122223333:role/SageMakerExecution"},
		{"the next suggestion", []string{"tab", "ctrl+u", "ctrl+n", "right"}, "role", "arn:aws:iam::111122223333:role/Batch"},
		{"suggestions go round", []string{"tab", "ctrl+u", "ctrl+p", "right"}, "role", "arn:aws:iam::111122223333:role/Batch"},
		{"words find a suggestion", append(append([]string{"tab", "ctrl+u"}, letters("batch")...), "right"), "role", "arn:aws:iam::111122223333:role/Batch"},
		{"a field that is read only is passed over", []string{"tab", "tab", "!"}, "environment", "LOG_LEVEL=info TOKEN=hunter2!"},
		{"a switch", []string{"tab", "tab", "tab", "space"}, "isolation", "true"},
		{"a switch back", []string{"tab", "tab", "tab", "space", "right"}, "isolation", "false"},
		{"a number counts", []string{"tab", "tab", "tab", "tab", "right", "+", "left"}, "instances", "3"},
		{"a number stops at zero", []string{"tab", "tab", "tab", "tab", "left", "-", "left"}, "instances", "0"},
		{"a number has digits only", []string{"tab", "tab", "tab", "tab", "backspace", "x", "1", "e", "7"}, "instances", "17"},
		{"a select turns and skips what is disabled", []string{"tab", "tab", "tab", "tab", "tab", "right", "right", "right"}, "mode", "rolling"},
		{"a select turns back", []string{"tab", "tab", "tab", "tab", "tab", "left"}, "mode", "rolling"},
		{"a select is typed", []string{"tab", "tab", "tab", "tab", "tab", "r", "o"}, "mode", "rolling"},
		{"a select is typed with a hyphen", append([]string{"tab", "tab", "tab", "tab", "tab", "right"}, letters("blue-g")...), "mode", "blue-green"},
		{"a select keeps what has no match", []string{"tab", "tab", "tab", "tab", "tab", "r", "q"}, "mode", "rolling"},
		{"a select ignores a disabled option", append([]string{"tab", "tab", "tab", "tab", "tab"}, letters("never")...), "mode", "blue-green"},
		{"up goes back", []string{"down", "down", "up", "up", "1"}, "name", "fraud-v3-vpc1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := env(80, 24)
			w, said := send(t, e, New(modelForm()), test.keys...)
			if answered(said) != nil {
				t.Fatal("an edit confirmed the form")
			}
			_, said = send(t, e, w, "ctrl+s")
			if got := answered(said).Fields[test.field]; got != test.want {
				t.Errorf("%s is %q, want %q", test.field, got, test.want)
			}
		})
	}
}

// TestFormDraftsEveryEdit counts drafts: one for each change, none for a move.
func TestFormDraftsEveryEdit(t *testing.T) {
	_, said := send(t, env(80, 24), New(modelForm()), "a", "left", "tab", "shift+tab", "b", "home", "backspace")
	if len(said) != 2 {
		t.Fatalf("%d messages, want 2", len(said))
	}
	got := drafted(said)
	if got.Fields["name"] != "fraud-v3-vpcba" || got.Fields["image"] == "" || len(got.Fields) != 7 {
		t.Errorf("the draft is not the whole form: %v", got.Fields)
	}
}

func TestFormWithNothingToEdit(t *testing.T) {
	q := steps.Form{Fields: []steps.Field{{Key: "a", Label: "A", Value: "1", ReadOnly: "fixed"}}}
	e := env(80, 24)
	w, said := send(t, e, New(q), "x", "tab", "up", "backspace", "enter")
	if got := answered(said); got == nil || got.Fields["a"] != "1" || w.Editing() {
		t.Errorf("reply %v, editing %v", got, w.Editing())
	}
	if _, said = send(t, e, New(steps.Form{}), "enter"); answered(said) == nil {
		t.Error("an empty form cannot be confirmed")
	}
}

func TestPasteIntoAForm(t *testing.T) {
	e := env(80, 24)
	tests := []struct {
		keys        []string
		paste       string
		field, want string
	}{
		{nil, "a\nb\x1b[31m\tc\r\n", "name", "fraud-v3-vpca b[31m c"},
		{[]string{"tab", "tab", "tab", "tab"}, "about 40\n", "instances", "240"},
		{[]string{"tab", "tab", "tab", "tab", "tab"}, "rolling\n", "mode", "rolling"},
		{[]string{"tab", "tab", "tab"}, "true", "isolation", "false"},
	}
	for _, test := range tests {
		w, _ := send(t, e, New(modelForm()), test.keys...)
		w, _ = w.Update(e, tea.PasteMsg{Content: test.paste})
		_, said := send(t, e, w, "ctrl+s")
		if got := answered(said).Fields[test.field]; got != test.want {
			t.Errorf("paste %q: %s is %q, want %q", test.paste, test.field, got, test.want)
		}
	}
}

func TestSecretsAreMaskedUntilEdited(t *testing.T) {
	e := env(80, 24)
	w := New(modelForm())
	if view := ansi.Strip(w.View(e)); strings.Contains(view, "hunter2") || !strings.Contains(view, "TOKEN=••••••") {
		t.Errorf("the secret is not masked:\n%s", view)
	}
	if w, _ = send(t, e, w, "tab", "tab"); !strings.Contains(ansi.Strip(w.View(e)), "hunter2") {
		t.Error("the secret cannot be read while it is edited")
	}
	if got := Copies(w); got != "" {
		t.Errorf("the secret can be copied: %q", got)
	}
}

func TestHidden(t *testing.T) {
	tests := map[string]string{
		"":                          "",
		"A=1":                       "A=••••••",
		`A=1 B="two words, C=3" D=`: "A=•••••• B=•••••• D=",
		"A=x=y,z  B=1":              "A=•••••• B=••••••",
		"A=one two":                 "A=•••••• ••••••",
		"A=one two B=3":             "A=•••••• ••••••",
		`A="not closed B=2`:         "A=••••••",
		`A="escaped \" quote" B=2`:  "A=•••••• B=••••••",
		`"A=1`:                      "••••••",
		"half-typed":                "half-typed",
		"A=é\x1b[31m B=\u202e":      "A=•••••• B=••••••",
	}
	for value, want := range tests {
		if got := hidden(value); got != want {
			t.Errorf("hidden(%q) is %q, want %q", value, got, want)
		}
	}
}

// TestFormShowsItsFocus walks a tall form on a low screen; the field is always in sight.
func TestFormShowsItsFocus(t *testing.T) {
	var q steps.Form
	q.Intro = []string{long()}
	for i := range 30 {
		q.Fields = append(q.Fields, steps.Field{Key: grouped(i), Label: "Field " + grouped(i), Kind: steps.TextField, Hint: "hint " + grouped(i) + ".", Problem: "wrong"})
	}
	e := env(58, 14)
	w := New(q)
	see := func(i int) {
		t.Helper()
		view := ansi.Strip(w.View(e))
		if !strings.Contains(view, "▸ Field "+grouped(i)+" ") || !strings.Contains(view, "hint "+grouped(i)+".") {
			t.Fatalf("field %d is not in sight:\n%s", i, view)
		}
	}
	for i := range 29 {
		see(i)
		w, _ = send(t, e, w, "tab")
	}
	for i := 29; i > 0; i-- {
		see(i)
		w, _ = send(t, e, w, "shift+tab")
	}
	see(0)
}

// TestFormTakesWhatTheStepChanges holds who wins: the user in the field that is being
// typed, the step everywhere else.
func TestFormTakesWhatTheStepChanges(t *testing.T) {
	e := env(80, 24)
	w, _ := send(t, e, New(modelForm()), "x", " ")
	next := modelForm()
	next.Fields[0].Value = "fraud-v3-vpcx" // trimmed
	next.Fields[5].Value = "7"
	w = w.With(next)
	_, said := send(t, e, w, "y", "ctrl+s")
	got := answered(said).Fields
	if got["name"] != "fraud-v3-vpcx y" || got["instances"] != "7" {
		t.Errorf("name %q, instances %q", got["name"], got["instances"])
	}
	w, _ = send(t, e, w, "y", "tab")
	next.Fields[0].Value = "fraud-v3-vpcx-y" // as a name may be written
	_, said = send(t, e, w.With(next), "ctrl+s")
	if got := answered(said).Fields["name"]; got != "fraud-v3-vpcx-y" {
		t.Errorf("a field without focus does not take the step's value: %q", got)
	}
}

func TestFormClicks(t *testing.T) {
	e := env(80, 24)
	w := New(modelForm())
	y := slices.IndexFunc(strings.Split(ansi.Strip(w.View(e)), "\n"), func(line string) bool { return strings.Contains(line, "Execution role") })
	w, _ = w.Update(e, tea.MouseClickMsg{X: 20, Y: y, Button: tea.MouseLeft})
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "▸ Execution role") {
		t.Errorf("the click did not move the focus:\n%s", view)
	}
	w, _ = w.Update(e, tea.MouseClickMsg{X: 20, Y: 23, Button: tea.MouseLeft})
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "▸ Execution role") {
		t.Errorf("a click on nothing moved the focus:\n%s", view)
	}
}

func TestTextKeepsCharactersWhole(t *testing.T) {
	e := env(80, 24)
	q := steps.Form{Fields: []steps.Field{{Key: "a", Label: "A", Kind: steps.TextField, Value: "e\u0301日本"}}}
	_, said := send(t, e, New(q), "backspace", "left", "left", "delete", "ctrl+s")
	if got := answered(said).Fields["a"]; got != "日" {
		t.Errorf("text is %q", got)
	}
}

func TestLongTextsShowTheirCursor(t *testing.T) {
	q := steps.Form{Fields: []steps.Field{{Key: "a", Label: "A", Kind: steps.TextField, Value: strings.Repeat("x", 200) + "END"}}}
	e := env(40, 5)
	if view := ansi.Strip(New(q).View(e)); !strings.Contains(view, "…") || !strings.Contains(view, "END") {
		t.Errorf("the end of the text is not in sight:\n%s", view)
	}
}

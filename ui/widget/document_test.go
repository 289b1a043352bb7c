package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/steps/plan"
)

func TestDocumentFollowsTheCursor(t *testing.T) {
	e := env(80, 24)
	_, said := send(t, e, New(policyDocument()), "up")
	if got := drafted(said); got == nil || got.Values[0] != "deny-package-repos" {
		t.Fatalf("draft %v", got)
	}
	w, said := send(t, e, New(policyDocument()), "G")
	if got := drafted(said); got != nil {
		t.Errorf("a template that cannot be chosen is drafted: %v", got)
	}
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "✗ the endpoint does not exist yet") {
		t.Errorf("the reason is not said:\n%s", view)
	}
	if _, said = send(t, e, w, "enter"); answered(said) != nil {
		t.Error("a template that cannot be chosen is confirmed")
	}
	_, said = send(t, e, New(policyDocument()), "enter")
	if got := answered(said); got == nil || got.Values[0] != "both" || got.Fields != nil {
		t.Errorf("reply %v", got)
	}
}

func ownFile(path string) steps.Document {
	q := policyDocument()
	q.Selected = "file"
	q.File = &steps.Field{Key: "file", Label: "File", Kind: steps.TextField, Value: path}
	return q
}

func TestDocumentFile(t *testing.T) {
	e := env(80, 24)
	w, said := send(t, e, New(ownFile("")), "enter")
	if answered(said) != nil || !w.Editing() || !Escapes(w) {
		t.Fatal("enter does not ask for the missing path first")
	}
	w, said = send(t, e, w, letters("a/b.json")...)
	if got := drafted(said); got == nil || got.Fields["file"] != "a/b.json" || got.Values[0] != "file" {
		t.Fatalf("draft %v", got)
	}
	_, said = send(t, e, w, "enter")
	if got := answered(said); got == nil || got.Fields["file"] != "a/b.json" {
		t.Errorf("reply %v", got)
	}
	w, said = send(t, e, w, "esc", "up")
	if got := drafted(said); got == nil || got.Values[0] != "both" || w.Editing() {
		t.Errorf("esc does not lead back to the templates: %v", got)
	}
	w, _ = send(t, e, New(ownFile("x")), "e", "!")
	w = w.With(policyDocument())
	if w.Editing() || Escapes(w) {
		t.Error("without a path the focus stays in it")
	}
}

func TestDocumentScrolls(t *testing.T) {
	e := env(60, 14)
	w := New(policyDocument())
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "Version") {
		t.Fatalf("the text does not begin at its beginning:\n%s", view)
	}
	for range 20 {
		w, _ = send(t, e, w, "pgdown")
	}
	lines := strings.Split(plain(w.View(e)), "\n")
	if !strings.Contains(strings.Join(lines, "\n"), "\n}\nrequests") {
		t.Errorf("the end of the text is not the end of its window:\n%s", strings.Join(lines, "\n"))
	}
	w, _ = w.Update(e, tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	if again := plain(w.View(e)); !strings.Contains(again, "lines 15 to 19 of 22") {
		t.Errorf("the wheel does not scroll:\n%s", again)
	}
	next := policyDocument()
	next.Selected = "full"
	if view := ansi.Strip(w.With(next).View(e)); !strings.Contains(view, "Version") {
		t.Errorf("another document does not begin at its beginning:\n%s", view)
	}
	if view := w.With(policyDocument()).View(e); view != w.View(e) {
		t.Error("the same document jumps")
	}
}

// TestDocumentShowsEveryByte joins the window's lines again: what is broken is not changed.
func TestDocumentShowsEveryByte(t *testing.T) {
	for _, width := range []int{20, 41, 60, 99, 140} {
		e := env(width, 400)
		w := New(steps.Document{Templates: []steps.Option{{Value: "a"}}, Text: policyText()}).(document)
		var b strings.Builder
		for i, line := range w.body(e, width) {
			line = ansi.Strip(line)
			if part, goesOn := strings.CutPrefix(line, "↪ "); goesOn {
				b.WriteString(part)
				continue
			}
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line)
		}
		if got := b.String() + "\n"; got != policyText() {
			t.Errorf("width %d: the text on screen differs:\n%s", width, got)
		}
	}
}

func TestDocumentRequests(t *testing.T) {
	e := env(60, 20)
	w := New(policyDocument())
	w, _ = send(t, e, w, "d")
	view := ansi.Strip(w.View(e))
	if !strings.Contains(view, "aws:PrincipalOrgID is not known here") || strings.Contains(view, "Version") {
		t.Errorf("the requests do not take the text's place:\n%s", view)
	}
	low := env(60, 14)
	if view = ansi.Strip(w.View(low)); strings.Contains(view, "aws:PrincipalOrgID") {
		t.Fatalf("the low screen is not low enough for this test:\n%s", view)
	}
	scrolled, _ := send(t, low, w, "pgdown", "pgdown", "pgdown")
	if view = ansi.Strip(scrolled.View(low)); !strings.Contains(view, "aws:PrincipalOrgID") {
		t.Errorf("the last request cannot be reached:\n%s", view)
	}
	w, _ = send(t, e, w, "d")
	if view = ansi.Strip(w.View(e)); !strings.Contains(view, "Version") {
		t.Errorf("the text does not come back:\n%s", view)
	}
}

// TestALowDocumentStillSaysWhatItLetsThrough has the size of the policy screen at 60×20.
func TestALowDocumentStillSaysWhatItLetsThrough(t *testing.T) {
	e := env(58, 14)
	w := New(policyDocument())
	view := ansi.Strip(w.View(e))
	if !strings.Contains(view, "requests  ✓ 2  ✗ 2  ? 1") || !strings.Contains(view, "d shows them") {
		t.Errorf("what it lets through is not said:\n%s", view)
	}
	w, _ = send(t, e, w, "d")
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "GET acme-models/fraud/model.tar.gz") {
		t.Errorf("d does not show the requests:\n%s", view)
	}
}

func TestCopies(t *testing.T) {
	if got := Copies(New(policyDocument())); got != policyText() {
		t.Errorf("a document copies %q", got)
	}
	if got := Copies(New(vpcsQuestion())); got != "vpc-0a1b2c3d4e5f60718" {
		t.Errorf("a choice copies %q", got)
	}
	for value, o := range map[string]steps.Option{
		"":                       {Value: "auto", Label: "Do what is needed"},
		"vpce-0678ab5b21b92ce6d": {Value: "extend vpce-0678ab5b21b92ce6d", Label: "Extend s3", Columns: []string{"vpce-0678ab5b21b92ce6d"}},
		"vpc-0a1b2c3d":           {Value: "vpc-0a1b2c3d", Label: "ml-prod", Columns: []string{"10.0.0.0/16"}},
		"fraud-v3":               {Value: "fraud-v3", Label: "fraud-v3", Columns: []string{"2026-11-23"}},
	} {
		if got := Copies(New(steps.Choice{Options: []steps.Option{o}})); got != value {
			t.Errorf("%+v copies %q, want %q", o, got, value)
		}
	}
	requests := Copies(New(reviewOf(movedModel())))
	if !strings.Contains(requests, `"op": "ModifyVpcEndpoint"`) || !strings.Contains(requests, `"ModelName": "fraud-v3-vpc"`) {
		t.Errorf("a review copies %q", requests)
	}
	if strings.Contains(requests, "correct horse") || !strings.Contains(requests, "TOKEN") {
		t.Errorf("a review copies secrets, or nothing of them: %s", requests)
	}
	if got := Copies(New(reviewOf(plan.Plan{}))); got != "" {
		t.Errorf("a plan without changes copies %q", got)
	}
	if got := Copies(New(subnetsQuestion())); got != "subnet-0aprivate-a" {
		t.Errorf("several copy %q", got)
	}
}

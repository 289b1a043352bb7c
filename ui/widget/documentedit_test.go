package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"sagevpc/steps"
)

// ownDocument is a policy that can be edited, with everything that a step can say of it.
func ownDocument() steps.Document {
	q := policyDocument()
	q.Templates = append(q.Templates[:4:4], steps.Option{Value: "own", Label: "my own document"})
	q.Own, q.Requests = "own", []string{"PUT acme-models/out"}
	q.Size = steps.Line{Mark: steps.Holds, Text: "1,212 of 20,480 characters · one document · valid"}
	q.Lines = []steps.Line{{Mark: steps.Warns, Text: "replaces the policy of s3 for everyone on it"}}
	q.Request = &steps.Field{Key: steps.RequestKey, Label: "Request", Kind: steps.TextField, Hint: "GET s3://bucket/key"}
	q.Consent = &steps.Field{
		Key: steps.ConsentKey, Kind: steps.ToggleField, Value: "false", Label: "Change it for 2 other subnets too: batch-b: 3 network interfaces; nothing in rds-b",
		Problem: "Without this consent the plan cannot be applied.",
	}
	q.Sections = []steps.Section{
		{Title: "what changes for everyone on it", Lines: []steps.Line{{Mark: steps.Warns, Text: "GET other-bucket/x: allowed → denied"}}},
		{Title: "statement by statement", Lines: []steps.Line{{Text: "ModelArtifacts", Detail: "The buckets with the model's data, to read"}}},
	}
	return q
}

func brokenDocument() steps.Document {
	q := ownDocument()
	q.Selected, q.Consent = "own", nil
	q.Text = strings.Replace(policyText(), `"Allow",`, `"Allow" // all`, 1)
	q.Size = steps.Line{Mark: steps.Blocks, Text: "1,217 of 20,480 characters · not valid: 1 problem"}
	q.Problems = []steps.TextProblem{{Line: steps.Line{Mark: steps.Blocks, Text: "JSON has no comments: remove this one", Detail: "Correct the document at this place."}, Row: 6, Column: 25}}
	q.Lines = []steps.Line{{Mark: steps.Blocks, Text: "this is not sent, and enter does not go on, until it is mended"}}
	return q
}

func TestTheFirstKeyMakesATemplateTheUsersOwn(t *testing.T) {
	e := env(120, 30)
	w, said := send(t, e, New(ownDocument()), "e", "x")
	got := drafted(said)
	if got == nil || got.Values[0] != "own" || got.Fields[steps.DocumentKey] != "x"+policyText() {
		t.Fatalf("draft %v", got)
	}
	if !w.Editing() || !Escapes(w) {
		t.Error("the text has not the focus")
	}
	// Letters that are keys elsewhere are letters here, and enter is a new line.
	w, said = send(t, e, w, "y", "?", "enter")
	if got = drafted(said); got.Fields[steps.DocumentKey] != "xy?\n"+policyText() {
		t.Errorf("draft %q", got.Fields[steps.DocumentKey])
	}
	w, said = send(t, e, w, "ctrl+s")
	if got := answered(said); got == nil || got.Values[0] != "own" || got.Fields[steps.DocumentKey] != "xy?\n"+policyText() {
		t.Errorf("ctrl+s answers %v", got)
	}
	w, said = send(t, e, w, "ctrl+z", "ctrl+z", "ctrl+z")
	if got := drafted(said); got.Fields[steps.DocumentKey] != policyText() {
		t.Errorf("undo leads to %q", got.Fields[steps.DocumentKey])
	}
	if w, _ = send(t, e, w, "esc"); w.Editing() || Escapes(w) {
		t.Error("esc does not lead back to the templates")
	}
}

func TestWhatWasWrittenBeforeCanBeHadAgain(t *testing.T) {
	e := env(120, 30)
	q := ownDocument()
	q.OwnText = "{}"
	_, said := send(t, e, New(q), "e", "x", "ctrl+z", "ctrl+z")
	if got := drafted(said); got.Fields[steps.DocumentKey] != "{}" {
		t.Errorf("undo leads to %q, and not to what was written before", got.Fields[steps.DocumentKey])
	}
}

func TestALateAnswerTakesNothingAway(t *testing.T) {
	e := env(120, 30)
	w, _ := send(t, e, New(ownDocument()), "e", "a", "b")
	late := ownDocument()
	late.Selected, late.Text = "own", "a"+policyText()
	w = w.With(late)
	_, said := send(t, e, w, "c")
	if got := drafted(said); got.Fields[steps.DocumentKey] != "abc"+policyText() {
		t.Errorf("the text is %q", got.Fields[steps.DocumentKey][:8])
	}
}

func TestPastingAtTheTemplatesBeginsADocument(t *testing.T) {
	e := env(120, 30)
	w, cmd := New(ownDocument()).Update(e, tea.PasteMsg{Content: "{\r\n}"})
	got := cmd().(DraftMsg).Reply
	if got.Values[0] != "own" || got.Fields[steps.DocumentKey] != "{\n}" || !w.Editing() {
		t.Errorf("draft %v", got)
	}
}

func TestTheCursorGoesWhereTheProblemIs(t *testing.T) {
	e := env(120, 30)
	w, _ := send(t, e, New(brokenDocument()), "ctrl+g")
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "── line 6, column 25") || !strings.Contains(view, "line 6, column 25: JSON has no comments") {
		t.Errorf("the view lacks the place:\n%s", view)
	}
	_, said := send(t, e, w, "delete", "delete")
	if got := drafted(said); !strings.Contains(got.Fields[steps.DocumentKey], `"Allow"  all`) {
		t.Errorf("the cursor is elsewhere: %q", got.Fields[steps.DocumentKey])
	}
}

func TestRequestsAreAddedAndTakenOut(t *testing.T) {
	e := env(120, 30)
	w, said := send(t, e, New(ownDocument()), append(append([]string{"+"}, letters("GET s3://b/k")...), "enter")...)
	got := answered(said)
	if got == nil || got.Action != steps.AddRequest || got.Fields[steps.RequestKey] != "GET s3://b/k" {
		t.Fatalf("reply %v", got)
	}
	refused := ownDocument()
	refused.Request.Value, refused.Request.Problem = "GET s3://b/k", "This is no bucket."
	if view := ansi.Strip(w.With(refused).View(e)); !strings.Contains(view, "This is no bucket.") {
		t.Errorf("the problem is not at the field:\n%s", view)
	}
	taken := ownDocument()
	taken.Requests = append(taken.Requests, "GET s3://b/k")
	taken.Truth = append(taken.Truth, steps.Line{Mark: steps.Blocks, Text: "GET s3://b/k"})
	w = w.With(taken)
	if w.Editing() {
		t.Error("the field stays open")
	}
	_, said = send(t, e, w, "x")
	if got = answered(said); got == nil || got.Action != steps.DropRequest || got.Fields[steps.RequestKey] != "GET s3://b/k" {
		t.Errorf("x takes out %v", got)
	}
	_, said = send(t, e, w, "up", "x")
	if got = answered(said); got == nil || got.Fields[steps.RequestKey] != "PUT acme-models/out" {
		t.Errorf("after up, x takes out %v", got)
	}
}

func TestConsentIsAKeyOfItsOwn(t *testing.T) {
	e := env(120, 30)
	_, said := send(t, e, New(ownDocument()), "space")
	if got := drafted(said); got == nil || got.Fields[steps.ConsentKey] != "true" || got.Values[0] != "both" {
		t.Errorf("space says %v", got)
	}
	if _, said = send(t, e, New(ownDocument()), "enter"); answered(said).Fields[steps.ConsentKey] != "" {
		t.Error("enter agrees by the way")
	}
}

func TestTheTextGoesToTheUsersEditorAndComesBack(t *testing.T) {
	e := env(120, 30)
	w, said := send(t, e, New(ownDocument()), "ctrl+o")
	if msg, ok := said[0].(OpenMsg); !ok || msg.Text != policyText() {
		t.Fatalf("ctrl+o says %v", said)
	}
	_, cmd := w.Update(e, EditedMsg{Text: "{}\r\n"})
	if got := cmd().(DraftMsg).Reply; got.Values[0] != "own" || got.Fields[steps.DocumentKey] != "{}\n" {
		t.Errorf("draft %v", got)
	}
}

// TestNoKeyLosesTheText walks through all parts of a document that answers as the step
// does: the text is what the editor made of it, whatever else was pressed.
func TestNoKeyLosesTheText(t *testing.T) {
	around := []string{"tab", "shift+tab", "pgup", "pgdown", "ctrl+g", "ctrl+home", "ctrl+end", "up", "left", "esc", "e", "d", "+", "f5"}
	rapid.Check(t, func(t *rapid.T) {
		e := env(rapid.SampledFrom([]int{58, 78, 120}).Draw(t, "width"), rapid.IntRange(3, 36).Draw(t, "height"))
		q := ownDocument()
		q.Selected, q.Text, q.Requests, q.Consent = "own", words().Draw(t, "text"), nil, nil
		q.Templates = q.Templates[4:]
		w, text := New(q), q.Text
		for range rapid.IntRange(1, 40).Draw(t, "length") {
			var msg tea.Msg = press(rapid.SampledFrom(around).Draw(t, "key"))
			if rapid.Bool().Draw(t, "typed") {
				msg = press(rapid.SampledFrom([]string{"a", "{", "enter", "backspace", "ctrl+z", "ctrl+y", "日"}).Draw(t, "edit"))
			}
			var cmd tea.Cmd
			w, cmd = w.Update(e, msg)
			if cmd != nil {
				if draft, ok := cmd().(DraftMsg); ok && draft.Reply.Fields != nil {
					text = draft.Reply.Fields[steps.DocumentKey]
					q.Text, q.OwnText = text, text
					w = w.With(q)
				}
			}
			if w.(document).buf.value != text {
				t.Fatalf("the editor has %q, and the answer is %q", w.(document).buf.value, text)
			}
			harmless(t, w.View(e), e)
		}
	})
}

package ui

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	"sagevpc/steps"
	"sagevpc/ui/widget"
)

func TestEditorCommand(t *testing.T) {
	spaced := filepath.Join(t.TempDir(), "an editor")
	if err := exec.CommandContext(t.Context(), "sh", "-c", `printf '#!/bin/sh\n' > "$1" && chmod 700 "$1"`, "sh", spaced).Run(); err != nil {
		t.Fatal(err)
	}
	for editor, want := range map[string][]string{
		"code --wait": {"code", "--wait", "p.json"},
		spaced:        {spaced, "p.json"},
	} {
		if got := editorCommand(t.Context(), editor, "p.json").Args; !slices.Equal(got, want) {
			t.Errorf("%s runs %q, want %q", editor, got, want)
		}
	}
	for _, c := range []struct{ visual, editor, want string }{{"a", "b", "a"}, {" ", "b", "b"}, {"", "", ""}} {
		env := map[string]string{"VISUAL": c.visual, "EDITOR": c.editor}
		if got := editorName(func(name string) string { return env[name] }); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// TestWhatWasTypedIsKeptWhenTheCursorIsHeardFirst: commands end in any order.
func TestWhatWasTypedIsKeptWhenTheCursorIsHeardFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asks := steps.Step{
			ID: "one", Title: func(steps.State) string { return "One" },
			Ask: func(s steps.State) steps.Question {
				return steps.Document{Templates: []steps.Option{{Value: "full", Label: "full"}, {Value: "own", Label: "own"}}, Own: "own", OwnText: s.Answers.S3.Document}
			},
			Answer: func(s steps.State, r steps.Reply) (steps.State, error) {
				if text, given := r.Fields[steps.DocumentKey]; given {
					s.Answers.S3.Document = text
				}
				return s, nil
			},
		}
		r := start(t, Options{Cloud: &cloud{}, Steps: []steps.Step{asks}}, 100, 30)
		r.settle()
		typed := func(text string) widget.DraftMsg {
			return widget.DraftMsg{Reply: steps.Reply{Values: []string{"own"}, Fields: map[string]string{steps.DocumentKey: text}}}
		}
		passed := widget.DraftMsg{Reply: steps.Reply{Values: []string{"full"}}}
		for _, msg := range []widgetMsg{{r.m.visit, 13, passed}, {r.m.visit, 12, typed("newer")}, {r.m.visit, 11, typed("older")}} {
			next, _ := r.m.Update(msg)
			r.m = next.(Model)
		}
		if got := r.m.machine.State().Answers.S3.Document; got != "newer" {
			t.Errorf("the document is %q", got)
		}
	})
}

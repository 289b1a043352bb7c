package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTypingAModelFromScratch: a name is judged as it stands, not as it was some letters
// ago, and what was typed is kept when the wizard is left in the middle of it.
func TestTypingAModelFromScratch(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo")
	term.through("Start from")
	term.press("down")
	term.press("enter")
	term.wait(heading("The model's request"), ready)
	for _, letter := range "my-model" {
		term.press(string(letter))
	}
	// The verdict may come a moment after the last letter: it is waited for to be gone.
	term.wait("my-model", ready)
	term.lacks("Only letters")
	term.press("ctrl+c")
	term.exit()
	files, err := filepath.Glob(filepath.Join(term.home, "state", "sagevpc", "answers", "*.yaml"))
	if err != nil || len(files) != 1 {
		t.Fatalf("answers are in %v, %v", files, err)
	}
	kept, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(kept), "my-model") {
		t.Errorf("what was typed is not kept: %v\n%s", err, kept)
	}
}

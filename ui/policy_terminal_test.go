package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// toPolicy walks to the policy's screen.
func toPolicy(t *testing.T, width, height int, env ...string) *terminal {
	t.Helper()
	term := launch(t, width, height, env, "--demo=no-s3")
	term.through("Endpoint policy")
	return term
}

func TestAPolicyIsEditedMendedAndFoundAgain(t *testing.T) {
	for _, size := range []struct{ width, height int }{{120, 36}, {80, 24}, {60, 20}} {
		term := toPolicy(t, size.width, size.height)
		term.press("down")
		term.wait("▸ ?Full access", ready)
		term.press("e")
		term.wait("line 1, column 1", "ctrl\\+s", ready)
		// A comment makes it something that is not JSON; the place is said.
		term.press("down")
		term.wait("line 2, column 1", ready)
		term.press("end")
		term.wait("line 2, column 27", ready)
		term.press("//")
		term.wait(`"2012-10-17",//`, "line 2, column 27", "JSON has no comments", "not valid: 1 problem", ready)
		term.press("ctrl+s")
		term.wait(heading("Endpoint policy"), "line 2, column 27: JSON has no comments", ready)
		// The cursor goes there, and the document is mended.
		term.press("ctrl+home")
		term.wait("line 1, column 1", ready)
		term.press("ctrl+g")
		term.wait("line 2, column 27", ready)
		term.press("delete")
		term.press("delete")
		term.wait("one document · valid", ready)
		term.lacks("//")
		term.press("esc")
		term.wait(`e edit`, ready)
		term.press("+")
		term.wait("Request", "enter add it", ready)
		term.press("PUT s3://elsewhere/x")
		term.wait("PUT s3://elsewhere/x", ready)
		term.press("enter")
		term.wait("✓ PUT s3://elsewhere/x", ready)
		term.press("esc")
		term.wait(`e edit`, "esc( back)? · \\?", ready)
		for _, next := range []string{"Bucket policy", reach, "Review"} {
			term.press("enter")
			term.wait(heading(next), ready)
		}
		for _, back := range []string{reach, "Bucket policy"} {
			term.press("esc")
			term.wait(heading(back), ready)
		}
		term.press("esc")
		term.wait(heading("Endpoint policy"), "▸ ?My own document", `"2012-10-17",`, ready)
		if size.width < 110 {
			term.press("d")
			term.wait("what it lets through ─", "esc templates", ready)
			term.press("pgdown")
		}
		term.wait("PUT s3://elsewhere/x", ready)
	}
}

func TestATypedPolicyIsSavedBesideTheAnswers(t *testing.T) {
	term := toPolicy(t, 120, 36)
	document := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"*"}]}`
	term.press("\x1b[200~" + document + "\x1b[201~")
	term.wait("▸ ?My own document", "one document · valid", ready)
	term.press("ctrl+s")
	for _, next := range []string{"Bucket policy", reach} {
		term.wait(heading(next), ready)
		term.press("enter")
	}
	term.wait(heading("Review"), ready)
	term.press("s")
	term.wait("answers saved in", ready)
	term.press("ctrl+c")
	term.exit()
	saved, err := filepath.Glob(filepath.Join(term.home, "state", "sagevpc", "answers", "*.yaml"))
	if err != nil || len(saved) != 1 {
		t.Fatalf("answers: %v, %v", saved, err)
	}
	answers, err := os.ReadFile(saved[0])
	if err != nil {
		t.Fatal(err)
	}
	path := regexp.MustCompile(`policy: file:(\S+)`).FindStringSubmatch(string(answers))
	if path == nil {
		t.Fatalf("the answers name no file:\n%s", answers)
	}
	text, err := os.ReadFile(path[1])
	if err != nil || string(text) != document {
		t.Errorf("beside them lies %q, %v", text, err)
	}
	if info, err := os.Stat(path[1]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info, err)
	}
	again := launch(t, 120, 36, nil, "--demo=no-s3", "--answers", saved[0])
	again.through("Endpoint policy")
	again.wait("▸ ?My own file", "s3:Get", "one document · valid", ready)
}

// editor is a program that stands in for the user's own.
func editor(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "an editor")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheUsersOwnEditor(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	works := editor(t, `ls -l "$1" > `+trace+`; echo "$1" >> `+trace+`; printf '{"Version": "2012-10-17",\n"Statement": 7}\n' > "$1"`)
	term := toPolicy(t, 120, 36, "EDITOR=/nowhere", "VISUAL="+works)
	term.press("ctrl+o")
	term.wait("▸ ?My own document", "line 2, column 14: Statement is a list of statements", ready)
	seen, err := os.ReadFile(trace)
	lines := strings.Fields(string(seen))
	if err != nil || !strings.HasPrefix(string(seen), "-rw-------") {
		t.Errorf("the file is not the owner's alone: %q, %v", seen, err)
	}
	if _, err := os.Stat(lines[len(lines)-1]); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
	for name, c := range map[string]struct{ script, said string }{
		"fails":          {`echo spoiled > "$1"; exit 3`, "failed, and the document is as it was: exit status 3"},
		"changes naught": {`true`, "nothing was changed in"},
	} {
		t.Run(name, func(t *testing.T) {
			term := toPolicy(t, 120, 36, "EDITOR="+editor(t, c.script))
			term.press("ctrl+o")
			term.wait(c.said, "▸ ?Default", ready)
			term.lacks("spoiled")
		})
	}
	none := toPolicy(t, 120, 36)
	none.press("ctrl+o")
	none.wait("no editor is set: set VISUAL or EDITOR", ready)
}

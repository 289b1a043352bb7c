package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/ui/widget"
)

// mostEdited is how large a text may come back from an editor, in bytes.
const mostEdited = 1 << 20

// writes reports whether a draft was typed, as opposed to a row that the cursor passes over.
func writes(r steps.Reply) bool {
	_, written := r.Fields[steps.DocumentKey]
	_, agreed := r.Fields[steps.ConsentKey]
	return written || agreed
}

// overtaken keeps what was typed although the cursor's next row was heard of before it.
func (m Model) overtaken(msg widgetMsg) Model {
	late, ok := msg.msg.(widget.DraftMsg)
	if ok && msg.visit == m.visit && msg.number > m.wrote && writes(late.Reply) && m.asking() {
		m.wrote = msg.number
		m.machine, _ = m.machine.Draft(late.Reply)
	}
	return m
}

// preparedMsg is a text in a file, ready for the user's own editor.
type preparedMsg struct {
	visit int
	file  editedFile
	err   error
}

// editedMsg says that the user's own editor was left.
type editedMsg struct {
	visit int
	name  string // of the editor
	text  string
	same  bool
	err   error
	left  error // why the file of the text is still there
}

// editedFile is a text outside of everything, for its owner alone.
type editedFile struct{ dir, path, text string }

// openEditor writes the text to a file of its own, away from the screen.
func (m Model) openEditor(msg widget.OpenMsg) (Model, tea.Cmd) {
	if editorName(m.opts.Getenv) == "" {
		return m.say(steps.Warns, "no editor is set: set VISUAL or EDITOR, as in EDITOR=vi sagevpc; the document can be typed and pasted here too"), nil
	}
	visit := m.visit
	return m, func() tea.Msg {
		file, err := editedFileOf(msg.Text)
		return preparedMsg{visit, file, err}
	}
}

func editorName(getenv func(string) string) string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if editor := strings.TrimSpace(getenv(name)); editor != "" {
			return editor
		}
	}
	return ""
}

// editorCommand is the editor with its arguments and the file; a path with spaces is one word.
func editorCommand(ctx context.Context, editor, path string) *exec.Cmd {
	words := []string{editor}
	if _, err := exec.LookPath(editor); err != nil {
		words = strings.Fields(editor)
	}
	return exec.CommandContext(ctx, words[0], append(words[1:], path)...) //nolint:gosec // Running the user's own editor is the point.
}

func editedFileOf(text string) (editedFile, error) {
	dir, err := os.MkdirTemp("", "sagevpc-")
	if err != nil {
		return editedFile{}, fmt.Errorf("there is no place for the text: %w", err)
	}
	file := editedFile{dir: dir, path: filepath.Join(dir, "policy.json"), text: text}
	if err := os.WriteFile(file.path, []byte(text), 0o600); err != nil {
		return file, errors.Join(fmt.Errorf("the text cannot be written: %w", err), os.RemoveAll(dir))
	}
	return file, nil
}

// onPrepared gives the terminal to the editor.
func (m Model) onPrepared(msg preparedMsg) (Model, tea.Cmd) {
	if msg.err != nil {
		return m.say(steps.Warns, "the editor was not opened: %s", msg.err), nil
	}
	editor := editorName(m.opts.Getenv)
	return m, tea.ExecProcess(editorCommand(m.ctx, editor, msg.file.path), func(err error) tea.Msg {
		edited := editedMsg{visit: msg.visit, name: editor, err: err}
		if err == nil {
			edited.text, edited.err = msg.file.read()
		}
		edited.same = strings.TrimRight(edited.text, "\r\n") == strings.TrimRight(msg.file.text, "\n")
		edited.left = os.RemoveAll(msg.file.dir)
		return edited
	})
}

func (f editedFile) read() (string, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return "", fmt.Errorf("what it saved cannot be read: %w", err)
	}
	if info.Size() > mostEdited {
		return "", fmt.Errorf("what it saved has %d bytes, more than any policy", info.Size())
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return "", fmt.Errorf("what it saved cannot be read: %w", err)
	}
	return string(text), nil
}

// onEdited takes what the editor saved, or says why the text is as it was.
func (m Model) onEdited(msg editedMsg) (Model, tea.Cmd) {
	switch {
	case msg.err != nil:
		return m.say(steps.Warns, "%s failed, and the document is as it was: %s", msg.name, msg.err), nil
	case msg.visit != m.visit:
		return m, nil
	case msg.same:
		return m.say(steps.NoMark, "nothing was changed in %s", msg.name), nil
	}
	if msg.left != nil {
		m = m.say(steps.Warns, "the file of the text could not be removed: %s", msg.left)
	}
	return m.toWidget(widget.EditedMsg{Text: msg.text})
}

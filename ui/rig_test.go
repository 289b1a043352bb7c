package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// rig drives a Model as Bubble Tea would: commands run beside it, their messages come back.
// It lives in a synctest bubble, so time passes only when everything waits.
type rig struct {
	t    *testing.T
	m    Model
	msgs chan tea.Msg
	sent []tea.Msg // messages that Bubble Tea would act on itself: quit, clipboard
}

// start puts a model of the given size on its first screen.
func start(t *testing.T, opts Options, width, height int) *rig {
	t.Helper()
	return startIn(t.Context(), t, opts, width, height)
}

func startIn(ctx context.Context, t *testing.T, opts Options, width, height int) *rig {
	t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	t.Cleanup(func() {
		cancel()
		// A bubble ends when every timer of it has run out.
		<-time.After(time.Minute)
	})
	r := &rig{t: t, m: New(ctx, opts), msgs: make(chan tea.Msg, 1000)}
	r.run(r.m.Init())
	r.send(tea.WindowSizeMsg{Width: width, Height: height})
	return r
}

// run executes a command beside the model.
func (r *rig) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() { r.msgs <- cmd() }()
}

// settle takes in messages until nothing more comes without time passing.
func (r *rig) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-r.msgs:
			r.take(msg)
		default:
			return
		}
	}
}

func (r *rig) take(msg tea.Msg) {
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			r.run(cmd)
		}
		return
	}
	if _, quit := msg.(tea.QuitMsg); quit {
		r.sent = append(r.sent, msg)
		return
	}
	next, cmd := r.m.Update(msg)
	r.m = next.(Model)
	r.run(cmd)
}

// send delivers a message and everything that follows from it at once.
func (r *rig) send(msg tea.Msg) {
	r.take(msg)
	r.settle()
}

// pass lets time go by.
func (r *rig) pass(d time.Duration) {
	const step = 50 * time.Millisecond
	for left := d; left > 0; left -= step {
		<-time.After(min(step, left))
		r.settle()
	}
}

// press sends keys by name: "enter", "ctrl+c", "y".
func (r *rig) press(names ...string) {
	r.t.Helper()
	for _, name := range names {
		msg := press(name)
		if !key.Matches(msg, key.NewBinding(key.WithKeys(name))) {
			r.t.Fatalf("the key message for %q is named %q", name, msg.String())
		}
		r.send(msg)
	}
}

func press(name string) tea.KeyPressMsg {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "space": {Code: tea.KeySpace, Text: " "},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "pgdown": {Code: tea.KeyPgDown},
		"f1": {Code: tea.KeyF1}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "tab": {Code: tea.KeyTab}, "G": {Code: 'g', Text: "G", Mod: tea.ModShift, ShiftedCode: 'G'},
	}
	if msg, ok := special[name]; ok {
		return msg
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// screen is the frame without styles.
func (r *rig) screen() string { return ansi.Strip(r.m.Frame()) }

// quit reports whether the program was told to end.
func (r *rig) quit() bool { return len(r.sent) > 0 }

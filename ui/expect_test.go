package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
)

func expect(t *testing.T, r *rig, wanted ...string) {
	t.Helper()
	screen := r.screen()
	// A sentence may be broken to the width of the window.
	oneLine := strings.Join(strings.Fields(screen), " ")
	for _, w := range wanted {
		if !strings.Contains(screen, w) && !strings.Contains(oneLine, w) {
			t.Errorf("the screen lacks %q:\n%s", w, screen)
		}
	}
}

func reject(t *testing.T, r *rig, unwanted ...string) {
	t.Helper()
	screen := r.screen()
	for _, w := range unwanted {
		if strings.Contains(screen, w) {
			t.Errorf("the screen has %q:\n%s", w, screen)
		}
	}
}

func reply(values ...string) steps.Reply { return steps.Reply{Values: values} }

func step(m Model, cmd tea.Cmd) (Model, tea.Cmd) { return m, cmd }

package widget

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps"
	"sagevpc/ui/keys"
	"sagevpc/ui/theme"
)

func env(width, height int) Env {
	return Env{Theme: theme.New(true), Keys: keys.Default(), Width: width, Height: height}
}

// press is the message of a key as a terminal sends it: a character, or the name of a key.
func press(name string) tea.KeyPressMsg {
	named := map[string]tea.KeyPressMsg{
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
		"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
		"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "space": {Code: tea.KeySpace, Text: " "},
		"backspace": {Code: tea.KeyBackspace}, "delete": {Code: tea.KeyDelete},
		"ctrl+s": {Code: 's', Mod: tea.ModCtrl}, "ctrl+w": {Code: 'w', Mod: tea.ModCtrl}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
		"ctrl+n": {Code: 'n', Mod: tea.ModCtrl}, "ctrl+p": {Code: 'p', Mod: tea.ModCtrl},
		"ctrl+z": {Code: 'z', Mod: tea.ModCtrl}, "ctrl+y": {Code: 'y', Mod: tea.ModCtrl}, "ctrl+g": {Code: 'g', Mod: tea.ModCtrl},
		"ctrl+o": {Code: 'o', Mod: tea.ModCtrl}, "ctrl+q": {Code: 'q', Mod: tea.ModCtrl}, "f5": {Code: tea.KeyF5},
		"ctrl+home": {Code: tea.KeyHome, Mod: tea.ModCtrl}, "ctrl+end": {Code: tea.KeyEnd, Mod: tea.ModCtrl},
	}
	if msg, ok := named[name]; ok {
		return msg
	}
	r := []rune(name)
	return tea.KeyPressMsg{Code: r[0], Text: name}
}

// send hands messages to a widget and returns it with everything that it said.
func send(t *testing.T, e Env, w Widget, keys ...string) (Widget, []tea.Msg) {
	t.Helper()
	var said []tea.Msg
	for _, k := range keys {
		var cmd tea.Cmd
		w, cmd = w.Update(e, press(k))
		if cmd != nil {
			said = append(said, cmd())
		}
	}
	return w, said
}

// letters spells a word as keys.
func letters(word string) []string {
	var keys []string
	for _, r := range word {
		if r == ' ' {
			keys = append(keys, "space")
			continue
		}
		keys = append(keys, string(r))
	}
	return keys
}

type screen struct {
	name string
	q    steps.Question
	keys []string
}

func screens() []screen {
	short := subnetsQuestion()
	short.Selected = short.Selected[:1]
	short.Summary = "1 of 16 chosen"
	short.Ladder = ladder(false)
	short.Problem = "SageMaker needs subnets in two Availability Zones; choose one in use1-az2, or press a for the best pair."
	wrong := modelForm()
	wrong.Fields[0].Value = "fraud_v3"
	wrong.Fields[0].Problem = "A name has letters, digits and hyphens only: \"_\" is not one of them. Try fraud-v3."
	own := policyDocument()
	own.Selected, own.Text, own.Truth = "file", "", nil
	own.File = &steps.Field{Key: "file", Label: "File", Kind: steps.TextField, Value: "policies/s3.json", Hint: "a JSON document on this machine", Problem: "there is no such file"}
	own.Lines = nil
	tall := vpcsQuestion()
	tall.Options[1].Note = long()
	return []screen{
		{"choice", vpcsQuestion(), nil},
		{"choice-filtered", vpcsQuestion(), append([]string{"/"}, letters("zones")...)},
		{"choice-filtered-none", vpcsQuestion(), append([]string{"/"}, letters("qqqq")...)},
		{"choice-empty", steps.Choice{Empty: "This Region has no VPC. Create one first, or choose another Region."}, nil},
		{"choice-refused", vpcsQuestion(), []string{"down", "down", "enter"}},
		{"choice-long", tall, []string{"down"}},
		{"choice-hostile", hostileChoice(), nil},
		{"choice-thousands", manyVPCs(10000), []string{"pgdown", "pgdown"}},
		{"many", subnetsQuestion(), nil},
		{"many-problem", short, []string{"down"}},
		{"many-panel", subnetsQuestion(), []string{"e", "down", "down"}},
		{"many-formulas", short, []string{"d"}},
		{"many-filtered", subnetsQuestion(), []string{"/", "b", "enter"}},
		{"form", modelForm(), nil},
		{"form-role", modelForm(), []string{"tab", "ctrl+u"}},
		{"form-select", modelForm(), []string{"tab", "tab", "tab", "tab", "tab", "right"}},
		{"form-typed", modelForm(), []string{"tab", "tab", "tab", "tab", "tab", "r"}},
		{"form-problem", wrong, nil},
		{"document", policyDocument(), nil},
		{"document-scrolled", policyDocument(), []string{"pgdown"}},
		{"document-requests", policyDocument(), []string{"d"}},
		{"document-file", own, []string{"e"}},
		{"matrix", reachQuestion(2), nil},
		{"matrix-cell", reachQuestion(2), []string{"down", "right"}},
		{"matrix-way", reachQuestion(2), []string{"right", "right", "enter"}},
		{"matrix-way-scrolled", reachQuestion(2), []string{"right", "right", "enter", "pgdown", "pgdown"}},
		{"matrix-filtered", reachQuestion(2), append([]string{"/"}, letters("sts")...)},
		{"matrix-panel", reachQuestion(2), []string{"e"}},
		{"matrix-three", reachQuestion(3), nil},
		{"matrix-sixteen", reachQuestion(16), []string{"right", "right", "right", "right", "right", "right", "right"}},
		{"matrix-fixed", reachQuestion(2), []string{"space"}},
		{"matrix-empty", steps.Matrix{Empty: "Choose subnets first."}, nil},
		{"document-own", ownDocument(), nil},
		{"document-typing", ownDocument(), append([]string{"e", "down", "end"}, letters("x, ")...)},
		{"document-problem", brokenDocument(), []string{"ctrl+g"}},
		{"document-side", ownDocument(), []string{"d", "pgdown"}},
		{"document-adding", ownDocument(), append([]string{"+"}, letters("PUT nowhere")...)},
	}
}

// TestViews holds what each kind of question looks like, without its styles.
func TestViews(t *testing.T) {
	for _, size := range []struct{ width, height int }{{60, 14}, {100, 22}, {140, 30}} {
		for _, s := range screens() {
			t.Run(fmt.Sprintf("%s-%d", s.name, size.width), func(t *testing.T) {
				e := env(size.width, size.height)
				w, _ := send(t, e, New(s.q), s.keys...)
				golden.RequireEqual(t, plain(w.View(e)))
			})
		}
	}
}

// plain is a view without styles and without the blanks that only fill lines up.
func plain(view string) string {
	lines := strings.Split(ansi.Strip(view), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// TestStyledViews holds the styles of one view of each kind, dark and light.
func TestStyledViews(t *testing.T) {
	for _, s := range []screen{
		{"choice", vpcsQuestion(), nil},
		{"many", subnetsQuestion(), nil},
		{"form", modelForm(), nil},
		{"document", policyDocument(), nil},
		{"matrix", reachQuestion(2), []string{"right"}},
		{"matrix-way", reachQuestion(2), []string{"right", "right", "enter"}},
	} {
		for _, dark := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s-dark-%v", s.name, dark), func(t *testing.T) {
				e := env(100, 22)
				e.Theme = theme.New(dark)
				w, _ := send(t, e, New(s.q), s.keys...)
				golden.RequireEqual(t, w.View(e))
			})
		}
	}
}

// TestViewsStayInside tries every screen at every size that a terminal may have.
func TestViewsStayInside(t *testing.T) {
	for _, s := range screens() {
		t.Run(s.name, func(t *testing.T) {
			fresh := New(s.q)
			heights := []int{1, 2, 4, 9, 14, 20, 33}
			for width := 1; width <= 160; width++ {
				e := env(width, heights[width%len(heights)])
				w, _ := send(t, e, fresh, s.keys...)
				inside(t, w.View(e), e)
			}
		})
	}
}

func inside(t *testing.T, view string, e Env) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) > e.Height {
		t.Fatalf("%dx%d: %d lines", e.Width, e.Height, len(lines))
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > e.Width {
			t.Fatalf("%dx%d: line %d has %d cells: %q", e.Width, e.Height, i, w, ansi.Strip(line))
		}
	}
}

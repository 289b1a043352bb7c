package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// overlay is what lies on top of the question.
type overlay int

const (
	noOverlay overlay = iota
	helpOverlay
	callsOverlay
	consentOverlay
)

// onOverlayKey scrolls what lies on top; any other key closes it.
func (m Model) onOverlayKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	page := max(1, m.overlayRows()-1)
	switch k := m.keys; {
	case key.Matches(msg, k.Up):
		return m.scrollBy(-1), nil
	case key.Matches(msg, k.Down):
		return m.scrollBy(1), nil
	case key.Matches(msg, k.PageUp):
		return m.scrollBy(-page), nil
	case key.Matches(msg, k.PageDown):
		return m.scrollBy(page), nil
	case key.Matches(msg, k.Top):
		m.scroll = 0
		return m, nil
	case key.Matches(msg, k.Bottom):
		return m.scrollBy(len(m.overlayLines())), nil
	}
	m.overlay = noOverlay
	return m, nil
}

func (m Model) scrollBy(rows int) Model {
	_, last := window(m.overlayLines(), m.scroll, m.overlayRows())
	m.scroll = max(0, min(last, m.scroll+rows))
	return m
}

func (m Model) overlayRows() int { return max(1, m.area().body-3) }

func (m Model) overlayLines() []string {
	if m.overlay == callsOverlay {
		return m.callLines(m.width - 4)
	}
	return m.helpLines(m.width - 4)
}

// overlayView draws a page in the body's place.
func (m Model) overlayView(title string, lines []string, a area) []string {
	shown, last := window(lines, m.scroll, m.overlayRows())
	where := ""
	if last > 0 {
		where = fmt.Sprintf("%d to %d of %d", m.scroll+1, m.scroll+len(shown), len(lines))
	}
	out := []string{ends("  "+m.theme.Title.Render(title), m.theme.Muted.Render(where)+"  ", m.width), ""}
	for _, line := range shown {
		out = append(out, "  "+shorten(line, m.width-4))
	}
	return block(out, a.body)
}

// consentBox asks for the yes, and says what it is a yes to.
func (m Model) consentBox() []string {
	p, _ := m.preview()
	where := p.Region
	if p.Account != "" {
		where = p.Account + " · " + p.Region
	}
	said := []string{m.theme.Title.Render("Apply " + counted(len(p.Changes), "change") + weighed(p) + "?"), ""}
	if where != "" {
		said = append(said, printable.Line("in "+where), "")
	}
	width := min(m.area().middle-2, 60)
	said = append(said, m.accepted(p, width-6)...)
	yes := m.keys.Consent.Help().Key
	if m.consent.armed {
		said = append(said, m.theme.Key.Render(yes)+" applies, any other key does not")
	} else {
		said = append(said, m.theme.Muted.Render(yes+" counts in a moment: keys in flight are not a yes"))
	}
	for i, line := range said {
		said[i] = fit(line, width-6)
	}
	box := lipgloss.NewStyle().Border(lipgloss.RoundedBorder()).BorderForeground(m.theme.Border.GetForeground()).Padding(1, 2).
		Render(strings.Join(said, "\n"))
	return strings.Split(box, "\n")
}

// accepted says what a yes accepts, as far as there is room: the warnings may stand below
// what the screen shows of the plan.
func (m Model) accepted(p plan.Plan, width int) []string {
	var out []string
	symbol, style := m.theme.Mark(steps.Warns)
	for i, f := range p.Warnings() {
		lines := strings.Split(ansi.Wrap(printable.Line(f.Summary), max(1, width-2), ""), "\n")
		// The box has seven lines of its own besides its frame.
		if len(out)+len(lines)+9 > m.area().body {
			break
		}
		for n, line := range lines {
			lead := "  "
			if n == 0 {
				lead = style.Render(symbol) + " "
			}
			out = append(out, lead+line)
		}
		if i == 1 {
			break
		}
	}
	if len(out) > 0 {
		out = append(out, "")
	}
	return out
}

func weighed(p plan.Plan) string {
	said := ""
	if n := len(p.Warnings()); n > 0 {
		said += ", " + counted(n, "warning") + " accepted"
	}
	unknown := 0
	for _, f := range p.Findings {
		if f.Severity == plan.Unknown && f.After {
			unknown++
		}
	}
	if unknown > 0 {
		said += fmt.Sprintf(", %d not known", unknown)
	}
	return said
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

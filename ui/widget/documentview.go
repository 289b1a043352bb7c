package widget

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/ui/printable"
	"sagevpc/ui/theme"
)

// beside is the width from which the requests stand at the right of the text; below it,
// lines of JSON would fall apart.
const beside = 90

// shares is how a document's parts divide the screen, in lines and cells.
type shares struct {
	left, right                                  int // widths; right is 0 when the parts stand below each other
	templates, file, consent, text, lines, truth int // heights
}

func (d document) share(env Env) shares {
	s := shares{left: env.Width}
	if env.Width >= beside && d.sided() {
		s.right = min(max(env.Width*2/5, 38), 60)
		s.left = env.Width - s.right - 3
	}
	h := env.Height
	s.templates = min(len(d.q.Templates), max(2, h*2/5))
	switch {
	case d.pane == inText:
		s.templates = min(s.templates, 1) // The text is what matters now.
	case d.q.Own != "" && h < 30:
		s.templates = min(s.templates, max(2, h/4))
	}
	if d.q.File != nil {
		s.file = min(len(d.fileLines(env, s.left)), max(1, h/4))
	}
	s.consent = min(len(d.consentLines(env, s.left)), max(1, h/5))
	s.lines = min(len(remarks(env, d.remarks(), s.left)), max(1, h/4))
	rest := max(0, h-s.templates-s.file-s.consent-s.lines-1) // One line is the rule above the text.
	if s.right == 0 && d.sided() {
		want := len(d.sideLines(env, s.left, false).all) + 1
		switch {
		case d.pane == inTruth || d.pane == inRequest:
			s.truth = rest
		case d.pane == inText:
		case rest >= 12:
			s.truth = min(want, rest/2)
		case rest >= 8 && d.q.Own == "":
			s.truth = min(want, rest/2)
		case rest >= 3:
			s.truth = 1 // A count, and the key that shows them.
		}
	}
	s.text = max(0, rest-s.truth)
	return s
}

// remarks are the lines below the text, or why the last key did nothing.
func (d document) remarks() []steps.Line {
	if d.said != "" {
		return []steps.Line{{Mark: steps.Blocks, Text: d.said}}
	}
	if at, ok := d.list.current(); ok && at.Disabled != "" {
		return []steps.Line{{Mark: steps.Blocks, Text: at.Disabled}}
	}
	var out []steps.Line
	if d.q.Size.Text != "" {
		out = append(out, d.q.Size)
	}
	if len(d.q.Problems) == 0 {
		return append(out, d.q.Lines...)
	}
	// The first problem comes before everything else, so that a low window has it too.
	for i := range d.q.Problems {
		p := d.q.Problems[(i+d.problem)%len(d.q.Problems)]
		line := p.Line
		if p.Row > 0 {
			line.Text = fmt.Sprintf("line %d, column %d: %s", p.Row, p.Column, p.Text)
		}
		out = append(out, line)
		if i == 0 {
			out = append(out, d.q.Lines...)
		}
	}
	return out
}

func (d document) fileLines(env Env, width int) []string {
	return d.file.view(env, width, d.pane == inPath).lines
}

// consentLines draw the toggle that the answer needs, and what is lacking without it.
func (d document) consentLines(env Env, width int) []string {
	c := d.q.Consent
	if c == nil {
		return nil
	}
	box, style := "[ ] ", env.Theme.Warn
	if c.Value == on {
		box, style = "[x] ", env.Theme.Good
	}
	lines := wrapped(c.Label, width-len(box))
	for i := range lines {
		if i == 0 {
			lines[i] = style.Render(box) + lines[i]
			continue
		}
		lines[i] = "    " + lines[i]
	}
	for _, said := range wrapped(c.Problem, width-len(box)-2) {
		lines = append(lines, "    "+env.Theme.Warn.Render(said))
	}
	return lines
}

// View draws the templates above the text, and what the text does with requests beside or
// below it.
func (d document) View(env Env) string {
	s := d.share(env)
	d.list.idle = d.pane != inTemplates
	left := fill(d.list.view(env, s.left, s.templates, nil), s.templates)
	if s.file > 0 {
		left = append(left, fill(d.fileLines(env, s.left), s.file)...)
	}
	if s.right > 0 || s.text > 0 || d.pane != inTruth && d.pane != inRequest {
		left = append(left, d.window(env, s)...)
	}
	if s.truth > 0 {
		left = append(left, d.truthLines(env, s.left, s.truth)...)
	}
	left = append(left, fill(remarks(env, d.remarks(), s.left), s.lines)...)
	left = append(left, fill(d.consentLines(env, s.left), s.consent)...)
	if s.right == 0 {
		return clipped(left, env)
	}
	right := d.truthLines(env, s.right, env.Height)
	bar := env.Theme.Rule.Render(theme.RuleBar)
	lines := make([]string, env.Height)
	left, right = fill(left, env.Height), fill(right, env.Height)
	for i := range lines {
		lines[i] = pad(cut(left[i], s.left), s.left) + " " + bar + " " + cut(right[i], s.right)
	}
	return clipped(lines, env)
}

// window draws the rule above the text and the lines of the text that are in sight.
func (d document) window(env Env, s shares) []string {
	body := d.body(env, s.left)
	top := max(0, min(d.top, len(body)-s.text))
	end := min(len(body), top+s.text)
	word := "document"
	if len(body) > s.text && s.text > 0 {
		word = fmt.Sprintf("document, lines %d to %d of %d", top+1, end, len(body))
	}
	if d.pane == inText {
		row, column := d.buf.position()
		word = fmt.Sprintf("line %d, column %d", row, column)
	}
	lines := append([]string{rule(env, word, s.left)}, body[top:end]...)
	return fill(lines, s.text+1)
}

// body is the text as it will be sent; a line that is too long goes on below itself.
func (d document) body(env Env, width int) []string {
	if d.pane == inText {
		lines, _ := laid(env, d.buf.value, width, d.buf.at)
		return lines
	}
	if d.q.Text == "" {
		said := "No document is sent."
		switch {
		case d.q.File != nil:
			said = "There is no document to show yet."
		case d.q.Own != "":
			said = fmt.Sprintf("There is no document yet. Paste one here, %s types one, %s opens your own editor.",
				env.Keys.Edit.Help().Key, env.Keys.OpenEditor.Help().Key)
		}
		return styled(wrapped(said, width), env.Theme.Muted)
	}
	lines, _ := laid(env, strings.TrimRight(d.q.Text, "\n"), width, -1)
	return lines
}

// laid draws a text in lines of a width, with a cursor at an offset unless that is
// negative, and says on which of the lines the cursor is.
func laid(env Env, raw string, width, cursor int) (lines []string, at int) {
	begin := 0
	for _, line := range strings.Split(raw, "\n") {
		end := begin + len(line)
		shown := printable.Block(line)
		if cursor < begin || cursor > end {
			for i, part := range broken(shown, width) {
				lines = append(lines, continued(env, i, effects(env, part)))
			}
			begin = end + 1
			continue
		}
		drawn, on := underCursor(env, line, cursor-begin, width)
		at = len(lines) + on
		lines = append(lines, drawn...)
		begin = end + 1
	}
	return lines, at
}

// continued marks a part of a line that goes on below itself.
func continued(env Env, part int, shown string) string {
	if part == 0 {
		return shown
	}
	return env.Theme.Muted.Render("↪ ") + shown
}

// underCursor draws the line that the cursor is on, and says on which part of it.
func underCursor(env Env, line string, cursor, width int) (drawn []string, on int) {
	t := text{value: line, at: cursor}
	under := " "
	after := ""
	if cursor < len(line) {
		under = printable.Block(line[cursor:t.after()])
		after = printable.Block(line[t.after():])
	}
	from := len(printable.Block(line[:cursor]))
	shown := printable.Block(line[:cursor]) + under + after
	to := from + len(under)
	begin := 0
	for i, part := range broken(shown, width) {
		end := begin + len(part)
		a, b := min(max(0, from-begin), len(part)), min(max(0, to-begin), len(part))
		if a < b {
			if from >= begin {
				on = i
			}
			part = part[:a] + env.Theme.InputCursor.Render(part[a:b]) + part[b:]
		}
		drawn = append(drawn, continued(env, i, part))
		begin = end
	}
	return drawn, on
}

// broken cuts a printable line where the width ends; the later parts leave room for a sign.
func broken(line string, width int) []string {
	if width < 4 || ansi.StringWidth(line) <= width {
		return []string{line}
	}
	parts := []string{ansi.Truncate(line, width, "")}
	for rest := line[len(parts[0]):]; rest != ""; {
		part := ansi.Truncate(rest, width-2, "")
		if part == "" {
			break
		}
		parts = append(parts, part)
		rest = rest[len(part):]
	}
	return parts
}

// effects makes what a statement does stand out.
func effects(env Env, line string) string {
	line = strings.Replace(line, `"Deny"`, env.Theme.Bad.Render(`"Deny"`), 1)
	return strings.Replace(line, `"Allow"`, env.Theme.Good.Render(`"Allow"`), 1)
}

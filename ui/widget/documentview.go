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
	left, right                         int // widths; right is 0 when the parts stand below each other
	templates, file, text, lines, truth int // heights
}

func (d document) share(env Env) shares {
	s := shares{left: env.Width}
	if env.Width >= beside && len(d.q.Truth) > 0 {
		s.right = min(max(env.Width*2/5, 38), 60)
		s.left = env.Width - s.right - 3
	}
	h := env.Height
	s.templates = min(len(d.q.Templates), max(2, h*2/5))
	if d.q.File != nil {
		s.file = min(len(d.fileLines(env, s.left)), max(1, h/4))
	}
	s.lines = min(len(remarks(env, d.remarks(), s.left)), max(1, h/4))
	rest := h - s.templates - s.file - s.lines - 1 // One line is the rule above the text.
	if s.right == 0 && len(d.q.Truth) > 0 {
		want := len(requests(env, d.q.Truth, s.left, false)) + 1
		switch {
		case d.truth:
			s.truth = rest
		case rest >= 8:
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
	return d.q.Lines
}

func (d document) fileLines(env Env, width int) []string {
	return d.file.view(env, width, d.inFile).lines
}

// View draws the templates above the text, and what the text does with requests beside or
// below it.
func (d document) View(env Env) string {
	s := d.share(env)
	d.list.idle = d.inFile
	left := fill(d.list.view(env, s.left, s.templates, nil), s.templates)
	if s.file > 0 {
		left = append(left, fill(d.fileLines(env, s.left), s.file)...)
	}
	if !d.truth || s.right > 0 {
		left = append(left, d.window(env, s)...)
	}
	if s.truth > 0 {
		left = append(left, d.truthLines(env, s.left, s.truth)...)
	}
	left = append(left, fill(remarks(env, d.remarks(), s.left), s.lines)...)
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
	lines := append([]string{rule(env, word, s.left)}, body[top:end]...)
	return fill(lines, s.text+1)
}

// body is the text as it will be sent; a line that is too long goes on below itself.
func (d document) body(env Env, width int) []string {
	if d.q.Text == "" {
		said := "No document is sent."
		if d.q.File != nil {
			said = "There is no document to show yet."
		}
		return styled(wrapped(said, width), env.Theme.Muted)
	}
	var lines []string
	for _, line := range strings.Split(printable.Block(strings.TrimRight(d.q.Text, "\n")), "\n") {
		for i, part := range broken(line, width) {
			if i > 0 {
				part = env.Theme.Muted.Render("↪ ") + effects(env, part)
			} else {
				part = effects(env, part)
			}
			lines = append(lines, part)
		}
	}
	return lines
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

// truthLines draws requests with what the document does with each. Where the height is
// short, what passes is not explained.
func (d document) truthLines(env Env, width, height int) []string {
	if height == 1 {
		return []string{d.truthCount(env, width)}
	}
	head := env.Theme.Heading.Render(cut("what it lets through", width))
	if env.Width < beside {
		head = rule(env, "what it lets through", width)
	}
	lines := append([]string{head}, requests(env, d.q.Truth, width, false)...)
	if len(lines) > height {
		lines = append(lines[:1], requests(env, d.q.Truth, width, true)...)
	}
	if len(lines) <= height || height < 3 {
		return fill(lines, height)
	}
	top, rows := 0, height-2
	hidden := len(lines) - 1 - rows
	more := theme.More + " " + lineCount(hidden) + " more"
	switch {
	case env.Width >= beside:
	case d.truth:
		top = min(d.top, hidden)
		more = fmt.Sprintf("lines %d to %d of %d, %s", top+1, top+rows, len(lines)-1, env.Keys.PageDown.Help().Key)
	default:
		more += ", " + env.Keys.Details.Help().Key + " shows them"
	}
	return append(append(lines[:1:1], lines[1+top:1+top+rows]...), env.Theme.Muted.Render("  "+more))
}

// truthCount is the requests in a line: how many the document treats in which way.
func (d document) truthCount(env Env, width int) string {
	said := "requests"
	for _, mark := range []steps.Mark{steps.Holds, steps.Blocks, steps.Warns, steps.Unknown} {
		n := 0
		for _, l := range d.q.Truth {
			if l.Mark == mark {
				n++
			}
		}
		if n > 0 {
			symbol, style := env.Theme.Mark(mark)
			said += "  " + style.Render(fmt.Sprintf("%s %d", symbol, n))
		}
	}
	help := env.Keys.Details.Help().Key
	return apart(said, env.Theme.Key.Render(help)+env.Theme.KeyHelp.Render(" shows them"), width)
}

// requests draws marked requests, each with its reason behind it where there is room.
func requests(env Env, truth []steps.Line, width int, terse bool) []string {
	var lines []string
	for _, l := range truth {
		if terse && l.Mark == steps.Holds {
			l.Detail = ""
		}
		said := marked(env, l.Mark, l.Text, width)
		room := width - 2 - measure(l.Text) - gap - measure(l.Detail)
		if len(said) != 1 || l.Detail == "" || room < 0 {
			lines = append(lines, remarks(env, []steps.Line{l}, width)...)
			continue
		}
		lines = append(lines, said[0]+strings.Repeat(" ", gap)+env.Theme.Muted.Render(printable.Line(l.Detail)))
	}
	return lines
}

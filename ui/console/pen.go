package console

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"sagevpc/ui/theme"
)

// pen is how text for one stream is coloured, or not.
type pen struct {
	theme   theme.Theme
	profile colorprofile.Profile // what the stream can show; ASCII and less is no style at all
}

// pen returns the one for a stream: colours go to terminals only, and where nobody said no.
func (s *session) pen(stream any) pen {
	// The background is guessed from what some terminals say of themselves: asking would
	// read from the terminal what the user types.
	hint, _ := s.app.Env("COLORFGBG")
	return pen{theme: theme.New(!lightBackground(hint)), profile: s.profile(stream)}
}

// said is what tells how many colours a terminal has.
var said = []string{"TERM", "COLORTERM", "CLICOLOR", "WT_SESSION", "GOOGLE_CLOUD_SHELL"}

func (s *session) profile(stream any) colorprofile.Profile {
	// Any value but an empty one counts (https://no-color.org).
	if no, set := s.app.Env("NO_COLOR"); set && no != "" || s.globals.noColor || !s.app.Terminal(stream) {
		return colorprofile.NoTTY
	}
	var environment []string
	for _, name := range said {
		if value, set := s.app.Env(name); set {
			environment = append(environment, name+"="+value)
		}
	}
	return colorprofile.Env(environment)
}

// colours reports whether the pen draws any style.
func (p pen) colours() bool { return p.profile > colorprofile.ASCII }

func (p pen) draw(style lipgloss.Style, text string) string {
	if !p.colours() || text == "" {
		return text
	}
	var b strings.Builder
	writer := colorprofile.Writer{Forward: &b, Profile: p.profile}
	// A strings.Builder takes everything.
	_, _ = writer.Write([]byte(style.Render(text)))
	return b.String()
}

// failure draws a word on stderr that says that something went wrong.
func (s *session) failure(word string) string {
	pen := s.pen(s.app.Stderr)
	return pen.draw(pen.theme.Bad, word)
}

// lightBackground reads a terminal's own word on its colours, "foreground;background" by
// their ANSI numbers, as rxvt, Konsole and others set it: 7 and 9 to 15 are light.
func lightBackground(colorfgbg string) bool {
	parts := strings.Split(colorfgbg, ";")
	background := parts[len(parts)-1]
	return len(parts) > 1 && (background == "7" || len(background) == 2 && background[0] == '1' || background == "9")
}

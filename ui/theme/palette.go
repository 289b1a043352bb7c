package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// palette is the tokens that styles are made of. Text itself has no token: the
// terminal's own foreground is what its owner chose to read.
type palette struct {
	accent, muted, rule, cursor color.Color
	good, warn, bad, unknown    color.Color
}

// paletteOf keeps every text token at a contrast of at least 4.5 to 1 against the usual
// backgrounds and against its own cursor row (WCAG 2.2, success criterion 1.4.3).
func paletteOf(dark bool) palette {
	pick := lipgloss.LightDark(dark)
	token := func(light, dark string) color.Color {
		return pick(lipgloss.Color(light), lipgloss.Color(dark))
	}
	return palette{
		accent:  token("#4338CA", "#A5B4FC"),
		muted:   token("#565B73", "#9AA0B8"),
		rule:    token("#B4B9CC", "#4A506B"),
		cursor:  token("#E7E9F6", "#282C42"),
		good:    token("#13692F", "#86D993"),
		warn:    token("#854D0E", "#F0C674"),
		bad:     token("#B01035", "#FF8FA3"),
		unknown: token("#0B6078", "#7DCFFF"),
	}
}

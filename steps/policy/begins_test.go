package policy

import (
	"testing"

	"pgregory.net/rapid"
)

// TestAGlanceNeverContradictsALook holds the short way to the long one.
func TestAGlanceNeverContradictsALook(t *testing.T) {
	texts := rapid.StringOf(rapid.RuneFrom([]rune("aAbB:/*?é\u212aKk")))
	rapid.Check(t, func(t *rapid.T) {
		pattern, text, fold := texts.Draw(t, "pattern"), texts.Draw(t, "text"), rapid.Bool().Draw(t, "fold")
		if !beginsOtherwise(pattern, text, fold) {
			return
		}
		p, _ := compile(pattern, nil)
		if p.match(text, fold) || !fold && p.matchResource(text) {
			t.Fatalf("%q fits %q", pattern, text)
		}
		if open(pattern).covers(open(text), fold) {
			t.Fatalf("%q covers %q", pattern, text)
		}
	})
}

package widget

import (
	"slices"
	"testing"

	"charm.land/bubbles/v2/key"
)

// TestBindings holds what the footer offers in each state, most useful first.
func TestBindings(t *testing.T) {
	own := ownFile("x")
	tests := []struct {
		name string
		q    screen
		want []string
	}{
		{"choice", screen{q: vpcsQuestion()}, []string{"enter choose", "/ filter"}},
		{"choice, typing", screen{q: vpcsQuestion(), keys: []string{"/"}}, []string{"enter keep filter", "esc clear"}},
		{"choice, filtered", screen{q: vpcsQuestion(), keys: []string{"/", "p", "enter"}}, []string{"enter choose", "esc clear filter", "/ filter"}},
		{"many", screen{q: subnetsQuestion()}, []string{"space choose", "enter next", "a best pair", "e edit", "d formulas", "/ filter"}},
		{"many, panel", screen{q: subnetsQuestion(), keys: []string{"e", "tab"}}, []string{"enter close", "←/→ count", "tab next field"}},
		{"many, wrong", screen{q: wrongNumbers(), keys: []string{"e"}}, []string{"enter to instances", "esc take it back", "←/→ count", "tab next field"}},
		{"form", screen{q: modelForm()}, []string{"enter next", "tab next field"}},
		{"form, suggestions", screen{q: modelForm(), keys: []string{"tab", "ctrl+u"}}, []string{"enter next", "→ complete", "ctrl+n next suggestion", "tab next field"}},
		{"form, last", screen{q: modelForm(), keys: []string{"tab", "tab", "tab", "tab", "tab"}}, []string{"enter next", "←/→ change", "tab next field"}},
		{"document", screen{q: policyDocument()}, []string{"enter next", "d requests", "pgdn scroll"}},
		{"document, file", screen{q: own}, []string{"enter next", "e edit path", "d requests", "pgdn scroll"}},
		{"matrix", screen{q: reachQuestion(2)}, []string{"space choose", "enter next", "→ cells", "e services", "/ filter"}},
		{"matrix, cell", screen{q: reachQuestion(2), keys: []string{"right"}}, []string{"space choose", "enter its way", "← to the row", "e services", "/ filter"}},
		{"matrix, way", screen{q: reachQuestion(2), keys: []string{"right", "enter"}}, []string{"esc close", "←/→ other columns"}},
		{"matrix, panel", screen{q: reachQuestion(2), keys: []string{"e"}}, []string{"enter close"}},
		{"document, text", screen{q: ownDocument(), keys: []string{"e"}}, []string{"ctrl+s next", "esc templates", "tab next part", "ctrl+o open in $EDITOR", "ctrl+z undo"}},
		{"document, requests", screen{q: ownDocument(), keys: []string{"d"}}, []string{
			"enter next", "esc templates", "x remove", "space agree", "e edit", "ctrl+o open in $EDITOR", "+ add a request", "d document", "pgdn scroll",
		}},
		{"document, typing", screen{q: own, keys: []string{"e"}}, []string{"enter next", "esc templates"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := env(80, 20)
			w, _ := send(t, e, New(test.q.q), test.q.keys...)
			var got []string
			for _, b := range w.Bindings(e) {
				got = append(got, b.Help().Key+" "+b.Help().Desc)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("footer %q, want %q", got, test.want)
			}
		})
	}
}

// TestBindingsDoNotCollide holds that no two keys of one screen are the same.
func TestBindingsDoNotCollide(t *testing.T) {
	for _, s := range screens() {
		e := env(80, 20)
		w, _ := send(t, e, New(s.q), s.keys...)
		seen := map[string]key.Binding{}
		for _, b := range w.Bindings(e) {
			for _, k := range b.Keys() {
				if other, ok := seen[k]; ok {
					t.Errorf("%s: %q is %q and %q", s.name, k, other.Help().Desc, b.Help().Desc)
				}
				seen[k] = b
			}
		}
	}
}

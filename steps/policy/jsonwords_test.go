package policy_test

import (
	"strings"
	"testing"

	"sagevpc/steps/policy"
)

// TestWhatIsNotJSONIsSaidInOurWords: none of the words of Go's reader reach anybody.
func TestWhatIsNotJSONIsSaidInOurWords(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": nope}`:       `"nope" is not a value without quotation marks`,
		`{"a": Allow}`:      `"Allow" is not a value without quotation marks`,
		`{"a": trux}`:       `"trux" is not a value`,
		`none`:              `"none" is not a value`,
		`{Version: "x"}`:    "the name of an entry is expected here",
		`{'Version': "x"}`:  "no single quotation marks",
		`{"a": 'x'}`:        "no single quotation marks",
		`{"a" "b"}`:         "a colon is missing",
		`{"a": 1 "b": 2}`:   "a comma is missing",
		`{"a": ["x" "y"]}`:  "a comma is missing",
		`{"a": ["x"}`:       "this } closes",
		`{"a": {"x": 1]}`:   "this ] closes",
		`{"a": 2012-10-17}`: "this belongs to no entry",
		`{"a": 1.}`:         "a number ends",
		`{"a": 1e}`:         "a number ends",
		`{"a": -x}`:         "a number ends",
		"{\"a\": \"x\n\"}":  "a line break",
		`{"a": "\x"}`:       "no escape",
		`{"a": "\u12z"}`:    "no escape",
		`{"a": }`:           "a value is missing before this }",
		`{,}`:               "nothing before this comma",
		`{"a": [1,,2]}`:     "nothing before this comma",
		`{"a": %}`:          "no value begins like this",
		strings.Repeat("[", 10001) + "1" + strings.Repeat("]", 10001): "nested too deep",
	} {
		got := policy.Lint(text)
		if len(got) == 0 {
			t.Errorf("%.40s: nothing", text)
			continue
		}
		p := got[len(got)-1]
		if !strings.Contains(p.Summary, "not JSON: ") || !strings.Contains(p.Summary, want) || p.Remedy == "Correct the document at this place." {
			t.Errorf("%.40s: %s; %s", text, p.Summary, p.Remedy)
		}
		for _, theirs := range []string{"invalid character", "looking for", "literal", "expecting"} {
			if strings.Contains(p.Summary+p.Remedy, theirs) {
				t.Errorf("%.40s: %s", text, p.Summary)
			}
		}
	}
}

package printable

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestLine(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "private-a (10.0.1.0/24)", "private-a (10.0.1.0/24)"},
		{"letters of the world", "Größe 日本語 e\u0301 🚀", "Größe 日本語 e\u0301 🚀"},
		{"colour", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"title", "\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		{"clipboard", "\x1b]52;c;ZXZpbA==\x1b\\", `\x1b]52;c;ZXZpbA==\x1b\`},
		{"eight bit control", "\u009b31m\u0090", `\u009b31m\u0090`},
		{"carriage return", "good\rbad", `good\x0dbad`},
		{"backspace and delete", "a\x08b\x7f", `a\x08b\x7f`},
		{"lines and tabs", "a\nb\tc", `a\nb\tc`},
		{"null", "a\x00b", `a\x00b`},
		{"right to left override", "abc\u202etxt.exe", `abc\u202etxt.exe`},
		{"isolates", "\u2066a\u2069", `\u2066a\u2069`},
		{"zero width", "pay\u200bpal\u200d\ufeff", `pay\u200bpal\u200d\ufeff`},
		{"soft hyphen", "a\u00adb", `a\u00adb`},
		{"line separators", "a\u2028b\u2029c", `a\u2028b\u2029c`},
		{"tag characters", "a\U000e0041", `a\U000e0041`},
		{"private use", "\ue000\U000f0000", `\ue000\U000f0000`},
		{"not a character", "\ufffe\U0001ffff", `\ufffe\U0001ffff`},
		{"broken bytes", "a\xffb\xc3", `a\xffb\xc3`},
		{"the replacement character itself", "\ufffd", "\ufffd"},
		{"blanks that look like a space", "a\u00a0b\u3000c\u2003d", `a\u00a0b\u3000c\u2003d`},
		{"fillers that look like nothing", "a\u3164b\u115fc\u2800d\u034fe", `a\u3164b\u115fc\u2800d\u034fe`},
		{"variation selectors", "a\ufe0f\U000e0100", `a\ufe0f\U000e0100`},
		{"empty", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Line(test.in); got != test.want {
				t.Errorf("Line(%q) is %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func TestBlock(t *testing.T) {
	tests := []struct{ in, want string }{
		{"a\n\tb\n", "a\n  b\n"},
		{"a\r\nb", "a\\x0d\nb"},
		{"\x1b[2J\n", "\\x1b[2J\n"},
	}
	for _, test := range tests {
		if got := Block(test.in); got != test.want {
			t.Errorf("Block(%q) is %q, want %q", test.in, got, test.want)
		}
	}
}

// TestNothingObeys tries any bytes: what comes out is valid, stable, of one line, and has
// nothing in it that a terminal would do instead of draw.
func TestNothingObeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		for name, out := range map[string]string{"Line": Line(in), "Block": Block(in)} {
			if !utf8.ValidString(out) {
				t.Fatalf("%s(%q) is not valid: %q", name, in, out)
			}
			if ansi.Strip(out) != out {
				t.Fatalf("%s(%q) has a control sequence: %q", name, in, out)
			}
			for _, r := range out {
				if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r != ' ' && unicode.IsSpace(r)) {
					t.Fatalf("%s(%q) lets %U through", name, in, r)
				}
			}
			if name == "Line" && strings.Contains(out, "\n") {
				t.Fatalf("Line(%q) is more than a line", in)
			}
		}
		if again := Line(Line(in)); again != Line(in) {
			t.Fatalf("Line is not stable: %q, then %q", Line(in), again)
		}
	})
}

func FuzzLine(f *testing.F) {
	for _, seed := range []string{"", "plain", "\x1b[31m", "\xff\xfe", "\u202e", "\u009b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if out := Line(s); ansi.Strip(out) != out || !utf8.ValidString(out) {
			t.Errorf("Line(%q) is %q", s, out)
		}
	})
}

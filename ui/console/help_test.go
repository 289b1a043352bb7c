package console_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestHelpNamesEachCommandOnce: a command that is added twice is listed twice.
func TestHelpNamesEachCommandOnce(t *testing.T) {
	r := newRig(t)
	r.want(0, "--help")
	var names []string
	_, list, _ := strings.Cut(r.out.String(), "\nCommands\n")
	for _, found := range regexp.MustCompile(`(?m)^  ([a-z]+) +[A-Z]`).FindAllStringSubmatch(list, -1) {
		if slices.Contains(names, found[1]) {
			t.Errorf("%s is listed twice", found[1])
		}
		names = append(names, found[1])
	}
	for _, name := range []string{"apply", "doctor", "plan", "policy", "sandbox", "version"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is not listed: %q", name, names)
		}
	}
}

package console_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAPolicyFileThatCannotBeSent holds each document that nobody should send: the plan is
// blocked with the place, and says everything else as ever.
func TestAPolicyFileThatCannotBeSent(t *testing.T) {
	good := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]}`
	for name, c := range map[string]struct{ text, want string }{
		"not JSON":      {"policy: all\n", "(line 1, column 1)"},
		"two documents": {good + "\n" + good, "(line 2, column 1)"},
		"comments":      {strings.Replace(good, `"Statement"`, "\n// all\n\"Statement\"", 1), "JSON has no comments: remove this one (line 2, column 1)"},
		"too long":      {good + strings.Repeat(" ", 20_481-len(good)), "20481 characters, and an endpoint policy at most 20480 (line 1, column 20481)"},
		"a BOM":         {"\ufeff" + good, "byte order mark; save it as UTF-8 without one (line 1, column 1)"},
		"a principal":   {strings.Replace(good, `"*"`, `{"AWS":"111122223333"}`, 1), `the principal is not "*" (line 1, column`},
		"empty":         {"", "the document is empty (line 1, column 1)"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			path := filepath.Join(r.dir, "own.json")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			r.want(3, "plan", "--answers", r.answersFile(nil), "--policy", "file:"+path)
			r.says(&r.out, "s3.policy-invalid", c.want, "fraud-vpc")
		})
	}
}

package steps_test

import (
	"go/build"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// charm and sdk are the libraries that only one side of the house may know.
func charm(p string) bool {
	return strings.HasPrefix(p, "charm.land/") || strings.HasPrefix(p, "github.com/charmbracelet/")
}

func sdk(p string) bool { return strings.HasPrefix(p, "github.com/aws/") }

func within(p string, roots ...string) bool {
	for _, root := range roots {
		if p == root || strings.HasPrefix(p, root+"/") {
			return true
		}
	}
	return false
}

// forbidden says why a package of this module may not import another, "" when it may.
func forbidden(from, to string) string {
	pure := within(from, "sagevpc/steps/facts", "sagevpc/steps/plan", "sagevpc/steps/network", "sagevpc/steps/capacity", "sagevpc/steps/policy", "sagevpc/steps/export")
	switch {
	case charm(to) && !within(from, "sagevpc/ui") && from != "sagevpc":
		return "only ui knows Bubble Tea and its family"
	case sdk(to) && !within(from, "sagevpc/awsclient"):
		return "only awsclient knows the AWS SDK"
	case sdk(to) && within(from, "sagevpc/awsclient/sandbox"):
		return "the sandbox speaks for AWS, so it must not learn from the SDK"
	case within(from, "sagevpc/steps") && within(to, "sagevpc/ui", "sagevpc/awsclient"):
		return "steps knows neither face nor account"
	case within(from, "sagevpc/ui") && within(to, "sagevpc/awsclient"):
		return "ui meets the account through steps.Cloud"
	case within(from, "sagevpc/awsclient") && within(to, "sagevpc/ui"):
		return "awsclient never sees a style"
	case pure && (to == "context" || to == "time" && !within(from, "sagevpc/steps/facts", "sagevpc/steps/policy") || to == "os" || to == "net/http"):
		return "it is pure: no context, no clock, no file, no network"
	case pure && within(to, "sagevpc/steps/run", "sagevpc/steps/stepstest") || pure && to == "sagevpc/steps":
		return "pure packages know nothing above them"
	case within(from, "sagevpc/steps/network", "sagevpc/steps/capacity", "sagevpc/steps/policy") && to == "sagevpc/steps/plan":
		return "plan stands on them, not they on plan"
	case from == "sagevpc/steps/facts" && within(to, "sagevpc"):
		return "facts stand at the bottom"
	}
	return ""
}

// TestImportsPointOneWay holds the arrows: main -> ui -> steps -> plan -> network,
// capacity, policy -> facts, and main -> awsclient -> steps.
func TestImportsPointOneWay(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	packages := 0
	err = fs.WalkDir(os.DirFS(root), ".", func(dir string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if base := path.Base(dir); dir != "." && (strings.HasPrefix(base, ".") || base == "testdata") {
			return fs.SkipDir
		}
		p, err := build.ImportDir(filepath.Join(root, dir), 0)
		if err != nil {
			return nil //nolint:nilerr // a folder without Go files is no package
		}
		packages++
		from := path.Join("sagevpc", dir)
		for _, to := range p.Imports {
			if why := forbidden(from, to); why != "" {
				t.Errorf("%s imports %s: %s", from, to, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if packages < 15 {
		t.Errorf("only %d packages were looked at", packages)
	}
}

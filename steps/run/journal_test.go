package run_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

var start = time.Date(2026, 11, 23, 13, 5, 11, 0, time.UTC)

func begin(dir string, account run.Account, p plan.Plan) run.Driver {
	return run.Begin(account, p, run.Options{
		Dir: dir, Version: "1.2.3", Args: []string{"--demo=tour"}, Now: func() time.Time { return start },
	})
}

// lines reads a journal.
func lines(t *testing.T, path string) []map[string]any {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]any
	for text := range strings.Lines(string(data)) {
		var line map[string]any
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		out = append(out, line)
	}
	return out
}

func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestJournalOfARun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	account := newAccount()
	driver := begin(dir, account, thePlan())
	r := driver.Attach(run.New(thePlan()))
	if r.Journal != filepath.Join(dir, "runs", "2026-11-23T13-05-11Z.jsonl") {
		t.Fatalf("the journal is %q, note %q", r.Journal, r.JournalNote)
	}
	r = drive(t, driver, r)
	want(t, r, run.Done, "applied applied applied applied")
	if mode(t, filepath.Dir(r.Journal)) != 0o700 || mode(t, r.Journal) != 0o600 {
		t.Errorf("modes %s, %s", mode(t, filepath.Dir(r.Journal)), mode(t, r.Journal))
	}
	got := lines(t, r.Journal)
	header, end := got[0], got[len(got)-1]
	if header["type"] != "header" || header["schema"] != 1.0 || header["account"] != "111122223333" ||
		header["facts_hash"] != "sha256:1" || header["version"] != "1.2.3" {
		t.Errorf("the header is %v", header)
	}
	if end["type"] != "end" || end["phase"] != "done" {
		t.Errorf("the end is %v", end)
	}
	items, _ := end["items"].([]any)
	if len(items) != 4 {
		t.Errorf("the end has the items %v", items)
	}
	var told []string
	for _, line := range got[1 : len(got)-1] {
		told = append(told, line["type"].(string)+" "+line["task"].(string)+" "+line["change"].(string))
	}
	const expected = "begin apply dns-support|event apply dns-support|event settle dns-support|" +
		"begin apply s3-endpoint|event apply s3-endpoint|event settle s3-endpoint|" +
		"begin apply model|event apply model|event settle model|event verify verify"
	if s := strings.Join(told, "|"); s != expected {
		t.Errorf("the journal tells\n%s", s)
	}
	reverse, _ := got[5]["reverse"].(map[string]any)
	if reverse["op"] != "DeleteVpcEndpoints" {
		t.Errorf("the endpoint's event has the reverse %v", got[5])
	}
}

func TestJournalHidesSecrets(t *testing.T) {
	dir := t.TempDir()
	account := newAccount()
	account.refuse = func(op string) error {
		if op != "CreateModel" {
			return nil
		}
		return &facts.Fault{Kind: facts.Invalid, Summary: "Value '" + secret + "' failed to satisfy constraint", Why: secret}
	}
	driver := begin(dir, account, thePlan())
	r := drive(t, driver, run.New(thePlan()))
	want(t, r, run.Failed, "applied applied failed pending")
	driver.End(r.Keep())
	data, err := os.ReadFile(r.Journal)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), secret) || !strings.Contains(string(data), plan.Hidden) {
		t.Errorf("the journal is not masked:\n%s", data)
	}
	if got := lines(t, r.Journal); got[len(got)-1]["phase"] != "kept" {
		t.Errorf("the end is %v", got[len(got)-1])
	}
}

func TestAnswersBesideTheJournal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my state")
	p := thePlan()
	p.Answers.S3.Policy, p.Answers.S3.Document = "file:own.json", `{"Statement": []}`
	r := begin(dir, newAccount(), p).Attach(run.New(p))
	path := filepath.Join(dir, "runs", "2026-11-23T13-05-11Z.answers.yaml")
	if r.Repeat != "sagevpc apply --answers '"+path+"' --demo=tour" {
		t.Errorf("the command is %s", r.Repeat)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := plan.ParseAnswers(data, path)
	if err != nil {
		t.Fatal(err)
	}
	if answers.Model.Containers[0].Environment["TOKEN"] != secret {
		t.Error("answers without their secrets repeat nothing")
	}
	if answers.Region != "us-east-1" {
		t.Errorf("the copy is of the Region %q", answers.Region)
	}
	policy, _ := strings.CutPrefix(answers.S3.Policy, plan.PolicyFile)
	if document, err := os.ReadFile(policy); err != nil || string(document) != p.Answers.S3.Document {
		t.Errorf("the policy %q holds %q, %v", policy, document, err)
	}
	if mode(t, path) != 0o600 || mode(t, policy) != 0o600 {
		t.Errorf("modes %s, %s", mode(t, path), mode(t, policy))
	}
}

func TestJournalsAreNeverOverwritten(t *testing.T) {
	dir := t.TempDir()
	one := begin(dir, newAccount(), thePlan()).Record()
	two := begin(dir, newAccount(), thePlan()).Record()
	if one.Journal == two.Journal || !strings.HasSuffix(two.Journal, "11Z-2.jsonl") || one.Repeat == two.Repeat {
		t.Errorf("%+v and %+v", one, two)
	}
}

func TestARunGoesOnWithoutItsJournal(t *testing.T) {
	t.Run("no folder", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		r := drive(t, begin(file, newAccount(), thePlan()), run.New(thePlan()))
		want(t, r, run.Done, "applied applied applied applied")
		if r.Journal != "" || !strings.Contains(r.JournalNote, "folder for receipts") {
			t.Errorf("journal %q, note %q", r.Journal, r.JournalNote)
		}
	})
	t.Run("closed under way", func(t *testing.T) {
		driver := begin(t.TempDir(), newAccount(), thePlan())
		r := driver.Attach(run.New(thePlan()))
		driver.End(r.Stop())
		if err := os.RemoveAll(filepath.Dir(r.Journal)); err != nil {
			t.Fatal(err)
		}
		r = drive(t, driver, r)
		want(t, r, run.Done, "applied applied applied applied")
		if !strings.Contains(r.JournalNote, "incomplete") {
			t.Errorf("the note is %q", r.JournalNote)
		}
	})
}

func TestJournalOfAnUndo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		account := newAccount()
		account.refuse = once("CreateModel", fault(facts.Limit, false))
		driver := begin(t.TempDir(), account, thePlan())
		r := drive(t, driver, run.New(thePlan()))
		account.refuse = once("DeleteVpcEndpoints", fault(facts.Throttled, true))
		r = drive(t, driver, r.Undo())
		ends := func() (phases []string, last map[string]any) {
			got := lines(t, r.Journal)
			for _, line := range got {
				if line["type"] == "end" {
					phases = append(phases, line["phase"].(string))
				}
			}
			return phases, got[len(got)-1]
		}
		if phases, last := ends(); len(phases) != 1 || last["phase"] != "undone" {
			t.Errorf("ends %v, last line %v", phases, last)
		}
		r = drive(t, driver, r.Undo())
		phases, last := ends()
		if len(phases) != 2 || last["type"] != "end" || r.JournalNote != "" {
			t.Fatalf("ends %v, last line %v, note %q", phases, last, r.JournalNote)
		}
		items, _ := last["items"].([]any)
		endpoint, _ := items[1].(map[string]any)
		if endpoint["state"] != "reversed" || endpoint["id"] != "vpce-1" {
			t.Errorf("the endpoint ended as %v", endpoint)
		}
	})
}

package widget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps"
	"sagevpc/steps/plan"
)

var stagedPolicies = []plan.Staged{{
	Bucket: "acme-models",
	Document: `{"Version":"2012-10-17","Statement":[{"Sid":"SagevpcOnlyThroughVpcEndpoints","Effect":"Deny","Principal":"*","Action":["s3:GetObject","s3:PutObject","s3:ListBucket"],` +
		`"Resource":["arn:aws:s3:::acme-models","arn:aws:s3:::acme-models/*"],"Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-0ffffffffffffffff"}}}]}`,
	Why:   "When the model works, this lets only requests through the VPC endpoint vpce-0ffffffffffffffff read, write and list acme-models",
	Apply: "aws s3api put-bucket-policy --bucket acme-models --policy '{}'",
}}

func TestStagedViews(t *testing.T) {
	planned := movedModel()
	planned.Staged = stagedPolicies
	done := runs()["done"]
	done.Staged = stagedPolicies
	for _, size := range []struct{ width, height int }{{58, 15}, {78, 19}} {
		t.Run(fmt.Sprintf("receipt_%d", size.width), func(t *testing.T) {
			golden.RequireEqual(t, ansi.Strip(New(done).View(env(size.width, size.height))))
		})
		for name, press := range map[string][]string{"review": nil, "details": {"d"}} {
			t.Run(fmt.Sprintf("%s_%d", name, size.width), func(t *testing.T) {
				w, _ := send(t, env(size.width, 140), New(reviewOf(planned)), press...)
				text := ansi.Strip(w.View(env(size.width, 140)))
				at := strings.Index(text, "Later, when the model works")
				if at < 0 {
					t.Fatalf("what comes later is not shown:\n%s", text)
				}
				golden.RequireEqual(t, text[at:])
			})
		}
	}
}

func TestTheReceiptCopiesWhatIsLeftToDo(t *testing.T) {
	q := runs()["done"]
	q.Staged = stagedPolicies
	if got := Copies(New(q)); got != stagedPolicies[0].Apply+"\n" {
		t.Errorf("copies %q", got)
	}
	q = runs()["settling"]
	q.Staged = stagedPolicies
	if got := Copies(New(q)); got != "" {
		t.Errorf("copies %q during a run", got)
	}
}

func TestStagedDrawsNothingATerminalWouldObey(t *testing.T) {
	p := movedModel()
	p.Staged = []plan.Staged{{Bucket: hostile, Document: hostile, Why: hostile, Apply: hostile}}
	fits(t, New(reviewOf(p)), "d")
	done := runs()["done"]
	done.Staged = p.Staged
	fits(t, New(done))
}

// TestBucketFormViews draws the screen's question as the step asks it.
func TestBucketFormViews(t *testing.T) {
	restrict := steps.Field{Key: "bucket_policy", Label: "Restrict the bucket", Kind: steps.SelectField, Value: "none", Options: []steps.Option{
		{Value: "none", Label: "No, leave it as it is"}, {Value: "vpc-endpoint-only", Label: "Yes, to the VPC endpoint"},
	}, Hint: "nothing is read or written as long as this says no"}
	consent := steps.Field{Key: "consent", Label: "Let the plan do it", Kind: steps.TextField, Value: "acme-model", Problem: `"acme-model" holds none of the model's data. Name in full what may be changed: acme-models.`}
	form := steps.Form{Intro: []string{
		"These could no longer read, write or list acme-models, unless through the VPC endpoint s3 (vpce-0ffffffffffffffff):",
		"· everyone outside the VPC: the console, pipelines, AWS services that deliver there",
		"· perhaps SageMaker's own check at the next CreateModel, as the execution role (not documented)",
		"· every other VPC and account",
		"You are exempt, and the policy itself can be changed from anywhere.",
	}, Fields: []steps.Field{restrict, consent}}
	for _, size := range []struct{ width, height int }{{58, 15}, {78, 19}} {
		t.Run(fmt.Sprint(size.width), func(t *testing.T) {
			golden.RequireEqual(t, ansi.Strip(New(form).View(env(size.width, size.height))))
		})
	}
}

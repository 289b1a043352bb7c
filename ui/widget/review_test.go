package widget

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps"
	"sagevpc/steps/plan"
)

// movedModel is a plan that copies a model into a VPC and extends an endpoint for it.
func movedModel() plan.Plan {
	container := map[string]any{
		"Image":       "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3",
		"Environment": map[string]any{"LOG_LEVEL": "info", "TOKEN": "correct horse"},
	}
	before := map[string]any{"PrimaryContainer": container, "ExecutionRoleArn": "arn:aws:iam::111122223333:role/SageMakerExecution"}
	after := map[string]any{
		"PrimaryContainer": container, "ExecutionRoleArn": before["ExecutionRoleArn"], "ModelName": "fraud-v3-vpc",
		"VpcConfig": map[string]any{
			"Subnets":          []any{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
			"SecurityGroupIds": []any{"sg-0cccccccccccccccc"},
		},
	}
	return plan.Plan{
		Account: "111122223333", Region: "us-east-1", Applicable: true,
		Changes: []plan.Change{
			{
				ID: "s3-endpoint", Action: plan.Update, Kind: plan.KindVPCEndpoint, Name: "vpce-0ffffffffffffffff",
				Why: "private-b has no way to S3", Undo: "take the route table off the endpoint again",
				Before:     map[string]any{"RouteTableIds": []any{"rtb-0dddddddddddddddd"}},
				After:      map[string]any{"RouteTableIds": []any{"rtb-0dddddddddddddddd", "rtb-0eeeeeeeeeeeeeeee"}},
				Labels:     map[string]string{"rtb-0eeeeeeeeeeeeeeee": "private-b"},
				Bystanders: []string{"batch-b", "rds-b"},
				Request: plan.Request{Service: "ec2", Op: "ModifyVpcEndpoint", Input: map[string]any{
					"VpcEndpointId": "vpce-0ffffffffffffffff", "AddRouteTableIds": []any{"rtb-0eeeeeeeeeeeeeeee"},
				}},
			},
			{
				ID: "model", Action: plan.Create, Kind: plan.KindModel, Name: "fraud-v3-vpc", Why: "copied from fraud-v3",
				Before: before, After: after, Needs: []string{"s3-endpoint"},
				Labels:  map[string]string{"subnet-0aaaaaaaaaaaaaaaa": "private-a (use1-az1)", "subnet-0bbbbbbbbbbbbbbbb": "private-b (use1-az2)"},
				Request: plan.Request{Service: "sagemaker", Op: "CreateModel", Input: after},
			},
		},
		Findings: []plan.Finding{
			{
				Rule: "s3.no-path", Severity: plan.Block, Subject: "subnet-0bbbbbbbbbbbbbbbb", Summary: "private-b has no way to S3",
				Detail: "rtb-0eeeeeeeeeeeeeeee has no route for the S3 prefix list, and no NAT.",
				Now:    true, RepairedBy: []string{"s3-endpoint"}, Source: "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html",
			},
			{
				Rule: "s3.bystanders", Severity: plan.Warn, Subject: "rtb-0eeeeeeeeeeeeeeee", After: true,
				Summary: "open S3 connections from batch-b and rds-b drop once, when the route appears",
				Detail:  "Transfers that are under way there fail and must be begun again.",
				Fix:     "Apply when a short interruption of S3 in these subnets does no harm.",
			},
			{
				Rule: "iam.unknown", Severity: plan.Unknown, Subject: "role", Now: true, After: true,
				Summary: "your role may not call iam:SimulatePrincipalPolicy; the execution role was not checked",
			},
			{Rule: "subnet.public", Severity: plan.Info, Subject: "subnet-0aaaaaaaaaaaaaaaa", Now: true, After: true, Summary: "a public subnet gives the model no internet"},
		},
	}
}

func blockedPlan() plan.Plan {
	p := movedModel()
	p.Applicable = false
	p.Changes = p.Changes[1:]
	p.Changes[0].MonthlyUSD = 14.6
	p.Findings = append(p.Findings, plan.Finding{
		Rule: "subnet.single-az", Severity: plan.Block, Subject: "subnet-0aaaaaaaaaaaaaaaa", Now: true, After: true,
		Summary: "both subnets lie in use1-az1", Fix: "Choose a subnet of another zone, or press a on the subnets for the best pair.",
	})
	return p
}

func reviewOf(p plan.Plan) steps.Review {
	return steps.Review{Plan: p, Actions: []steps.Action{{ID: steps.Apply, Label: "apply"}}}
}

func TestReviewViews(t *testing.T) {
	for name, q := range map[string]steps.Review{
		"moved": reviewOf(movedModel()), "blocked": reviewOf(blockedPlan()), "empty": reviewOf(plan.Plan{}),
	} {
		for _, width := range []int{58, 80, 120} {
			t.Run(fmt.Sprintf("%s_%d", name, width), func(t *testing.T) {
				golden.RequireEqual(t, ansi.Strip(New(q).View(env(width, 60))))
			})
		}
	}
	t.Run("details", func(t *testing.T) {
		w, _ := send(t, env(80, 120), New(reviewOf(movedModel())), "d")
		golden.RequireEqual(t, ansi.Strip(w.View(env(80, 120))))
	})
	t.Run("styled", func(t *testing.T) {
		golden.RequireEqual(t, New(reviewOf(movedModel())).View(env(80, 60)))
	})
}

func TestReviewRepliesOnlyToItsActions(t *testing.T) {
	e := env(80, 20)
	w, said := send(t, e, New(reviewOf(movedModel())), "y", "space", "d", "a")
	if len(said) != 1 || said[0].(ReplyMsg).Reply.Action != steps.Apply {
		t.Errorf("said %v", said)
	}
	if _, said := send(t, e, w, "enter"); len(said) != 1 || said[0].(ReplyMsg).Reply.Action != "" {
		t.Errorf("enter says %v", said)
	}
	if w.Editing() || Escapes(w) {
		t.Error("a review takes keys that are the shell's")
	}
}

func TestReviewBeginsWithWhatBlocks(t *testing.T) {
	p := blockedPlan()
	p.Findings = append(p.Findings, plan.Finding{
		Rule: "s3.policy-model", Severity: plan.Block, Subject: "vpce-0ffffffffffffffff", Now: true, After: true,
		Summary: "the endpoint's policy denies the model's data", Fix: "Choose another policy.",
	}, plan.Finding{Rule: "subnet.state", Severity: plan.Block, Now: true, After: true, Summary: "private-b is pending", Fix: "Wait."})
	e := env(100, 19)
	e.Way = func(rule string) string {
		return map[string]string{"subnet.single-az": "Subnets", "subnet.state": "Subnets", "s3.policy-model": "Endpoint policy"}[rule]
	}
	text := strings.Join(strings.Fields(ansi.Strip(New(reviewOf(p)).View(e))), " ")
	for _, part := range []string{
		"What blocks ✗ subnet.single-az both subnets lie in use1-az1 → Choose a subnet of another zone", "→ b opens Subnets",
		"✗ s3.policy-model the endpoint's policy denies the model's data → Choose another policy. → on the screen Endpoint policy",
		"✗ subnet.state private-b is pending → Wait. → b opens Subnets",
		"What would happen",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in sight:\n%s", part, text)
		}
	}
	whole := ansi.Strip(New(reviewOf(p)).View(env(100, 300)))
	if n := strings.Count(whole, "both subnets lie in use1-az1"); n != 1 {
		t.Errorf("what blocks is said %d times:\n%s", n, whole)
	}
}

// TestReviewSaysWhatIsAccepted holds that a warning's detail is read without a key.
func TestReviewSaysWhatIsAccepted(t *testing.T) {
	text := ansi.Strip(New(reviewOf(movedModel())).View(env(120, 60)))
	for part, wanted := range map[string]bool{
		"Transfers that are under way there fail": true, "has no route for the S3 prefix list": false,
		"→ by ModifyVpcEndpoint vpce-0ffffffffffffffff": true, "s3-endpoint": false,
	} {
		if strings.Contains(text, part) != wanted {
			t.Errorf("%q on screen is not %v:\n%s", part, wanted, text)
		}
	}
}

func TestReviewNeverShowsTheValuesOfTheEnvironment(t *testing.T) {
	e := env(100, 300)
	w, _ := send(t, e, New(reviewOf(movedModel())), "d")
	w = w.With(reviewOf(movedModel()))
	if text := ansi.Strip(w.View(e)); strings.Contains(text, "correct horse") || !strings.Contains(text, "TOKEN") {
		t.Errorf("a secret is on screen, or nothing of it:\n%s", text)
	}
}

func TestReviewScrollsToItsEndAndStays(t *testing.T) {
	e := env(80, 10)
	w, _ := send(t, e, New(reviewOf(movedModel())), "G")
	text := ansi.Strip(w.View(e))
	if !strings.Contains(text, "a public subnet gives the model no internet") || strings.Contains(text, "What will happen") {
		t.Errorf("G does not show the end:\n%s", text)
	}
	if after := ansi.Strip(w.With(reviewOf(movedModel())).View(e)); after != text {
		t.Errorf("a refresh moved the page:\n%s", after)
	}
	w, _ = send(t, e, w, "up", "pgup", "g")
	if text := ansi.Strip(w.View(e)); !strings.Contains(text, "What will happen") {
		t.Errorf("g does not show the beginning:\n%s", text)
	}
	w, _ = w.Update(e, tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if text := ansi.Strip(w.View(e)); strings.Contains(text, "What will happen") {
		t.Errorf("the wheel does not scroll:\n%s", text)
	}
}

func TestReviewFitsAndDrawsNothingATerminalWouldObey(t *testing.T) {
	p := movedModel()
	p.Changes[0].Name, p.Changes[0].Why, p.Changes[0].Bystanders = hostile, hostile, []string{hostile}
	p.Changes[0].After = map[string]any{hostile: hostile, "RouteTableIds": []any{strings.Repeat("長い", 60)}}
	p.Changes[0].Labels = map[string]string{hostile: hostile}
	p.Findings[1].Rule, p.Findings[1].Summary, p.Findings[1].Fix, p.Findings[1].Subject = hostile, hostile, hostile, hostile
	fits(t, New(reviewOf(p)), "d")
}

// fits draws a widget in many sizes, before and after keys, and checks Widget's promises.
func fits(t *testing.T, w Widget, keys ...string) {
	t.Helper()
	for _, key := range append([]string{""}, keys...) {
		for width := 1; width < 130; width += 9 {
			for _, height := range []int{1, 2, 5, 13, 60} {
				e := env(width, height)
				if key != "" {
					w, _ = send(t, e, w, key)
				}
				view := w.View(e)
				lines := strings.Split(view, "\n")
				if len(lines) > height {
					t.Fatalf("%d×%d: %d lines", width, height, len(lines))
				}
				for _, line := range lines {
					if ansi.StringWidth(line) > width {
						t.Fatalf("%d×%d: %d cells in %q", width, height, ansi.StringWidth(line), line)
					}
				}
				if plain := ansi.Strip(view); strings.ContainsAny(plain, "\x1b\x07\r\u202e") || strings.Contains(view, "\x1b[31mname") {
					t.Fatalf("a control character came through: %q", view)
				}
			}
		}
	}
}

func TestMarkOf(t *testing.T) {
	for _, c := range []struct {
		f    plan.Finding
		want steps.Mark
	}{
		{plan.Finding{Severity: plan.Block, Now: true, After: true}, steps.Blocks},
		{plan.Finding{Severity: plan.Block, Now: true}, steps.Holds},
		{plan.Finding{Severity: plan.Warn, After: true}, steps.Warns},
		{plan.Finding{Severity: plan.Unknown, Now: true}, steps.Unknown},
		{plan.Finding{Severity: plan.Unknown, After: true}, steps.Unknown},
		{plan.Finding{Severity: plan.Info, Now: true, After: true}, steps.NoMark},
	} {
		if got := MarkOf(c.f); got != c.want {
			t.Errorf("%+v is %q, %q expected", c.f, got, c.want)
		}
	}
}

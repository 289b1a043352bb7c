package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Every document of every scenario can be read, and every policy that a role refers to
// exists.
func TestScenariosPolicies(t *testing.T) {
	for _, s := range Scenarios() {
		w := New(s).world
		for _, p := range w.iam.policies {
			if refusal := checkIdentityPolicy(p.document.text); refusal != nil {
				t.Errorf("%s: %s: %s", s.Name, p.name, refusal.message)
			}
		}
		for _, d := range w.iam.guardrails {
			if refusal := checkIdentityPolicy(d.text); refusal != nil {
				t.Errorf("%s: guardrail: %s", s.Name, refusal.message)
			}
		}
		for _, r := range w.roles {
			if refusal := checkTrust(r.trust); refusal != nil {
				t.Errorf("%s: %s: trust: %s", s.Name, r.name, refusal.message)
			}
			for _, p := range r.inline {
				if refusal := checkIdentityPolicy(p.document.text); refusal != nil {
					t.Errorf("%s: %s: %s: %s", s.Name, r.name, p.name, refusal.message)
				}
			}
			for _, arn := range append([]string{r.boundary}, r.attached...) {
				if _, found := w.policy(arn); arn != "" && !found {
					t.Errorf("%s: %s refers to %s", s.Name, r.name, arn)
				}
			}
		}
		for _, b := range w.buckets {
			if refusal := w.checkBucketPolicy(b, b.policy); b.policy != "" && refusal != nil {
				t.Errorf("%s: %s: %s", s.Name, b.name, refusal.message)
			}
		}
	}
}

func (p blueprint) opened(t *testing.T) *Account {
	t.Helper()
	return New(Scenario{Name: "test", account: func() blueprint { return p }})
}

const (
	allowAll     = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`
	allowReading = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}}`
	denyIAM      = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}`
)

// A scenario holds its caller by policies of four kinds, each with words of its own.
func TestCallerPlans(t *testing.T) {
	for _, tc := range []struct {
		name, says string
		plan       blueprint
	}{
		{"no plan", "", blueprint{}},
		{"nothing", "because no identity-based policy allows the iam:ListPolicies action", blueprint{caller: &callerPlan{}}},
		{"inline", "", blueprint{caller: &callerPlan{inline: []policyPlan{{"All", allowAll}}}}},
		{"attached", "", blueprint{policies: []policyPlan{{"All", allowAll}}, caller: &callerPlan{attached: []string{policyARN("All")}}}},
		{"denied", "with an explicit deny in an identity-based policy", blueprint{caller: &callerPlan{inline: []policyPlan{{"Most", denyIAM}}}}},
		{"bounded", "because no permissions boundary allows the iam:ListPolicies action", blueprint{
			policies: []policyPlan{{"Bound", allowReading}}, caller: &callerPlan{inline: []policyPlan{{"All", allowAll}}, boundary: policyARN("Bound")},
		}},
		{"guarded", "because no service control policy allows the iam:ListPolicies action", blueprint{
			caller: &callerPlan{inline: []policyPlan{{"All", allowAll}}, guardrails: []string{allowAll, allowReading}},
		}},
		{"guarded by denial", "with an explicit deny in a service control policy", blueprint{
			caller: &callerPlan{inline: []policyPlan{{"All", allowAll}}, guardrails: []string{denyIAM}},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := answerTo(t, tc.plan.opened(t), "iam", "", "Action=ListPolicies&Version="+iamVersion)
			if tc.says == "" && got.status != http.StatusOK || !strings.Contains(string(got.body), tc.says) {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
}

func TestSimulatorKnowsTheOuterLayers(t *testing.T) {
	a := blueprint{
		roles:    []rolePlan{{name: "R", trust: sagemakerPrincipal, inline: []policyPlan{{"All", allowAll}}, boundary: policyARN("Bound")}},
		policies: []policyPlan{{"Bound", allowReading}},
		caller:   &callerPlan{inline: []policyPlan{{"All", allowAll}}, guardrails: []string{allowAll}},
	}.opened(t)
	got := string(answerTo(t, a, "iam", "", "Action=SimulatePrincipalPolicy&Version="+iamVersion+"&PolicySourceArn="+url.QueryEscape("arn:aws:iam::111122223333:role/R")+"&ActionNames.member.1=s3:GetObject").body)
	for _, want := range []string{
		"<EvalDecision>implicitDeny</EvalDecision>", "<AllowedByOrganizations>true</AllowedByOrganizations>", "<AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary>",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

func BenchmarkOpening(b *testing.B) {
	for b.Loop() {
		New(tour())
	}
}

func FuzzIAM(f *testing.F) {
	role := "&RoleName=SageMakerExecution"
	for _, action := range []string{
		"SimulatePrincipalPolicy&PolicySourceArn=" + executionRole + "&ActionNames.member.1=s3:GetObject&ResourceArns.member.1=arn:aws:s3:::a/b&ContextEntries.member.1.ContextKeyName=a:b",
		"SimulateCustomPolicy&PolicyInputList.member.1=" + url.QueryEscape(allowAll) + "&ActionNames.member.1=a:b&MaxItems=1&Marker=x",
		"PutRolePolicy&PolicyName=p&PolicyDocument=" + url.QueryEscape(denyIAM) + role, "GetRolePolicy&PolicyName=p" + role,
		"CreateRole&RoleName=x&AssumeRolePolicyDocument={}", "AttachRolePolicy&PolicyArn=" + fullAccess + role, "ListPolicies&Scope=Local", "GetPolicyVersion&VersionId=v1&PolicyArn=" + fullAccess,
	} {
		f.Add("Action=" + action + "&Version=" + iamVersion)
	}
	f.Fuzz(func(t *testing.T, body string) {
		a := New(tour(), WithCallerPolicies(allowAll))
		answerTo(t, a, "iam", "", body)
		if refusal := a.world.checkBucketPolicy(a.world.buckets[0], body); refusal != nil && refusal.code != malformedPolicy {
			t.Errorf("%q: %s", body, refusal.code)
		}
	})
}

package steps_test

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/plan"
)

// TestEveryRuleHasItsScreen holds on which screens what a rule found is shown: those whose
// answer causes it, the last one being where it is mended.
func TestEveryRuleHasItsScreen(t *testing.T) {
	for _, rule := range plan.Rules() {
		if len(screensOf(rule.Name)) == 0 {
			t.Errorf("no screen before the review shows %s", rule.Name)
		}
	}
	for screen, rules := range map[string][]string{
		"model.request": {
			"model.exists", "model.name", "model.role-arn", "model.image", "model.data", "model.data-region", "model.tags",
			"model.environment", "model.isolation-moot", "model.image-mode",
		},
		"vpc":         {"vpc.tenancy", "dns.custom-resolver"},
		"vpc subnets": {"dns.support", "dns.hostnames"},
		"subnets": {
			"subnet.single-az", "subnet.other-vpc", "subnet.too-many", "subnet.state", "subnet.ipv6-only", "subnet.special-zone",
			"subnet.shared", "subnet.instance-type", "subnet.public", "subnet.old-zone",
			"capacity.exhausted", "capacity.one-az", "capacity.uneven", "capacity.zonal", "capacity.update", "capacity.zonal-update",
			"nacl.s3", "nacl.return",
		},
		"subnets s3 s3.tables": {"s3.no-path"},
		"s3 s3.tables":         {"s3.route-table", "s3.route-blackhole", "s3.bystanders"},
		"security-groups":      {"sg.other-vpc", "sg.too-many", "sg.none", "sg.egress-s3"},
		"s3":                   {"s3.shadowed", "s3.foreign-endpoint", "quota.gateway-endpoints"},
		"policy":               {"s3.policy-model", "s3.policy-deny-only", "s3.policy-ecr", "s3.policy-invalid", "s3.policy-replaced"},
		"policy.bucket":        {"s3.bucket-lockout"},
		"model.request reach":  {"model.hub-download"},
		"reach": {
			"reach.no-path", "reach.private-dns-conflict", "reach.service-az", "reach.endpoint-ingress", "reach.igw-only", "reach.mixed",
			"reach.nat", "reach.unverified", "reach.block-public-access", "reach.bystanders", "reach.private-dns-others",
			"quota.interface-endpoints", "quota.elastic-ips", "quota.nat-gateways", "quota.security-group-rules",
		},
	} {
		for _, rule := range rules {
			if got := strings.Join(screensOf(rule), " "); got != screen {
				t.Errorf("%s is shown on %q, want %q", rule, got, screen)
			}
		}
	}
}

// screensOf are the screens before the review that show a rule's findings.
func screensOf(rule string) []string {
	var out []string
	for _, step := range steps.All() {
		if slices.ContainsFunc(step.Rules, func(prefix string) bool { return prefix != "" && strings.HasPrefix(rule, prefix) }) {
			out = append(out, string(step.ID))
		}
	}
	return out
}

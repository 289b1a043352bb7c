package steps_test

import (
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// optionOf is the home VPC's row in the list, its S3 endpoint under a policy.
func optionOf(t *testing.T, change func(*facts.Network)) steps.Option {
	t.Helper()
	account := newAccount()
	n := &account.networks[0]
	n.Endpoints = []facts.Endpoint{{
		ID: "vpce-00000000000000001", Name: "home-s3", VPC: home, Service: n.S3.Service, Type: "Gateway", State: "available", RouteTables: []string{n.RouteTables[0].ID},
	}}
	n.RouteTables[0].Routes = append(n.RouteTables[0].Routes, facts.Route{Destination: n.S3.PrefixList, Target: n.Endpoints[0].ID, State: "active"})
	change(n)
	q, _ := walkTo(t, newWalker(account, complete()), steps.VPCID).Question().(steps.Choice)
	for _, o := range q.Options {
		if o.Value == home {
			return o
		}
	}
	t.Fatal("the VPC is not listed")
	return steps.Option{}
}

// TestTheVPCListLooksAtPolicies: a route to an endpoint that allows nothing is no way to S3.
func TestTheVPCListLooksAtPolicies(t *testing.T) {
	const denies = `{"Effect":"Deny","Principal":"*","Action":["s3:GetObject"],"Resource":["arn:aws:s3:::amazonlinux.*/*"]}`
	const allows = `{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}`
	for _, tc := range []struct {
		name, statements string
		want             steps.Mark
	}{
		{"default", allows, steps.Holds},
		{"deny-only", denies, steps.Warns},
		{"narrowed", allows + "," + denies, steps.Holds},
		{"everything is denied again", `{"Effect":"Allow","Principal":"*","Action":"s3:Get*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}`, steps.Warns},
		{"denied with a condition", allows + `,{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`, steps.Holds},
		{"not JSON", `}{`, steps.Unknown},
	} {
		o := optionOf(t, func(n *facts.Network) {
			n.Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[` + tc.statements + `]}`
		})
		if o.Mark != tc.want {
			t.Errorf("%s: %s, %q, %+v", tc.name, o.Mark, o.Note, o.Detail)
		}
		if tc.want == steps.Warns && (o.Note != "the S3 policy allows nothing" || !strings.Contains(o.Detail[len(o.Detail)-1].Detail, "home-s3")) {
			t.Errorf("%s: %q, %+v", tc.name, o.Note, o.Detail)
		}
	}
	unused := optionOf(t, func(n *facts.Network) {
		n.Endpoints = append(n.Endpoints, facts.Endpoint{
			ID: "vpce-00000000000000002", VPC: home, Service: n.S3.Service, Type: "Gateway", State: "available", Policy: `{"Statement":[` + denies + `]}`,
		})
	})
	if unused.Mark != steps.Holds {
		t.Errorf("an endpoint that no route leads to: %q %+v", unused.Note, unused.Detail)
	}
}

// TestTheVPCListsReasonsFitASmallTerminal: beside an id, 60 columns leave 32 for a reason.
func TestTheVPCListsReasonsFitASmallTerminal(t *testing.T) {
	refused := facts.Fault{Kind: facts.Denied, Summary: "ec2:DescribeSomethingWithALongName is not allowed"}
	for name, change := range map[string]func(*facts.Network){
		"no way to S3":      func(n *facts.Network) { n.RouteTables[0].Routes = n.RouteTables[0].Routes[:1] },
		"DNS off":           func(n *facts.Network) { n.VPC.DNSSupport = false },
		"one zone":          func(n *facts.Network) { n.Subnets = n.Subnets[:1] },
		"no subnet":         func(n *facts.Network) { n.Subnets = nil },
		"policy":            func(n *facts.Network) { n.Endpoints[0].Policy = `{"Statement":[]}` },
		"policy not JSON":   func(n *facts.Network) { n.Endpoints[0].Policy = `}{` },
		"DNS unread":        func(n *facts.Network) { n.Gaps = n.Gaps.With(facts.TopicDNS, refused) },
		"subnets unread":    func(n *facts.Network) { n.Subnets, n.Gaps = nil, n.Gaps.With(facts.TopicSubnets, refused) },
		"routes unread":     func(n *facts.Network) { n.RouteTables, n.Gaps = nil, n.Gaps.With(facts.TopicRouteTables, refused) },
		"everything as due": func(*facts.Network) {},
	} {
		o := optionOf(t, change)
		if n := len([]rune(o.Note)); n > 32 || n == 0 || (o.Note == "fits") != (name == "everything as due") {
			t.Errorf("%s: %d columns: %q", name, n, o.Note)
		}
		if strings.Contains(name, "unread") {
			told := false
			for _, line := range o.Detail {
				told = told || strings.Contains(line.Detail, refused.Summary)
			}
			if !told {
				t.Errorf("%s: it does not say why: %+v", name, o.Detail)
			}
		}
	}
}

package plan_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// drawOpening bends the VPC with services at random: what is there, what is closed, and
// how much of it is asked for.
func drawOpening(t *rapid.T) situation {
	s := withServices(rapid.SliceOfDistinct(rapid.SampledFrom([]string{"logs", "sts", "ecr.api", "far", "dynamodb"}), rapid.ID).Draw(t, "services")...)
	n := s.network()
	n.VPC.DNSSupport, n.VPC.DNSHostnames = rapid.Bool().Draw(t, "support"), rapid.Bool().Draw(t, "hostnames")
	if rapid.Bool().Draw(t, "closed") {
		n.SecurityGroups[0].Egress = nil
	}
	if rapid.Bool().Draw(t, "another group") {
		n.SecurityGroups = append(n.SecurityGroups, facts.SecurityGroup{ID: pointSG, Name: "endpoints", VPC: vpc, Owner: account})
	}
	if rapid.Bool().Draw(t, "an endpoint that is there") {
		n.Endpoints = append(n.Endpoints, facts.Endpoint{
			ID: logsPoint, Name: "logs", VPC: vpc, Service: "com.amazonaws.us-east-1.logs", Type: "Interface", State: "available",
			Subnets: []string{privateA}, SecurityGroups: []string{group}, PrivateDNS: rapid.Bool().Draw(t, "its private DNS"), Owner: account,
		})
	}
	for i := range n.RouteTables {
		if n.RouteTables[i].ID == tableP {
			continue
		}
		if rapid.Bool().Draw(t, "without S3") {
			n.RouteTables[i].Routes = routes("")
			n.Endpoints[0].RouteTables = slices.DeleteFunc(slices.Clone(n.Endpoints[0].RouteTables), func(id string) bool { return id == n.RouteTables[i].ID })
		}
		if n.RouteTables[i].Main && rapid.Bool().Draw(t, "follows the main table") {
			n.RouteTables[i].Subnets = nil
		}
	}
	if rapid.Bool().Draw(t, "no endpoint for S3") && len(n.Endpoints[0].RouteTables) == 0 {
		n.Endpoints = n.Endpoints[1:]
	}
	s.a.Reach.Internet = rapid.SampledFrom([]string{plan.InternetNone, plan.InternetNAT}).Draw(t, "internet")
	s.a.Network.Egress = rapid.SampledFrom([]string{plan.EgressLeave, plan.EgressNew, group}).Draw(t, "egress")
	s.a.S3.Association = rapid.SampledFrom([]string{"", plan.AssociationExplicit}).Draw(t, "association")
	s.a.S3.Policy = rapid.SampledFrom([]string{"keep", "full", "model-buckets"}).Draw(t, "policy")
	s.a.DNS = rapid.SampledFrom([]string{plan.DNSFix, plan.DNSLeave}).Draw(t, "dns")
	return s
}

// references are the changes that a value refers to, wherever it does.
func references(value any) []string {
	var out []string
	switch v := value.(type) {
	case string:
		if change, ok := plan.Referenced(v); ok {
			out = append(out, change)
		}
	case []any:
		for _, item := range v {
			out = append(out, references(item)...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			out = append(out, references(v[key])...)
		}
	}
	return out
}

// TestChangesCarryWhatTheyNeed: whatever a request refers to is among what the change
// needs, itself or through others; nothing needs what comes later; and the model, which
// must not exist in a network that is not ready, needs every change before it.
func TestChangesCarryWhatTheyNeed(t *testing.T) {
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawOpening(t)
		needed := map[string]map[string]bool{} // by change, all that it needs
		for _, c := range plan.Build(s.a, s.f).Changes {
			if needed[c.ID] != nil {
				t.Fatalf("%s is there twice", c.ID)
			}
			all := map[string]bool{}
			for _, need := range c.Needs {
				if needed[need] == nil {
					t.Fatalf("%s needs %s, which does not come before it", c.ID, need)
				}
				all[need] = true
				maps.Copy(all, needed[need])
			}
			refers := references(c.Request.Input)
			if c.Reverse != nil {
				refers = append(refers, references(c.Reverse.Input)...)
			}
			for _, change := range refers {
				seen[change] = true
				if change != c.ID && !all[change] {
					t.Fatalf("%s refers to %s and does not need it: %v", c.ID, change, c.Needs)
				}
			}
			if c.ID == plan.ChangeModel {
				for id := range needed {
					if !all[id] {
						t.Fatalf("the model does not need %s: %v", id, c.Needs)
					}
				}
			}
			if c.Request.Input["PrivateDnsEnabled"] == true {
				for _, id := range []string{plan.ChangeDNSSupport, plan.ChangeDNSHostnames} {
					if needed[id] != nil && !all[id] {
						t.Fatalf("%s turns private DNS on and does not need %s", c.ID, id)
					}
				}
			}
			needed[c.ID] = all
		}
	})
	for _, change := range []string{plan.ChangeModelGroup, plan.ChangeEndpointGroup, plan.ChangeNATAddress, plan.ChangeNATGateway} {
		if !seen[change] {
			t.Errorf("no drawn plan refers to %s", change)
		}
	}
}

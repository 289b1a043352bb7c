package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestScenariosInOrder(t *testing.T) {
	var names []string
	for _, s := range Scenarios() {
		names = append(names, s.Name)
		if s.Summary == "" || strings.HasSuffix(s.Summary, ".") {
			t.Errorf("%s: summary %q", s.Name, s.Summary)
		}
	}
	if want := []string{
		"tour", "deny-only", "dns-off", "drift", "drought", "existing-endpoint", "expired", "huge", "igw-only",
		"no-network-rights", "no-s3", "one-zone", "throttled",
	}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

func TestAnswersAreCopies(t *testing.T) {
	s, _ := Lookup("no-s3")
	a := s.Answers()
	a.Network.Subnets[0], a.Model.Containers[0].Environment["LOG_LEVEL"] = "changed", "changed"
	if b := s.Answers(); b.Network.Subnets[0] == "changed" || b.Model.Containers[0].Environment["LOG_LEVEL"] == "changed" {
		t.Error("answers share memory")
	}
}

// Every name that a scenario uses is one that it made: ids are made from names, so a
// slip of the pen would give a fine id of nothing.
func TestScenariosHoldTogether(t *testing.T) {
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			w := New(s).world
			r := w.region(Region)
			for _, v := range s.account().vpcs {
				holdTogether(t, r, v)
			}
			a := s.Answers()
			vpc, found := r.vpc(a.Network.VPC)
			if !found {
				t.Fatalf("the answers' VPC %s does not exist", a.Network.VPC)
			}
			for _, id := range a.Network.Subnets {
				if subnet, found := r.subnet(id); !found || subnet.vpc != vpc.id {
					t.Errorf("the answers' subnet %s is not in %s", id, vpc.id)
				}
			}
			for _, id := range a.Network.SecurityGroups {
				if g, found := r.group(id); !found || g.vpc != vpc.id {
					t.Errorf("the answers' group %s is not in %s", id, vpc.id)
				}
			}
			if _, found := r.model(a.Model.From); a.Model.From != "" && !found {
				t.Errorf("the answers copy %s, which does not exist", a.Model.From)
			}
			if _, taken := r.model(a.Model.Name); taken || a.Model.Name == "" {
				t.Errorf("the answers' model name %q cannot be used", a.Model.Name)
			}
		})
	}
}

func holdTogether(t *testing.T, r *region, v vpcPlan) {
	t.Helper()
	mains := 0
	for _, table := range v.tables {
		if table.main {
			mains++
		}
		for _, to := range table.routes {
			if nat, found := strings.CutPrefix(to.via, "nat:"); found {
				if !slices.ContainsFunc(v.nats, func(n natPlan) bool { return n.name == nat }) {
					t.Errorf("%s: route to NAT gateway %s", v.name, nat)
				}
			} else if to.via != "igw" || !v.internet {
				t.Errorf("%s: route to %s", v.name, to.via)
			}
		}
	}
	if mains != 1 {
		t.Errorf("%s has %d main tables", v.name, mains)
	}
	used := r.used()
	isSubnet := func(name string) bool {
		return slices.ContainsFunc(v.subnets, func(s subnetPlan) bool { return s.name == name })
	}
	for _, s := range v.subnets {
		made, found := r.subnet(subnetID(v.name, s.name))
		if !found || made.zone.id == "" || used[made.id] > made.size() {
			t.Errorf("%s: subnet %s is in no zone, or overfull", v.name, s.name)
		}
		if _, found := r.table(tableID(v.name, s.table)); s.table != "" && !found {
			t.Errorf("%s: %s follows %s, which does not exist", v.name, s.name, s.table)
		}
	}
	for _, n := range v.nats {
		if !isSubnet(n.subnet) {
			t.Errorf("%s: NAT gateway in %s", v.name, n.subnet)
		}
	}
	for _, e := range v.endpoints {
		for _, name := range e.tables {
			if _, found := r.table(tableID(v.name, name)); !found {
				t.Errorf("%s: endpoint on %s", v.name, name)
			}
		}
		for _, name := range e.groups {
			if _, found := r.group(groupID(v.name, name)); !found {
				t.Errorf("%s: endpoint with group %s", v.name, name)
			}
		}
		for _, name := range e.subnets {
			if !isSubnet(name) {
				t.Errorf("%s: endpoint in %s", v.name, name)
			}
		}
		if refusal := checkPolicy(e.policy); e.policy != "" && refusal != nil {
			t.Errorf("%s: policy: %s", v.name, refusal.message)
		}
	}
}

// The models of a scenario are such as CreateModel would have made.
func TestScenariosModelsCouldHaveBeenMade(t *testing.T) {
	for _, s := range Scenarios() {
		a := New(s)
		for _, m := range s.account().models {
			t.Run(s.Name+"/"+m.name, func(t *testing.T) {
				request, err := decodeObject([]byte(m.request))
				if err != nil {
					t.Fatal(err)
				}
				request["ModelName"] = json.RawMessage(fmt.Sprintf("%q", m.name+"-again"))
				x := &smCall{call: &call{service: &sagemakerService}, input: request, account: a, world: a.world, region: a.world.region(Region)}
				if _, refusal := createModel(x); refusal != nil {
					t.Errorf("%s: %s", refusal.code, refusal.message)
				}
				for field := range request {
					if field != "ModelName" && !slices.Contains(modelFields, field) {
						t.Errorf("%s is no field of a model", field)
					}
				}
			})
		}
	}
}

func TestWildcards(t *testing.T) {
	for _, tc := range []struct {
		pattern, text string
		want          bool
	}{
		{"abc", "abc", true},
		{"abc", "abcd", false},
		{"a*", "a", true},
		{"*c", "abc", true},
		{"a*c*e", "abcde", true},
		{"a?c", "abc", true},
		{"a?c", "ac", false},
		{"", "", true},
		{"*", "", true},
		{`a\*`, "a*", true},
		{`a\*`, "ab", false},
		{"ä?ü", "äöü", true},
		{strings.Repeat("a*", 40), strings.Repeat("a", 200) + "b", true},
		{strings.Repeat("a*", 40) + "c", strings.Repeat("a", 200) + "b", false},
	} {
		if got := wild(tc.pattern, tc.text); got != tc.want {
			t.Errorf("wild(%q, %q) = %v", tc.pattern, tc.text, got)
		}
	}
}

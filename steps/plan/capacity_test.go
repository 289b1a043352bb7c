package plan

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
)

const testVPC = "vpc-00000000000000001"

// roomy is answers and facts that hold nothing but subnets, one a number, in zones az1,
// az2 and so on; what is wrong with the rest is other rules' business.
func roomy(c Capacity, free ...int) (Answers, facts.Facts) {
	a := Defaults()
	a.Network = Network{VPC: testVPC, SecurityGroups: []string{"sg-1"}}
	a.Capacity = c
	n := facts.Network{VPC: facts.VPC{ID: testVPC}}
	for i, f := range free {
		id := fmt.Sprintf("subnet-%d", i+1)
		a.Network.Subnets = append(a.Network.Subnets, id)
		n.Subnets = append(n.Subnets, facts.Subnet{
			ID: id, VPC: testVPC, ZoneID: fmt.Sprintf("az%d", i+1), CIDR: netip.MustParsePrefix("10.0.0.0/24"), Free: f, State: "available",
		})
	}
	return a, facts.Facts{Network: &n}
}

// of is so many instances, without and with EFA.
func of(instances int) Capacity {
	return Capacity{Instances: instances, MaxInstances: instances, EFA: "false", Update: UpdateBlueGreen, RollingBatch: 0.25}
}

func efa(c Capacity) Capacity {
	c.EFA = "true"
	return c
}

func upTo(c Capacity, most int) Capacity {
	c.MaxInstances = most
	return c
}

func rolling(c Capacity, batch float64) Capacity {
	c.Update, c.RollingBatch = UpdateRolling, batch
	return c
}

// verdicts are the capacity findings, as "severity rule" in their order.
func verdicts(findings []Finding) string {
	var out []string
	for _, f := range findings {
		if name, ok := strings.CutPrefix(f.Rule, "capacity."); ok {
			out = append(out, string(f.Severity)+" "+name)
		}
	}
	return strings.Join(out, ", ")
}

func TestCapacityVerdicts(t *testing.T) {
	for name, test := range map[string]struct {
		capacity Capacity
		free     []int
		want     string
	}{
		// The worked cases of two empty /28.
		"three without EFA":                 {of(3), []int{11, 11}, "info zonal-update"},
		"three with EFA":                    {efa(of(3)), []int{11, 11}, "warn zonal, warn update"},
		"two with EFA, one zone has four":   {efa(of(2)), []int{11, 4}, "block one-az"},
		"one with EFA, one zone has four":   {efa(of(1)), []int{11, 4}, "warn one-az"},
		"one with EFA, no zone has five":    {efa(of(1)), []int{4, 4}, "block one-az"},
		"room for everything":               {upTo(of(2), 4), []int{16, 16}, ""},
		"one short of an update, zone lost": {upTo(of(2), 4), []int{16, 15}, "info zonal-update"},

		"exhausted says everything": {of(3), []int{3, 2}, "block exhausted"},
		// Seeds 7127 and 5367 of the random accounts: the sum suffices, and no zone holds two.
		"room that no instance can use":       {of(3), []int{3, 3}, "block exhausted"},
		"just not exhausted":                  {of(3), []int{4, 2}, "warn uneven"},
		"exhausted when scaled out":           {upTo(of(2), 8), []int{4, 4}, "warn uneven"},
		"one zone, and exhausted scaled out":  {upTo(of(1), 8), []int{8, 1}, "block one-az, warn uneven"},
		"one zone, and the sum suffices":      {upTo(of(1), 4), []int{8, 1}, "block one-az"},
		"uneven":                              {of(4), []int{100, 3}, "warn uneven"},
		"just not uneven":                     {of(4), []int{100, 4}, "warn zonal, warn update"},
		"zonal alone":                         {of(6), []int{11, 100}, "warn zonal, warn update"},
		"zonal, rolling":                      {rolling(of(6), 0.05), []int{10, 10}, "warn zonal, warn update"},
		"update alone":                        {of(4), []int{7, 7, 7}, "info zonal-update"},
		"update alone, three zones":           {of(6), []int{7, 7, 7}, "warn update"},
		"rolling fits, its rollback does not": {rolling(of(4), 0.25), []int{7, 7}, "warn zonal, warn update"},
		"only the rollback":                   {rolling(of(6), 0.25), []int{7, 7, 7}, "warn update, info zonal-update"},
		"only the rollback, just not":         {rolling(of(6), 0.25), []int{8, 8, 8}, ""},
		"one subnet's zone is another rule's": {of(1), []int{11}, ""},
		"but not its sum":                     {upTo(of(1), 8), []int{11}, "warn uneven"},
		"nor its update":                      {of(3), []int{11}, "warn update"},
	} {
		t.Run(name, func(t *testing.T) {
			a, f := roomy(test.capacity, test.free...)
			p := Build(a, f)
			if got := verdicts(p.Findings); got != test.want {
				t.Errorf("got %q, want %q\n%+v", got, test.want, p.Capacity.Steps)
			}
			for _, f := range p.Findings {
				if strings.HasPrefix(f.Rule, "capacity.") && (f.Subject == "" || f.Detail == "" || f.Fix == "" || f.Source == "" || !f.Now || !f.After) {
					t.Errorf("a finding lacks something: %+v", f)
				}
				if strings.HasPrefix(f.Rule, "capacity.") && f.Rule != RuleCapacityOneAZ && !strings.Contains(f.Detail, "×") {
					t.Errorf("%s does not show its formula: %s", f.Rule, f.Detail)
				}
			}
		})
	}
}

func TestCapacitySmallSubnet(t *testing.T) {
	a, f := roomy(of(2), 100, 100, 1)
	f.Network.Subnets[2].ZoneID, f.Network.Subnets[2].Name = "az1", "tiny"
	found := check(a, f, RuleCapacitySmall)
	if len(found) != 1 || found[0].Severity != Warn || found[0].Subject != "az1" || !strings.Contains(found[0].Summary, "tiny has no room") ||
		!strings.Contains(found[0].Detail, "tiny 1") || !strings.Contains(found[0].Fix, "Leave it out") {
		t.Errorf("got %+v", found)
	}
	f.Network.Subnets[2].Free = 2
	if found := check(a, f, RuleCapacitySmall); len(found) > 0 {
		t.Errorf("a subnet with room for one instance: %+v", found)
	}
	// Two subnets that hold an instance only together.
	f.Network.Subnets[0].Free, f.Network.Subnets[2].Free = 1, 1
	found = check(a, f, RuleCapacitySmall)
	if len(found) != 1 || !strings.Contains(found[0].Summary, "subnet-1, tiny have no room") || !strings.Contains(found[0].Fix, "Choose a subnet of az1") {
		t.Errorf("got %+v", found)
	}
	f.Network.Subnets[2].Free = 0
	if found := check(a, f, RuleCapacitySmall); len(found) > 0 {
		t.Errorf("a zone without room is the business of capacity.one-az: %+v", found)
	}
}

func check(a Answers, f facts.Facts, rule string) []Finding {
	return slices.DeleteFunc(Build(a, f).Findings, func(f Finding) bool { return f.Rule != rule })
}

// TestRemediesNameTheSmallestSize: a remedy is something that can be asked for.
func TestRemediesNameTheSmallestSize(t *testing.T) {
	for _, test := range []struct {
		rule     string
		capacity Capacity
		free     []int
		want     string
	}{
		{RuleCapacityOut, of(4), []int{3, 3}, "an empty /27 in each zone"},
		{RuleCapacityOneAZ, of(4), []int{8, 1}, "an empty /27 in each zone"},
		{RuleCapacityUneven, of(4), []int{9, 3}, "an empty /27 in each zone"},
		{RuleCapacityZonal, of(4), []int{9, 7}, "an empty /27 in each zone"},
		{RuleCapacityUpdate, of(4), []int{9, 7}, "or rolling updates (capacity.update: rolling)"},
		{RuleCapacityUpdate, rolling(of(6), 0.25), []int{7, 7, 7}, "RollbackMaximumBatchSize"},
		{RuleCapacityZonalUpdate, of(4), []int{15, 15}, "an empty /27 in each zone"},
		{RuleCapacityUneven, upTo(of(2), 10_000), []int{9, 9}, "an empty /16 in each zone"},
		{RuleCapacityUneven, efa(upTo(of(1), 10_000)), []int{9, 9}, "not even an empty /16, the largest there is, in each of 2"},
	} {
		a, f := roomy(test.capacity, test.free...)
		if found := check(a, f, test.rule); len(found) != 1 || !strings.Contains(found[0].Fix, test.want) {
			t.Errorf("%s wants %q, got %+v", test.rule, test.want, found)
		}
	}
}

func TestEFAIsFollowedByVariant(t *testing.T) {
	a, f := roomy(of(2), 100, 100)
	a.Capacity.EFA, a.Capacity.InstanceType = Auto, "ml.g5.xlarge"
	a.Capacity.Variants = []Variant{
		{Name: "big", InstanceType: "ml.p4d.24xlarge", Instances: 1, EFA: Auto},
		{Name: "sure", InstanceType: "ml.g5.xlarge", Instances: 1, EFA: "true"},
		{Name: "same", InstanceType: "ml.g5.xlarge", Instances: 1},
	}
	f.InstanceType = &facts.InstanceType{Name: "ml.g5.xlarge"}
	f.InstanceTypes = map[string]facts.InstanceType{"ml.p4d.24xlarge": {Name: "ml.p4d.24xlarge", EFA: true}}
	d := Demand(a, f)
	if d.PerInstance != 2 || d.Others[0].PerInstance != 5 || d.Others[1].PerInstance != 5 || d.Others[2].PerInstance != 2 {
		t.Errorf("got %+v", d)
	}
	f.Network.Subnets[0].Free, f.Network.Subnets[1].Free = 9, 6
	found := check(a, f, RuleCapacityOut)
	if len(found) != 1 || !strings.Contains(found[0].Detail, "2 instances × 2 addresses + 1 instance × 5 addresses (variant big) + 1 instance × 5 addresses (variant sure)") ||
		!strings.Contains(found[0].Detail, "an instance of ml.p4d.24xlarge, which can have EFA") || !strings.Contains(found[0].Detail, "The optimistic figure is 2, with which it would fit.") {
		t.Errorf("got %+v", found)
	}
	f.Network.Subnets[0].Free, f.Network.Subnets[1].Free = 3, 3
	if found := check(a, f, RuleCapacityOut); len(found) != 1 || !strings.Contains(found[0].Detail, "with which it would not fit either") {
		t.Errorf("got %+v", found)
	}
	a.Capacity.Variants[0].EFA = "true"
	if found := check(a, f, RuleCapacityOut); len(found) != 1 || strings.Contains(found[0].Detail, "optimistic") {
		t.Errorf("nothing is assumed, and %+v", found)
	}
	a.Capacity.Variants[0].EFA = Auto
	f.InstanceTypes["ml.p4d.24xlarge"] = facts.InstanceType{Name: "ml.p4d.24xlarge", Gaps: facts.Gaps{facts.TopicInstanceType: {Summary: "no", Fix: "Ask."}}}
	if found := check(a, f, RuleCapacityOut); !slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == Unknown && f.Subject == "ml.p4d.24xlarge" }) {
		t.Errorf("got %+v", found)
	}
}

// moved is a model that is copied within its two subnets, and the endpoints that use it.
func moved(free int, endpoints ...facts.InferenceEndpoint) (Answers, facts.Facts) {
	a, f := roomy(of(2), free, free)
	a.Model.From = "fraud"
	f.Origin = &facts.Model{Name: "fraud", VPC: &facts.VPCConfig{Subnets: []string{"subnet-1", "subnet-2"}}}
	f.Running = endpoints
	return a, f
}

func running(name string, variants ...facts.Variant) facts.InferenceEndpoint {
	return facts.InferenceEndpoint{Name: name, Status: "InService", Variants: variants}
}

func TestRunningInstancesHaveTheirAddresses(t *testing.T) {
	two := running("two", facts.Variant{Name: "a", Model: "fraud", Current: 1}, facts.Variant{Name: "b", Model: "fraud", Current: 1}, facts.Variant{Name: "c", Model: "other", Current: 7})
	one := running("one", facts.Variant{Name: "a", Model: "fraud", Current: 1}, facts.Variant{Name: "s", Model: "fraud", Current: 4, Serverless: true})
	for name, test := range map[string]struct {
		bend func(*Answers, *facts.Facts)
		want int
	}{
		"the endpoint with the most": {func(*Answers, *facts.Facts) {}, 2},
		"the one that is deployed":   {func(a *Answers, _ *facts.Facts) { a.Deploy.Endpoint = "one" }, 1},
		"a new one is deployed":      {func(a *Answers, _ *facts.Facts) { a.Deploy.Endpoint = "new" }, 2},
		"not copied":                 {func(a *Answers, _ *facts.Facts) { a.Model.From = "" }, 0},
		"another model copied":       {func(a *Answers, _ *facts.Facts) { a.Model.From = "else" }, 0},
		"it has no VPC":              {func(_ *Answers, f *facts.Facts) { f.Origin.VPC = nil }, 0},
		"it has no subnets":          {func(_ *Answers, f *facts.Facts) { f.Origin.VPC.Subnets = nil }, 0},
		"a subnet not chosen":        {func(_ *Answers, f *facts.Facts) { f.Origin.VPC.Subnets = []string{"subnet-1", "subnet-9"} }, 0},
		"more are chosen":            {func(_ *Answers, f *facts.Facts) { f.Origin.VPC.Subnets = []string{"subnet-2"} }, 2},
		"none runs":                  {func(_ *Answers, f *facts.Facts) { f.Running = nil }, 0},
	} {
		a, f := moved(4, one, two)
		test.bend(&a, &f)
		if got := Demand(a, f).Running; got != test.want {
			t.Errorf("%s: %d run, want %d", name, got, test.want)
		}
	}
	a, f := moved(4, two)
	a.Capacity.Variants = []Variant{{Name: "b", Instances: 1}}
	if d := Demand(a, f); d.Running != 1 || d.Others[0].Running != 1 {
		t.Errorf("a variant's instances are not its own: %+v", d)
	}
	// Two instances of two addresses run, and 2 + 1 addresses are free: only an update lacks some.
	a, f = moved(1, two)
	if got := verdicts(Build(a, f).Findings); got != "warn update" {
		t.Errorf("got %q", got)
	}
	f.Running = nil
	if got := verdicts(Build(a, f).Findings); got != "block exhausted" {
		t.Errorf("got %q", got)
	}
}

func TestUnknownRunningIsSaidWhereItMatters(t *testing.T) {
	gap := facts.Gaps{facts.TopicInferenceEndpoint: {Kind: facts.Denied, Summary: "you may not call sagemaker:ListEndpoints", Fix: "Ask for it."}}
	a, f := moved(1)
	f.Gaps = gap
	if got := verdicts(Build(a, f).Findings); got != "block exhausted, unknown exhausted" {
		t.Errorf("got %q", got)
	}
	a, f = moved(100)
	f.Gaps = gap
	if got := verdicts(Build(a, f).Findings); got != "" {
		t.Errorf("everything fits, and %q", got)
	}
	a, f = moved(1)
	f.Gaps, f.Origin.VPC = gap, nil
	if got := verdicts(Build(a, f).Findings); got != "block exhausted" {
		t.Errorf("nothing can run there, and %q", got)
	}
}

// TestThePlansOwnAddresses: what the plan takes is a term of the ladder, and troubles that
// only it causes are so after the plan, not now.
func TestThePlansOwnAddresses(t *testing.T) {
	a, f := roomy(of(2), 4, 4)
	now := newTarget(a, f)
	endpoint := func(n int) []Change {
		var out []Change
		for range n {
			out = append(out, Change{Action: Create, Request: Request{Service: "ec2", Op: "CreateVpcEndpoint", Input: map[string]any{"SubnetIds": []any{"subnet-1", "subnet-2", "subnet-9"}}}})
		}
		return out
	}
	others := []Change{
		{Request: Request{Op: "ModifyVpcEndpoint", Input: map[string]any{"AddSubnetIds": []any{"subnet-2"}}}},
		{Request: Request{Op: "CreateNatGateway", Input: map[string]any{"SubnetId": "subnet-2"}}},
		{Request: Request{Op: "CreateModel", Input: map[string]any{"SubnetIds": []any{"subnet-2"}}}},
		{Request: Request{Op: "CreateVpcEndpoint", Input: map[string]any{"RouteTableIds": []any{"rtb-1"}}}},
	}
	if got := now.spending(append(endpoint(1), others...)); len(got) != 2 || got["az1"] != 1 || got["az2"] != 3 {
		t.Errorf("the plan takes %v", got)
	}
	if l := now.ladder(nil); len(l.Steps) != 5 {
		t.Errorf("a ladder of %d rungs without endpoints", len(l.Steps))
	}
	added, ok := now.ladder(endpoint(1)).Step(capacity.EndpointsAdded)
	if !ok || added.Need != 5 || added.Free != 4 || added.OK {
		t.Errorf("got %+v", added)
	}
	for n, want := range map[int]string{0: "info zonal-update now after", 1: "warn zonal  after, warn update  after", 3: "block exhausted  after"} {
		var got []string
		for _, f := range judge(a, f, now, endpoint(n)) {
			if name, ok := strings.CutPrefix(f.Rule, "capacity."); ok {
				got = append(got, fmt.Sprintf("%s %s %s %s", f.Severity, name, map[bool]string{true: "now"}[f.Now], map[bool]string{true: "after"}[f.After]))
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%d endpoints: got %q, want %q", n, strings.Join(got, ", "), want)
		}
	}
}

// TestWhatThePlanWorsensIsJudgedAfterIt: one instance in one zone is a warning, and none in
// any is not; that the warning was there before does not keep the heavier one away.
func TestWhatThePlanWorsensIsJudgedAfterIt(t *testing.T) {
	a, f := roomy(of(1), 2, 1)
	take := []Change{{Action: Create, Request: Request{Op: "CreateVpcEndpoint", Input: map[string]any{"SubnetIds": []any{"subnet-1"}}}}}
	found := judge(a, f, newTarget(a, f), take)
	i := slices.IndexFunc(found, func(f Finding) bool { return f.Rule == RuleCapacityOneAZ || f.Rule == RuleCapacityOut })
	if i < 0 || found[i].Severity != Block || !found[i].Blocks() {
		t.Errorf("got %+v", found)
	}
}

// TestMoreRoomNeverAddsAFinding holds the rules, as the arithmetic below them, to getting better
// with room: the heaviest capacity finding never grows heavier.
func TestMoreRoomNeverAddsAFinding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := upTo(of(rapid.IntRange(1, 6).Draw(t, "instances")), rapid.IntRange(1, 9).Draw(t, "max"))
		c.EFA = rapid.SampledFrom([]string{"true", "false"}).Draw(t, "efa")
		c.Update = rapid.SampledFrom([]string{UpdateBlueGreen, UpdateRolling}).Draw(t, "update")
		frees := rapid.SliceOfN(rapid.IntRange(0, 40), 2, 4).Draw(t, "free")
		more := slices.Clone(frees)
		for i := range more {
			more[i] += rapid.IntRange(0, 20).Draw(t, "more")
		}
		heaviest := func(free []int) int {
			a, f := roomy(c, free...)
			least := len(weight)
			for _, found := range Build(a, f).Findings {
				if strings.HasPrefix(found.Rule, "capacity.") {
					least = min(least, weight[found.Severity])
				}
			}
			return least
		}
		if before, after := heaviest(frees), heaviest(more); after < before {
			t.Fatalf("with %v the heaviest weighs %d, with %v %d", frees, before, more, after)
		}
	})
}

package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// refreshEvery is how often the free addresses are read again: they move while others work.
const refreshEvery = 15 * time.Second

func subnetsStep() Step {
	return Step{
		ID: SubnetsID,
		Title: func(s State) string {
			n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
			return "Subnets for " + label(s.Answers.Model.Name, "the model") + " in " + label(n.VPC.Name, s.Answers.Network.VPC)
		},
		Why: because(
			"SageMaker needs subnets in two Availability Zones, even for one instance. CreateModel would not tell you: the endpoint would fail later.",
			"Each instance takes 2 addresses, 5 with EFA. An update starts a second fleet beside the first, so it needs as many again.",
		),
		Load: loadSubnets, Refresh: refreshSubnets, Every: refreshEvery, Ask: askSubnets, Answer: answerSubnets,
		Rules: []string{"subnet.", "capacity.", "nacl.", "s3.no-path", "dns.support", "dns.hostnames"},
	}
}

func loadSubnets(s State) LoadFunc {
	loads := []LoadFunc{}
	if load := loadNetwork(s); load != nil {
		loads = append(loads, load)
	}
	for _, load := range []LoadFunc{loadInstanceType(s), loadVariantTypes(s), loadRunning(s)} {
		if load != nil {
			loads = append(loads, load)
		}
	}
	if len(loads) == 0 {
		return nil
	}
	return func(ctx context.Context, account Account) (Patch, error) { return together(ctx, account, loads...) }
}

func loadNetwork(s State) LoadFunc {
	vpc := s.Answers.Network.VPC
	if vpc == "" || s.Facts.Network != nil && s.Facts.Network.VPC.ID == vpc {
		return nil
	}
	scope := Scope{VPC: vpc, Subnets: s.Answers.Network.Subnets, SecurityGroups: s.Answers.Network.SecurityGroups}
	return func(ctx context.Context, account Account) (Patch, error) {
		n, err := account.Network(ctx, scope)
		if err != nil {
			return nil, err
		}
		return func(f facts.Facts) facts.Facts {
			f.Network = &n
			return f
		}, nil
	}
}

func loadInstanceType(s State) LoadFunc {
	name := s.Answers.Capacity.InstanceType
	if name == "" || s.Facts.InstanceType != nil && s.Facts.InstanceType.Name == name {
		return nil
	}
	return readInstanceType(name, func(f facts.Facts, it facts.InstanceType) facts.Facts {
		f.InstanceType = &it
		return f
	})
}

// readInstanceType reads a type and puts it where it belongs; a refusal is its gap.
func readInstanceType(name string, put func(facts.Facts, facts.InstanceType) facts.Facts) LoadFunc {
	return func(ctx context.Context, account Account) (Patch, error) {
		it, err := account.InstanceType(ctx, name)
		if err != nil {
			fault := faultOf(err)
			if fault.Kind == facts.Interrupted {
				return nil, fault
			}
			it = facts.InstanceType{Name: name, Gaps: facts.Gaps{facts.TopicInstanceType: *fault, facts.TopicOfferings: *fault}}
		}
		return func(f facts.Facts) facts.Facts { return put(f, it) }, nil
	}
}

// refreshSubnets replaces the VPC's subnets and keeps strangers that were looked up by id.
func refreshSubnets(s State) LoadFunc {
	vpc := s.Answers.Network.VPC
	return func(ctx context.Context, account Account) (Patch, error) {
		subnets, err := account.Subnets(ctx, vpc)
		if err != nil {
			return nil, err
		}
		return func(f facts.Facts) facts.Facts {
			if f.Network == nil || f.Network.VPC.ID != vpc {
				return f
			}
			n := *f.Network
			strangers := slices.DeleteFunc(slices.Clone(n.Subnets), func(s facts.Subnet) bool { return s.VPC == vpc })
			n.Subnets = append(subnets, strangers...)
			n.Gaps = n.Gaps.Without(facts.TopicSubnets)
			f.Network = &n
			return f
		}, nil
	}
}

func askSubnets(s State) Question {
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	ladder := s.Plan.Capacity
	q := Many{
		Selected: s.Answers.Network.Subnets, Max: 16, Panel: s.subnetsPanel(), Ladder: &ladder,
		Summary: fmt.Sprintf("%d of 16 chosen", len(s.Answers.Network.Subnets)),
		Empty:   "This VPC has no subnets. Go back and choose another VPC.",
		Actions: []Action{{ID: BestPair, Label: "best pair"}},
	}
	if err := s.subnetsProblem(); err != nil {
		q.Problem = sentence(err.Error())
	}
	if fault, missing := n.Gaps[facts.TopicSubnets]; missing {
		q.Empty = "The subnets could not be read: " + fault.Error()
	}
	members := n.Members()
	slices.SortFunc(members, func(a, b facts.Subnet) int {
		return strings.Compare(a.ZoneID+"\x00"+a.Name+"\x00"+a.ID, b.ZoneID+"\x00"+b.Name+"\x00"+b.ID)
	})
	for _, subnet := range members {
		if len(q.Groups) == 0 || q.Groups[len(q.Groups)-1].Key != subnet.ZoneID {
			q.Groups = append(q.Groups, zoneGroup(members, subnet))
		}
		q.Options = append(q.Options, s.subnetOption(n, subnet))
	}
	return q
}

func zoneGroup(members []facts.Subnet, of facts.Subnet) Group {
	free := 0
	for _, m := range members {
		if m.ZoneID == of.ZoneID {
			free += m.Free
		}
	}
	return Group{Key: of.ZoneID, Label: strings.TrimSpace(of.ZoneID + "  " + of.Zone), Note: fmt.Sprintf("free %d", free)}
}

func (s State) subnetOption(n facts.Network, subnet facts.Subnet) Option {
	need := s.zoneNeed(subnet.ZoneID)
	o := Option{
		Value: subnet.ID, Label: label(subnet.Name, subnet.ID), Group: subnet.ZoneID,
		Search: subnet.ID + " " + tagText(subnet.Tags),
	}
	if subnet.CIDR.IsValid() {
		o.Columns = []string{subnet.CIDR.String()}
		o.Meter = &Meter{Used: max(0, subnet.Size()-subnet.Free), Size: subnet.Size(), Free: subnet.Free, Need: need}
	}
	chosen := slices.Contains(s.Answers.Network.Subnets, subnet.ID)
	switch reason := s.unfit(n, subnet); {
	case reason != "" && chosen:
		// A chosen row stays changeable, or it could not be given up.
		o.Mark, o.Note = Blocks, reason
	case reason != "":
		o.Disabled = reason
	case subnet.Free < need:
		o.Mark, o.Note = Warns, fmt.Sprintf("too small for %d", need)
	case network.Public(n, subnet.ID):
		o.Note = "public: gives no internet here"
	case network.S3Path(n, subnet.ID).Verdict == network.Blocked:
		o.Note = "no way to S3 yet"
	}
	return o
}

// unfit says why a subnet cannot be chosen, "" when it can.
func (s State) unfit(n facts.Network, subnet facts.Subnet) string {
	zone, known := n.Zone(subnet.ZoneID)
	it := s.Facts.InstanceType
	switch {
	case !strings.EqualFold(subnet.State, "available"):
		return "it is " + label(subnet.State, "not available")
	case subnet.IPv6Only:
		return "it has no IPv4 addresses"
	case subnet.OutpostARN != "" || known && zone.Type != "" && zone.Type != "availability-zone":
		return "not an ordinary Availability Zone"
	case it != nil && it.Name == s.Answers.Capacity.InstanceType && it.Found && len(it.Zones) > 0 && !it.Offered(subnet.ZoneID):
		return it.Name + " is not offered in this zone"
	}
	return ""
}

// zoneNeed is what one zone must hold: its share of the fleet over the chosen zones, or
// over two where fewer are chosen.
func (s State) zoneNeed(zone string) int {
	for _, z := range s.Plan.Capacity.Zones {
		if z.ID == zone && len(s.Plan.Capacity.Zones) > 1 {
			return z.Need
		}
	}
	d := plan.Demand(s.Answers, s.Facts)
	fleet := max(d.Instances, d.Max, 1)
	return (fleet + 1) / 2 * d.PerInstance
}

func answerSubnets(s State, r Reply) (State, error) {
	if r.Fields != nil {
		s = s.answerCapacity(r.Fields).answerDNS(r.Fields)
	}
	if r.Action == BestPair {
		pair := s.bestPair()
		if pair == nil {
			return s, errors.New("there is no pair: usable subnets lie in one zone only. Choose another VPC, or have a subnet created in a second zone")
		}
		s.Answers.Network.Subnets = pair
		return s, nil
	}
	s.Answers.Network.Subnets = slices.Clone(r.Values)
	if s.Answers.Network.Subnets == nil {
		s.Answers.Network.Subnets = []string{}
	}
	for key, rejected := range s.Rejected {
		return s, fmt.Errorf("%s: %s", key, rejected.Problem)
	}
	return s, s.subnetsProblem()
}

// subnetsProblem says why the wizard does not go on from the chosen subnets.
func (s State) subnetsProblem() error {
	n, known := s.Facts.NetworkOf(s.Answers.Network.VPC)
	if _, blind := n.Gaps[facts.TopicSubnets]; blind || !known {
		return nil
	}
	zones := map[string]bool{}
	for _, id := range s.Answers.Network.Subnets {
		subnet, ok := n.Subnet(id)
		if !ok || subnet.VPC != n.VPC.ID {
			return fmt.Errorf("%s is not a subnet of this VPC. Remove it", id)
		}
		if reason := s.unfit(n, subnet); reason != "" {
			return fmt.Errorf("%s cannot be used: %s. Remove it", label(subnet.Name, id), reason)
		}
		zones[subnet.ZoneID] = true
	}
	switch {
	case len(s.Answers.Network.Subnets) > 16:
		return errors.New("a model takes at most 16 subnets. Remove some")
	case len(zones) >= 2:
		return nil
	case s.bestPair() == nil:
		return errors.New("this VPC has usable subnets in one Availability Zone only, and SageMaker needs two. Go back (esc) and choose another VPC, or have a subnet created in a second zone")
	case len(zones) == 1:
		return errors.New("all chosen subnets are in one Availability Zone, and SageMaker needs two. Add one of another zone, or press a for the best pair")
	}
	return errors.New("choose subnets in two Availability Zones, or press a for the best pair")
}

func (s State) bestPair() []string {
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	var candidates []capacity.Subnet
	for _, subnet := range n.Members() {
		usable := s.unfit(n, subnet) == "" && !network.Public(n, subnet.ID)
		candidates = append(candidates, capacity.Subnet{ID: subnet.ID, ZoneID: subnet.ZoneID, Free: subnet.Free, Usable: usable})
	}
	d := plan.Demand(s.Answers, s.Facts)
	if pair := capacity.BestPair(d, candidates); pair != nil {
		return pair
	}
	// Public subnets are no worse for S3; they are only second choice because they mislead.
	for i, subnet := range n.Members() {
		candidates[i].Usable = s.unfit(n, subnet) == ""
	}
	return capacity.BestPair(d, candidates)
}

package widget

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// openingFacts is a VPC with two private subnets, a public one, a neighbour on a table of
// the private ones, and a security group that lets nothing out.
func openingFacts() facts.Facts {
	const vpc, igw = "vpc-0123456789abcdef0", "igw-0123456789abcdef0"
	everywhere := netip.MustParsePrefix("0.0.0.0/0")
	subnet := func(id, name, zone, cidr string) facts.Subnet {
		return facts.Subnet{ID: id, Name: name, VPC: vpc, Zone: "us-east-1" + zone, ZoneID: "use1-az" + zone, CIDR: netip.MustParsePrefix(cidr), Free: 200, State: "available"}
	}
	local := facts.Route{Destination: "10.0.0.0/16", Target: "local", State: "active"}
	n := facts.Network{
		VPC: facts.VPC{ID: vpc, Name: "ml-prod", DNSSupport: true, DNSHostnames: true, CIDRs: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/16")}},
		Subnets: []facts.Subnet{
			subnet("subnet-0aaaaaaaaaaaaaaaa", "private-a", "1", "10.0.1.0/24"), subnet("subnet-0bbbbbbbbbbbbbbbb", "private-b", "2", "10.0.2.0/24"),
			subnet("subnet-0cccccccccccccccc", "public-a", "1", "10.0.3.0/24"), subnet("subnet-0dddddddddddddddd", "batch-b", "2", "10.0.4.0/24"),
		},
		SecurityGroups: []facts.SecurityGroup{{ID: "sg-0aaaaaaaaaaaaaaaa", Name: "model-sg", VPC: vpc}},
		RouteTables: []facts.RouteTable{
			{ID: "rtb-0aaaaaaaaaaaaaaaa", Name: "rt-a", VPC: vpc, Main: true, Subnets: []string{"subnet-0aaaaaaaaaaaaaaaa"}, Routes: []facts.Route{local}},
			{ID: "rtb-0bbbbbbbbbbbbbbbb", Name: "rt-b", VPC: vpc, Subnets: []string{"subnet-0bbbbbbbbbbbbbbbb", "subnet-0dddddddddddddddd"}, Routes: []facts.Route{local}},
			{ID: "rtb-0cccccccccccccccc", Name: "rt-public", VPC: vpc, Subnets: []string{"subnet-0cccccccccccccccc"}, Routes: []facts.Route{local, {Destination: "0.0.0.0/0", Target: igw, State: "active"}}},
		},
		InternetGateways: []facts.InternetGateway{{ID: igw, VPC: vpc}},
		S3:               facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-63a5400a", CIDRs: []netip.Prefix{netip.MustParsePrefix("52.216.0.0/15")}},
		DHCP:             facts.DHCPOptions{DNSServers: []string{"AmazonProvidedDNS"}},
		ACLs: []facts.NetworkACL{{ID: "acl-0123456789abcdef0", VPC: vpc, Default: true, Entries: []facts.ACLEntry{
			{Number: 100, Allow: true, Egress: true, Protocol: "-1", CIDR: everywhere, From: -1, To: -1},
			{Number: 100, Allow: true, Protocol: "-1", CIDR: everywhere, From: -1, To: -1},
		}}},
		Interfaces: []facts.Interface{{ID: "eni-0123456789abcdef0", Subnet: "subnet-0dddddddddddddddd", Addresses: []netip.Addr{netip.MustParseAddr("10.0.4.9")}}},
	}
	return facts.Facts{
		Caller:  &facts.Caller{Account: "111122223333", ARN: "arn:aws:sts::111122223333:assumed-role/DataScientist/alice", Partition: "aws", Region: "us-east-1"},
		Network: &n,
		Services: []facts.EndpointService{
			{Name: "com.amazonaws.us-east-1.sts", Types: []string{"Interface"}, Zones: []string{"us-east-11", "us-east-12"}},
		},
	}
}

func openingAnswers() plan.Answers {
	a := plan.Defaults()
	a.Region = "us-east-1"
	a.Model.Name, a.Model.Role = "fraud-vpc", "arn:aws:iam::111122223333:role/SageMakerExecution"
	a.Model.Containers = []plan.Container{{Image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3", ModelData: "s3://acme-models/fraud/model.tar.gz"}}
	a.Network = plan.Network{
		VPC: "vpc-0123456789abcdef0", Subnets: []string{"subnet-0aaaaaaaaaaaaaaaa", "subnet-0bbbbbbbbbbbbbbbb"},
		SecurityGroups: []string{"sg-0aaaaaaaaaaaaaaaa"}, Egress: plan.EgressNew,
	}
	return a
}

// TestOpeningReviews holds how the changes read that open a way: each with its price, what
// it waits for, and whom else it reaches, and nothing by a reference.
func TestOpeningReviews(t *testing.T) {
	service, internet := openingAnswers(), openingAnswers()
	service.Reach.Services, internet.Reach.Internet = []string{"sts"}, plan.InternetNAT
	for name, a := range map[string]plan.Answers{"service": service, "internet": internet} {
		w := New(reviewOf(plan.Build(a, openingFacts())))
		for _, width := range []int{60, 100, 140} {
			t.Run(fmt.Sprintf("%s_%d", name, width), func(t *testing.T) {
				golden.RequireEqual(t, plain(w.View(env(width, 200))))
			})
		}
		w, _ = send(t, env(100, 400), w, "d")
		if text := ansi.Strip(w.View(env(100, 400))); strings.Contains(text, "${") || !strings.Contains(text, "the new ") {
			t.Errorf("%s: the details tell references:\n%s", name, text)
		}
	}
}

// servicesQuestion is what the reach step asks about services that cost.
func servicesQuestion() steps.Matrix {
	q := reachQuestion(2)
	q.Rows[2].Note = "about $14.60 a month, an estimate of 2026-11-23"
	q.Rows[2].Columns = []string{"the environment variable ASSUME_ROLE_ARN holds a role to assume"}
	q.Rows[2].Detail = []steps.Line{
		{Text: "Chosen for you, because the model's request names it."},
		{Text: "No way leads there: an interface endpoint is created in 2 zones."},
		{Text: "It stands in private-a, private-b, and wears endpoints-sg, which admits the model already."},
	}
	q.Panel.Fields = append(
		q.Panel.Fields,
		steps.Field{
			Key: "group", Label: "Endpoints wear", Kind: steps.SelectField, Value: "auto", Hint: "it must let the model in on TCP 443",
			Options: []steps.Option{{Value: "auto", Label: "auto", Note: "one that is there, else a new one"}, {Value: "sg-1", Label: "endpoints-sg", Note: "admits the model already"}},
		},
		steps.Field{Key: "internet", Label: "Internet", Kind: steps.TextField, Value: "none", ReadOnly: "the row internet asks for it: about $36.50 a month, an estimate of 2026-11-23"},
		steps.Field{
			Key: "nat", Label: "Gateway in", Kind: steps.SelectField, Value: "subnet-1", Problem: "private-a has no route to an internet gateway.",
			Options: []steps.Option{{Value: "auto", Label: "auto"}, {Value: "subnet-1", Label: "private-a", Note: "cannot be used"}},
		},
	)
	return q
}

func TestServiceViews(t *testing.T) {
	fixed := servicesQuestion()
	fixed.Panel.Fields = fixed.Panel.Fields[:3]
	for _, s := range []screen{
		{"row", fixed, []string{"down", "down"}},
		{"panel", fixed, []string{"e", "tab", "right"}},
		{"refused", servicesQuestion(), []string{"e"}},
	} {
		for _, size := range [][2]int{{60, 18}, {100, 26}, {140, 32}} {
			t.Run(fmt.Sprintf("%s_%d", s.name, size[0]), func(t *testing.T) {
				e := env(size[0], size[1])
				w, _ := send(t, e, New(s.q), s.keys...)
				golden.RequireEqual(t, plain(w.View(e)))
			})
		}
	}
	fits(t, New(servicesQuestion()), "e", "esc", "right", "enter")
}

// TestGroupsWithAPanelAreNotAboutCapacity holds that only a ladder has that heading.
func TestGroupsWithAPanelAreNotAboutCapacity(t *testing.T) {
	q := steps.Many{
		Options: []steps.Option{{Value: "sg-1", Label: "model-sg"}}, Selected: []string{"sg-1"}, Max: 5, Summary: "1 of 5 chosen",
		Panel: &steps.Form{Fields: []steps.Field{
			{Key: "lacking", Label: "Lacking", Kind: steps.TextField, Value: "no rule for tcp 443 out to S3 (pl-63a5400a)", ReadOnly: "exactly this, and nothing wider"},
			{Key: "egress", Label: "Add it", Kind: steps.SelectField, Value: "leave", Options: []steps.Option{{Value: "leave", Label: "nowhere"}, {Value: "sg-1", Label: "to model-sg", Note: "nothing wears it today"}}},
		}},
	}
	for _, width := range []int{60, 100, 140} {
		for _, key := range []string{"", "e"} {
			t.Run(fmt.Sprintf("%d%s", width, key), func(t *testing.T) {
				e := env(width, 14)
				w := New(q)
				if key != "" {
					w, _ = send(t, e, w, key, "right")
				}
				golden.RequireEqual(t, plain(w.View(e)))
			})
		}
	}
}

package steps_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const (
	openPublic = "subnet-0000000000000fff1"
	openTable  = "rtb-0000000000000fff1"
	openIGW    = "igw-0000000000000fff1"
)

// openable is the walkable account whose home VPC has a public subnet for a NAT gateway,
// and services that are in every zone.
func openable() *memory {
	a := walkable()
	for i := range a.networks {
		n := &a.networks[i]
		if n.VPC.ID != home {
			continue
		}
		n.VPC.DNSSupport, n.VPC.DNSHostnames = true, true
		n.Subnets = append(n.Subnets, facts.Subnet{
			ID: openPublic, Name: "public-a", VPC: home, Zone: "us-east-1a", ZoneID: "use1-az1", CIDR: netip.MustParsePrefix("10.0.99.0/24"), Free: 99, State: "available",
		})
		n.RouteTables = append(n.RouteTables, facts.RouteTable{
			ID: openTable, VPC: home, Subnets: []string{openPublic},
			Routes: []facts.Route{{Destination: "0.0.0.0/0", Target: openIGW, State: "active"}},
		})
		n.InternetGateways = []facts.InternetGateway{{ID: openIGW, VPC: home}}
	}
	return a
}

// rowOf is a matrix's row.
func rowOf(t *testing.T, q steps.Matrix, value string) steps.MatrixRow {
	t.Helper()
	i := slices.IndexFunc(q.Rows, func(r steps.MatrixRow) bool { return r.Value == value })
	if i < 0 {
		t.Fatalf("no row %s", value)
	}
	return q.Rows[i]
}

func detailOf(o steps.Option) string {
	var b strings.Builder
	for _, l := range o.Detail {
		b.WriteString(string(l.Mark) + " " + l.Text + "\n")
	}
	return b.String()
}

func panelField(fields []steps.Field, key string) (steps.Field, bool) {
	i := slices.IndexFunc(fields, func(f steps.Field) bool { return f.Key == key })
	if i < 0 {
		return steps.Field{}, false
	}
	return fields[i], true
}

// draft sends a reply that is still being edited.
func draft(w walker, values []string, fields map[string]string) (walker, error) {
	m, err := w.Draft(steps.Reply{Values: values, Fields: fields})
	w.Machine = m
	return w, err
}

// TestReachSaysWhatItCostsBeforeItIsChosen holds that every price stands in its row, and is
// the one that the plan then names.
func TestReachSaysWhatItCostsBeforeItIsChosen(t *testing.T) {
	w := walkTo(t, newWalker(openable(), complete()), steps.ReachID)
	q := reachOf(t, w)
	sts, internet := rowOf(t, q, "sts"), rowOf(t, q, "internet")
	for row, price := range map[*steps.MatrixRow]string{&sts: "about $14.60 a month, an estimate of ", &internet: "about $36.50 a month, an estimate of "} {
		if !strings.HasPrefix(row.Note, price) {
			t.Errorf("%s says %q", row.Value, row.Note)
		}
	}
	if said := detailOf(sts.Option); !strings.Contains(said, "created in 2 zones") || !strings.Contains(said, "a new security group") && !strings.Contains(said, "the new security group") {
		t.Errorf("sts says:\n%s", said)
	}
	if said := detailOf(internet.Option); !strings.Contains(said, "public-a") {
		t.Errorf("the internet says:\n%s", said)
	}
	w, err := draft(w, []string{"sts"}, nil)
	if got := w.State().Plan.Cost.MonthlyUSD; err != nil || got != 14.6 {
		t.Errorf("the plan costs %v: %v", got, err)
	}
	if cell := cellAt(t, reachOf(t, w), "sts"); cell.Text != "after this plan" {
		t.Errorf("sts is %q:\n%s", cell.Text, said(cell))
	}
	// What the NAT gateway reaches needs no endpoint any more.
	w, err = draft(w, []string{"sts", "internet"}, nil)
	q = reachOf(t, w)
	if got := w.State().Plan.Cost.MonthlyUSD; err != nil || got != 36.5 || rowOf(t, q, "sts").Note != "" {
		t.Errorf("the plan costs %v, sts says %q: %v", got, rowOf(t, q, "sts").Note, err)
	}
}

// TestReachBeginsWithWhatTheModelNames holds that only what the request names itself is
// chosen unasked, with the reason, and that giving it up stays.
func TestReachBeginsWithWhatTheModelNames(t *testing.T) {
	account := openable()
	for i := range account.models {
		for k := range account.models[i].Containers {
			account.models[i].Containers[k].Environment = map[string]string{
				"ASSUME": "arn:aws:iam::111122223333:role/Other", "USE_BEDROCK": "1", "QUEUE": "arn:aws:sqs:us-east-1:111122223333:q",
			}
		}
	}
	a := complete()
	a.Model.From, a.Model.Containers = account.models[0].Name, nil
	w := walkTo(t, newWalker(account, a), steps.ReachID)
	q := reachOf(t, w)
	// sqs has no endpoints in this Region, so it is not chosen for anybody.
	if !slices.Equal(q.Selected, []string{"sts"}) {
		t.Errorf("chosen unasked: %v", q.Selected)
	}
	var first []string
	for _, row := range q.Rows[1:4] {
		first = append(first, row.Value)
	}
	if !slices.Equal(first, []string{"sqs", "sts", "bedrock-runtime"}) {
		t.Errorf("first come %v", first)
	}
	sts := rowOf(t, q, "sts")
	if sts.Columns[0] != "the environment variable ASSUME holds a role to assume" || !strings.Contains(detailOf(sts.Option), "Chosen for you") {
		t.Errorf("sts says %v:\n%s", sts.Columns, detailOf(sts.Option))
	}
	if said := detailOf(rowOf(t, q, "bedrock-runtime").Option); strings.Contains(said, "Chosen for you") {
		t.Errorf("a suggestion is chosen:\n%s", said)
	}
	if next, err := w.enter(); err != nil || !slices.Equal(next.State().Answers.Reach.Services, []string{"sts"}) {
		t.Errorf("enter answers %v: %v", next.State().Answers.Reach.Services, err)
	}
	w, _ = draft(w, nil, nil)
	if q := reachOf(t, w); len(q.Selected) != 0 {
		t.Errorf("what was given up is chosen again: %v", q.Selected)
	}
}

func TestReachRefusesWhatTheVPCSpeaksAgainst(t *testing.T) {
	at := walkTo(t, newWalker(openable(), complete()), steps.ReachID)
	at, _ = draft(at, []string{"internet"}, nil)
	own := at.State().Answers.Network.Subnets[0]
	for _, test := range []struct{ field, value, problem string }{
		{"nat_subnet", own, "it has no route to an internet gateway"},
		{"nat_subnet", "subnet-0000000000000dead", "here is no subnet subnet-0000000000000dead"},
		{"endpoint_security_group", "sg-0000000000000dead", "here is no security group sg-0000000000000dead"},
		{"also", "logz", "Is it logs?"},
	} {
		w, err := draft(at, []string{"internet"}, map[string]string{test.field: test.value})
		field, ok := panelField(reachOf(t, w).Panel.Fields, test.field)
		if err == nil || !ok || field.Value != test.value || !strings.Contains(field.Problem, test.problem) {
			t.Errorf("%s %s: %v, field %+v", test.field, test.value, err, field)
		}
		if r := w.State().Answers.Reach; r.NATSubnet != "" || r.EndpointSecurityGroup != plan.Auto || r.Internet != plan.InternetNAT {
			t.Errorf("%s %s: the answers moved: %+v", test.field, test.value, r)
		}
	}
	w, err := draft(at, []string{"internet"}, map[string]string{"nat_subnet": openPublic})
	if err != nil || w.State().Answers.Reach.NATSubnet != openPublic {
		t.Errorf("a public subnet is refused: %v", err)
	}
	options, _ := panelField(reachOf(t, w).Panel.Fields, "nat_subnet")
	if len(options.Options) < 2 || options.Options[1].Value != openPublic {
		t.Errorf("the public subnet is not offered first: %+v", options.Options)
	}
}

// closedGroups lets nothing out of any security group of the home VPC.
func closedGroups() *memory {
	a := openable()
	for i := range a.networks {
		for k := range a.networks[i].SecurityGroups {
			a.networks[i].SecurityGroups[k].Egress = nil
		}
	}
	return a
}

func TestGroupsOfferTheRuleThatLacks(t *testing.T) {
	account := closedGroups()
	w := walkTo(t, newWalker(account, complete()), steps.SecurityGroupsID)
	chosen := w.State().Answers.Network.SecurityGroups
	ask := func(w walker) steps.Many {
		q, _ := w.Question().(steps.Many)
		if q.Panel == nil {
			t.Fatal("no rule is offered")
		}
		return q
	}
	lacking, _ := panelField(ask(w).Panel.Fields, "lacking")
	if !strings.Contains(lacking.Value, "tcp 443 out to S3 (pl-63a5400a)") {
		t.Errorf("it lacks %q", lacking.Value)
	}
	field, _ := panelField(ask(w).Panel.Fields, "egress")
	var offered []string
	for _, o := range field.Options {
		offered = append(offered, o.Value)
	}
	if !slices.Equal(offered, slices.Concat([]string{"leave"}, chosen, []string{"new"})) || !strings.Contains(field.Options[1].Note, "wear") {
		t.Errorf("offered %+v", field.Options)
	}
	w, err := draft(w, chosen, map[string]string{"egress": chosen[0]})
	if err != nil || w.State().Answers.Network.Egress != chosen[0] {
		t.Errorf("answered %q: %v", w.State().Answers.Network.Egress, err)
	}
	if _, ok := w.State().Plan.Change(plan.ChangeModelEgress + "s3"); !ok {
		t.Error("the plan adds no rule")
	}
	// The group is given up, and the rule with it.
	w, _ = draft(w, nil, map[string]string{"egress": chosen[0]})
	if got := w.State().Answers.Network.Egress; got != "" {
		t.Errorf("the answer outlives its group: %q", got)
	}
	w, err = draft(w, chosen, map[string]string{"egress": "new"})
	if err != nil || w.State().Answers.Network.Egress != plan.EgressNew {
		t.Errorf("answered %q: %v", w.State().Answers.Network.Egress, err)
	}
	open := walkTo(t, newWalker(openable(), complete()), steps.SecurityGroupsID)
	if q, _ := open.Question().(steps.Many); q.Panel != nil {
		t.Errorf("a rule is offered where none lacks: %+v", q.Panel.Fields)
	}
}

func TestDNSIsAnsweredBesideTheSubnets(t *testing.T) {
	account := openable()
	for i := range account.networks {
		account.networks[i].VPC.DNSSupport = false
	}
	w := walkTo(t, newWalker(account, complete()), steps.SubnetsID)
	q, _ := w.Question().(steps.Many)
	field, ok := panelField(q.Panel.Fields, "dns")
	if !ok || field.Value != plan.DNSFix || !strings.Contains(field.Hint, "holds for everything in the VPC") {
		t.Fatalf("the field is %+v", field)
	}
	w, err := draft(w, q.Selected, map[string]string{"dns": plan.DNSLeave})
	if _, changes := w.State().Plan.Change(plan.ChangeDNSSupport); err != nil || w.State().Answers.DNS != plan.DNSLeave || changes {
		t.Errorf("dns is %q, changed %v: %v", w.State().Answers.DNS, changes, err)
	}
	w, _ = draft(w, q.Selected, map[string]string{"dns": plan.DNSFix})
	if _, changes := w.State().Plan.Change(plan.ChangeDNSSupport); !changes {
		t.Error("the plan leaves DNS off")
	}
	on := walkTo(t, newWalker(openable(), complete()), steps.SubnetsID)
	if q, _ := on.Question().(steps.Many); q.Panel != nil {
		if _, ok := panelField(q.Panel.Fields, "dns"); ok {
			t.Error("DNS is asked for where it is on")
		}
	}
}

// TestResolveRefusesWhatTheAccountSpeaksAgainst holds that an answer that names what is not
// there is a mistake of writing, with its flag and with what may be meant.
func TestResolveRefusesWhatTheAccountSpeaksAgainst(t *testing.T) {
	for _, test := range []struct {
		name     string
		bend     func(*plan.Answers)
		key, fix string
	}{
		{"a service", func(a *plan.Answers) { a.Reach.Services = []string{"s3", "logz"} }, "reach.services", "Is it logs?"},
		{"a service like nothing", func(a *plan.Answers) { a.Reach.Services = []string{"nosuchthing"} }, "reach.services", "Give names"},
		{"a NAT subnet", func(a *plan.Answers) { a.Reach.NATSubnet = a.Network.Subnets[0] }, "reach.nat_subnet", "public subnet"},
		{"an endpoints' group", func(a *plan.Answers) { a.Reach.EndpointSecurityGroup = "sg-0000000000000dead" }, "reach.endpoint_security_group", "of this VPC"},
		{"an egress group", func(a *plan.Answers) { a.Network.Egress = "sg-0000000000000dead" }, "network.egress", "chosen security groups"},
		{"nothing", func(a *plan.Answers) { a.Reach.Services, a.Reach.NATSubnet = []string{"sts"}, openPublic }, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := complete()
			test.bend(&a)
			_, err := steps.Resolve(context.Background(), openable(), a)
			var field plan.FieldError
			if got := errors.As(err, &field); got != (test.key != "") || field.Key != test.key || !strings.Contains(field.Fix, test.fix) || test.key != "" && field.Flag == "" {
				t.Errorf("got %v", err)
			}
		})
	}
	a := complete()
	a.Reach.Services = []string{"logz"}
	account := openable()
	account.faults = map[string]*facts.Fault{"Services": {Kind: facts.Denied, Op: "ec2:DescribeVpcEndpointServices", Summary: "denied"}}
	if _, err := steps.Resolve(context.Background(), account, a); err != nil {
		t.Errorf("what could not be read speaks against nothing: %v", err)
	}
}

package steps_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// walkable is the account with what a walk needs: network ACLs that let everything pass,
// and a list of services.
func walkable() *memory {
	a := newAccount()
	everything := netip.MustParsePrefix("0.0.0.0/0")
	for i := range a.networks {
		n := &a.networks[i]
		acl := facts.NetworkACL{ID: "acl-00000000000000001", VPC: n.VPC.ID, Default: true, Entries: []facts.ACLEntry{
			{Number: 100, Allow: true, Protocol: "-1", CIDR: everything, From: -1, To: -1},
			{Number: 100, Allow: true, Protocol: "-1", CIDR: everything, From: -1, To: -1, Egress: true},
		}}
		for _, s := range n.Subnets {
			acl.Subnets = append(acl.Subnets, s.ID)
		}
		n.ACLs = []facts.NetworkACL{acl}
	}
	for _, name := range []string{"logs", "sts", "ecr.api", "elasticfilesystem", "kinesis-streams"} {
		a.services = append(a.services, facts.EndpointService{Name: "com.amazonaws.us-east-1." + name, Types: []string{"Interface"}})
	}
	return a
}

func reachOf(t *testing.T, w walker) steps.Matrix {
	t.Helper()
	q, ok := w.Question().(steps.Matrix)
	if !ok {
		t.Fatalf("%s asks %T", w.Current().ID, w.Question())
	}
	return q
}

// cellAt is a row's first cell.
func cellAt(t *testing.T, q steps.Matrix, row string) steps.Cell {
	t.Helper()
	i := slices.IndexFunc(q.Rows, func(r steps.MatrixRow) bool { return r.Value == row })
	if i < 0 || len(q.Rows[i].Cells) != len(q.Columns) || len(q.Columns) == 0 {
		t.Fatalf("no row %s with a cell a column", row)
	}
	return q.Rows[i].Cells[0]
}

func said(c steps.Cell) string {
	var b strings.Builder
	for _, l := range c.Way {
		b.WriteString(string(l.Mark) + " " + l.Label + ": " + l.Text + " " + l.Detail + "\n")
	}
	return b.String()
}

func TestReachShowsWhatThePlanOpens(t *testing.T) {
	q := reachOf(t, walkTo(t, newWalker(walkable(), complete()), steps.ReachID))
	if q.Rows[0].Value != "s3" || q.Rows[0].Fixed == "" || len(q.Selected) != 0 || q.Rows[len(q.Rows)-1].Value != "internet" {
		t.Errorf("rows from %+v, chosen %v", q.Rows[0].Option, q.Selected)
	}
	s3 := cellAt(t, q, "s3")
	if way := said(s3); s3.Mark != steps.Holds || s3.Text != "after this plan" ||
		!strings.Contains(way, "blocks route table: ") || !strings.Contains(way, "S3: not reached") ||
		!strings.Contains(way, "The first closed hop is the route table. This plan opens the way: it creates the VPC endpoint sagevpc-s3.") {
		t.Errorf("S3 is %q %q:\n%s", s3.Mark, s3.Text, way)
	}
	sts := cellAt(t, q, "sts")
	if sts.Mark != steps.Blocks || sts.Text != "no route" || !strings.Contains(said(sts), "This plan does not open it.") {
		t.Errorf("sts is %q %q:\n%s", sts.Mark, sts.Text, said(sts))
	}
}

func TestReachNamesWhatWasDenied(t *testing.T) {
	account := walkable()
	denied := facts.Fault{Kind: facts.Denied, Op: "ec2:DescribeNetworkAcls", Summary: "ec2:DescribeNetworkAcls is not allowed"}
	account.networks[0].ACLs, account.networks[0].Gaps = nil, facts.Gaps{facts.TopicACLs: denied}
	account.faults = map[string]*facts.Fault{"Services": {Kind: facts.Denied, Op: "ec2:DescribeVpcEndpointServices", Summary: "denied"}}
	w := walkTo(t, newWalker(account, complete()), steps.ReachID)
	s3 := cellAt(t, reachOf(t, w), "s3")
	if s3.Mark != steps.Unknown || s3.Text != "not known" || !strings.Contains(said(s3), "ec2:DescribeNetworkAcls was denied") {
		t.Errorf("S3 is %q %q:\n%s", s3.Mark, s3.Text, said(s3))
	}
	if _, missing := w.State().Facts.Gaps[facts.TopicServices]; !missing {
		t.Error("the refused list of services is no gap")
	}
	if next, err := w.enter(); err != nil || next.Current().ID != steps.ReviewID {
		t.Errorf("enter leads to %s: %v", next.Current().ID, err)
	}
}

func TestReachAnswers(t *testing.T) {
	at := walkTo(t, newWalker(walkable(), complete()), steps.ReachID)
	tests := []struct {
		name     string
		values   []string
		also     string
		services []string
		internet string
		rows     []string // that must be there
		problem  string
	}{
		{"nothing", nil, "", nil, "none", nil, ""},
		{"services and the internet", []string{"sts", "logs", "internet"}, "", []string{"sts", "logs"}, "nat", nil, ""},
		{"S3 and what was never offered", []string{"s3", "nonsense"}, "", nil, "none", nil, ""},
		{"typed ones are wanted", []string{"logs"}, "elasticfilesystem, 10.20.0.0/16 192.0.2.7", []string{"logs", "elasticfilesystem"}, "none", []string{"elasticfilesystem", "10.20.0.0/16", "192.0.2.7/32"}, ""},
		{"an unknown name", []string{"logs"}, "kinesis", []string{"logs"}, "none", nil, "Is it kinesis-streams?"},
		{"a slip", nil, "elasticfilesistem", nil, "none", nil, "Is it elasticfilesystem?"},
		{"no name at all", nil, "No_Service", nil, "none", nil, "is not a service's short name"},
		{"no address range", nil, "10.0.0.0/99", nil, "none", nil, "nor an address range"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := at
			m, err := w.Draft(steps.Reply{Values: test.values, Fields: map[string]string{"also": test.also}})
			w.Machine = m
			got := w.State().Answers.Reach
			if !slices.Equal(got.Services, test.services) || got.Internet != test.internet {
				t.Errorf("answered %v and %q", got.Services, got.Internet)
			}
			if (err != nil) != (test.problem != "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("problem %v, want %q", err, test.problem)
			}
			q := reachOf(t, w)
			if field := q.Panel.Fields[0]; err != nil && (field.Problem == "" || field.Value != test.also || q.Problem == "") {
				t.Errorf("the field does not say what is wrong: %+v", field)
			}
			for _, row := range test.rows {
				cellAt(t, q, row)
			}
		})
	}
}

// TestReachKeepsARowThatIsGivenUp holds that a typed service can be taken out again, and
// that its row stays.
func TestReachKeepsARowThatIsGivenUp(t *testing.T) {
	w := walkTo(t, newWalker(walkable(), complete()), steps.ReachID)
	fields := map[string]string{"also": "elasticfilesystem"}
	w.Machine, _ = w.Draft(steps.Reply{Fields: fields})
	w.Machine, _ = w.Draft(steps.Reply{Fields: fields})
	if got := w.State().Answers.Reach.Services; len(got) != 0 {
		t.Errorf("it is still wanted: %v", got)
	}
	cellAt(t, reachOf(t, w), "elasticfilesystem")
	w.Machine, _ = w.Draft(steps.Reply{Values: []string{"elasticfilesystem"}, Fields: map[string]string{"also": ""}})
	if got := w.State().Answers.Reach.Services; len(got) != 0 {
		t.Errorf("it is wanted without a row: %v", got)
	}
}

func TestReachIsSkippedInIsolation(t *testing.T) {
	a := complete()
	isolated := true
	a.Model.NetworkIsolation = &isolated
	w := walkTo(t, newWalker(walkable(), a), steps.PolicyBucketID)
	if next, err := w.enter(); err != nil || next.Current().ID != steps.ReviewID {
		t.Errorf("the policy leads to %s: %v", next.Current().ID, err)
	}
}

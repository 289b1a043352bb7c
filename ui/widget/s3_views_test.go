package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// s3State is a VPC in which one of two chosen subnets follows the main table, beside a
// database and a function, and has no way to S3.
func s3State() steps.State {
	subnet := func(id, name, zone string) facts.Subnet {
		return facts.Subnet{ID: id, Name: name, VPC: "vpc-1", ZoneID: zone, State: "available", Owner: "111122223333"}
	}
	n := facts.Network{
		VPC:     facts.VPC{ID: "vpc-1", Name: "ml-prod", Owner: "111122223333", DNSSupport: true, DNSHostnames: true},
		Subnets: []facts.Subnet{subnet("subnet-a", "private-a", "use1-az1"), subnet("subnet-b", "private-b", "use1-az2"), subnet("subnet-c", "rds-b", "use1-az2")},
		RouteTables: []facts.RouteTable{
			{ID: "rtb-0a000000", Name: "private-a", VPC: "vpc-1", Subnets: []string{"subnet-a"}, Routes: []facts.Route{
				{Destination: "pl-63a5400a", Target: "vpce-0f000000", State: "active"},
			}},
			{ID: "rtb-0b000000", Name: "main", VPC: "vpc-1", Main: true},
			{ID: "rtb-0c000000", Name: "spare", VPC: "vpc-1"},
		},
		Endpoints: []facts.Endpoint{{
			ID: "vpce-0f000000", Name: "s3", VPC: "vpc-1", Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available",
			RouteTables: []string{"rtb-0a000000"}, Owner: "111122223333",
		}},
		S3: facts.S3{Service: "com.amazonaws.us-east-1.s3", PrefixList: "pl-63a5400a"},
		Interfaces: []facts.Interface{
			{ID: "eni-1", Subnet: "subnet-c", Type: "interface", Requester: "amazon-rds", RequesterManaged: true},
			{ID: "eni-2", Subnet: "subnet-c", Type: "lambda", RequesterManaged: true},
		},
	}
	a := plan.Defaults()
	a.Network = plan.Network{VPC: "vpc-1", Subnets: []string{"subnet-a", "subnet-b"}}
	f := facts.Facts{Network: &n, Caller: &facts.Caller{Account: "111122223333", Region: "us-east-1", Partition: "aws"}}
	return steps.State{Answers: a, Facts: f}
}

// asked is the question of a step.
func asked(t *testing.T, id steps.ID, s steps.State) steps.Question {
	t.Helper()
	i := slices.IndexFunc(steps.All(), func(step steps.Step) bool { return step.ID == id })
	if i < 0 {
		t.Fatalf("there is no step %s", id)
	}
	return steps.All()[i].Ask(s)
}

// TestS3Views holds both screens of the S3 step in the middle column of three windows.
func TestS3Views(t *testing.T) {
	byHand := s3State()
	byHand.Answers.S3.RouteTables = plan.RouteTables{"rtb-0c000000"}
	nat := s3State()
	withNAT := *nat.Facts.Network
	withNAT.RouteTables = slices.Clone(withNAT.RouteTables)
	withNAT.RouteTables[1].Routes = []facts.Route{{Destination: "0.0.0.0/0", Target: "nat-1", State: "active"}}
	withNAT.NATGateways = []facts.NATGateway{{ID: "nat-1", VPC: "vpc-1", State: "available", Connectivity: "public", Mode: "regional"}}
	withNAT.InternetGateways = []facts.InternetGateway{{ID: "igw-1", VPC: "vpc-1"}}
	nat.Facts.Network = &withNAT
	foreign := s3State()
	theirs := *foreign.Facts.Network
	theirs.Endpoints = slices.Clone(theirs.Endpoints)
	theirs.Endpoints[0].Owner = "999988887777"
	foreign.Facts.Network = &theirs
	for _, s := range []screen{
		{"extend", asked(t, steps.S3ID, s3State()), nil},
		{"details", asked(t, steps.S3ID, s3State()), []string{"d"}},
		{"details-end", asked(t, steps.S3ID, s3State()), []string{"d", "end"}},
		{"nat", asked(t, steps.S3ID, nat), nil},
		{"foreign", asked(t, steps.S3ID, foreign), nil},
		{"tables", asked(t, steps.S3TablesID, s3State()), nil},
		{"tables-by-hand", asked(t, steps.S3TablesID, byHand), nil},
		{"tables-association", asked(t, steps.S3TablesID, s3State()), []string{"e"}},
	} {
		for _, size := range [][2]int{{58, 11}, {78, 17}, {67, 36}} {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				e := env(size[0], size[1])
				w, _ := send(t, e, New(s.q), s.keys...)
				golden.RequireEqual(t, []byte(plain(w.View(e))))
			})
		}
	}
}

// TestEverythingAboutARowCanBeRead pages through what is said of a row in the lowest window:
// nothing of it is out of reach.
func TestEverythingAboutARowCanBeRead(t *testing.T) {
	e := env(58, 11)
	q := asked(t, steps.S3ID, s3State()).(steps.Choice)
	w, said := send(t, e, New(q), "d")
	if len(said) != 0 || !Escapes(w) {
		t.Fatalf("d does not open the details: %v", said)
	}
	var seen []string
	for range 60 {
		for _, line := range strings.Split(ansi.Strip(w.View(e)), "\n") {
			if line = strings.TrimSpace(line); !slices.Contains(seen, line) {
				seen = append(seen, line)
			}
		}
		w, _ = send(t, e, w, "down")
	}
	for _, line := range remarks(e, q.Options[0].Detail, e.Width) {
		if line = strings.TrimSpace(ansi.Strip(line)); !slices.Contains(seen, line) {
			t.Errorf("%q is never in sight", line)
		}
	}
	closed, _ := send(t, e, w, "esc")
	if Escapes(closed) || !strings.Contains(ansi.Strip(closed.View(e)), "Leave it") {
		t.Errorf("esc does not lead back to the rows:\n%s", closed.View(e))
	}
	if _, said := send(t, e, w, "enter"); len(said) != 1 || said[0].(ReplyMsg).Reply.Values[0] != plan.Auto {
		t.Errorf("enter answers with %v", said)
	}
	roomy := env(100, 60)
	if w, _ := send(t, roomy, New(q), "d"); Escapes(w) {
		t.Error("d opens what is in sight already")
	}
}

func TestAnActionIsAboutTheRowUnderTheCursor(t *testing.T) {
	e := env(78, 17)
	q := asked(t, steps.S3ID, s3State())
	w, _ := send(t, e, New(q), "G", "up")
	_, said := send(t, e, w, "t")
	if len(said) != 1 {
		t.Fatalf("got %v", said)
	}
	if r := said[0].(ReplyMsg).Reply; r.Action != steps.RouteTables || !slices.Equal(r.Values, []string{plan.S3Create}) {
		t.Errorf("got %+v", r)
	}
}

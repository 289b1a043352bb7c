package steps_test

import (
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

const (
	mainTable  = "rtb-00000000000000001"
	ownTable   = "rtb-0000000000000000a"
	spareTable = "rtb-0000000000000000b"
	s3Endpoint = "vpce-00000000000000001"
)

// sharedTables is the account with three route tables in its first VPC: subnet a has one of
// its own, subnet b follows the main one beside a database, and a third serves nobody.
func sharedTables(bend func(*facts.Network)) *memory {
	account := newAccount()
	n := &account.networks[0]
	for i, name := range map[string]string{subnetA: "private-a", subnetB: "private-b", subnetA2: "rds-a"} {
		at := slices.IndexFunc(n.Subnets, func(s facts.Subnet) bool { return s.ID == i })
		n.Subnets[at].Name = name
	}
	n.RouteTables[0].Name = "main"
	n.RouteTables = append(n.RouteTables,
		facts.RouteTable{ID: ownTable, Name: "own", VPC: home, Subnets: []string{subnetA}}, facts.RouteTable{ID: spareTable, Name: "spare", VPC: home})
	n.Interfaces = []facts.Interface{{ID: "eni-1", Subnet: subnetA2, Type: "interface", Requester: "amazon-rds", RequesterManaged: true}}
	bend(n)
	return account
}

func asTheyAre(*facts.Network) {}

// atS3 is a walker on the S3 screen.
func atS3(t *testing.T, bend func(*facts.Network), answers plan.Answers) walker {
	t.Helper()
	return walkTo(t, newWalker(sharedTables(bend), answers), steps.S3ID)
}

func gatewayHere(id string) facts.Endpoint {
	return facts.Endpoint{ID: id, Name: "gate-" + id[len(id)-1:], VPC: home, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available", Owner: account}
}

// saying is everything that the row under a value says.
func saying(t *testing.T, q steps.Question, value string) string {
	t.Helper()
	var options []steps.Option
	switch q := q.(type) {
	case steps.Choice:
		options = q.Options
	case steps.Many:
		options = q.Options
	default:
		t.Fatalf("a question of another kind: %T", q)
	}
	for _, o := range options {
		if o.Value != value {
			continue
		}
		lines := []string{o.Label, o.Note, o.Disabled}
		for _, l := range o.Detail {
			lines = append(lines, l.Text, l.Detail)
		}
		return strings.Join(lines, "\n")
	}
	t.Fatalf("there is no row %q", value)
	return ""
}

func TestS3SaysExactlyWhatWouldHappen(t *testing.T) {
	w := atS3(t, asTheyAre, complete())
	text := saying(t, w.Question(), plan.Auto)
	want := append(plan.SideEffects(),
		"CreateVpcEndpoint makes a gateway endpoint of com.amazonaws.us-east-1.s3 for main, own. It costs nothing.",
		"pl-63a5400a → the endpoint", "Undo deletes it",
		"main gets the route, and others on it are switched too: rds-a", "rds-a: 1 RDS",
		"2 subnets follow it without an association of their own",
		"own gets the route, and serves only the chosen subnets", "private-b follows the main table")
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("it does not say %q:\n%s", part, text)
		}
	}
	alone := saying(t, atS3(t, func(n *facts.Network) { n.Subnets = n.Subnets[:2] }, complete()).Question(), plan.Auto)
	if strings.Contains(alone, plan.SideEffects()[1]) {
		t.Errorf("side effects on nobody:\n%s", alone)
	}
}

func TestS3SaysWhatIsAddedToAnEndpoint(t *testing.T) {
	w := atS3(t, func(n *facts.Network) {
		n.Endpoints = []facts.Endpoint{gatewayHere(s3Endpoint)}
		n.Endpoints[0].RouteTables = []string{ownTable}
		n.RouteTables[1].Routes = []facts.Route{{Destination: "pl-63a5400a", Target: s3Endpoint, State: "active"}}
	}, complete())
	for _, value := range []string{plan.Auto, plan.S3Extend + " " + s3Endpoint} {
		text := saying(t, w.Question(), value)
		for _, part := range []string{"ModifyVpcEndpoint adds main to " + s3Endpoint + ". It costs nothing.", "Its policy and its other route tables stay as they are", "Undo takes exactly this away"} {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not say %q:\n%s", value, part, text)
			}
		}
	}
	if text := saying(t, w.Question(), plan.S3Create); !strings.Contains(text, "already. Extending it keeps one endpoint") {
		t.Errorf("a second endpoint is not spoken against:\n%s", text)
	}
}

func TestSeveralEndpointsAreAskedAbout(t *testing.T) {
	second := "vpce-00000000000000002"
	w := atS3(t, func(n *facts.Network) { n.Endpoints = []facts.Endpoint{gatewayHere(s3Endpoint), gatewayHere(second)} }, complete())
	for _, r := range []steps.Reply{{Values: []string{plan.Auto}}, {Action: steps.RouteTables}} {
		if _, err := w.reply(r); err == nil || !strings.Contains(err.Error(), "several S3 gateway endpoints") {
			t.Errorf("%+v: got %v", r, err)
		}
	}
	next, err := w.reply(steps.Reply{Values: []string{plan.S3Extend + " " + second}})
	if err != nil || next.State().Answers.S3.Endpoint != second {
		t.Fatalf("got %+v, %v", next.State().Answers.S3, err)
	}
	if c, ok := next.State().Plan.Change(plan.ChangeS3Endpoint); !ok || c.Request.Input["VpcEndpointId"] != second {
		t.Errorf("got %+v", c)
	}
}

// TestRouteTablesByHand opens the screen, chooses, and comes back to the plan's own choice.
func TestRouteTablesByHand(t *testing.T) {
	w := atS3(t, asTheyAre, complete())
	next, err := w.enter()
	if err != nil || next.Current().ID != steps.PolicyID {
		t.Fatalf("Enter leads to %s (%v)", next.Current().ID, err)
	}
	w, err = w.reply(steps.Reply{Action: steps.RouteTables, Values: []string{plan.S3Create}})
	if err != nil || w.Current().ID != steps.S3TablesID || w.State().Answers.S3.Action != plan.S3Create {
		t.Fatalf("t leads to %s with %q (%v)", w.Current().ID, w.State().Answers.S3.Action, err)
	}
	q := w.Question().(steps.Many)
	if !slices.Equal(q.Selected, []string{mainTable, ownTable}) {
		t.Errorf("preselected are %v", q.Selected)
	}
	for value, want := range map[string]string{mainTable: "private-b and 1 other subnet", ownTable: "private-a only", spareTable: "no subnet"} {
		if text := saying(t, q, value); !strings.Contains(text, want) {
			t.Errorf("the row of %s lacks %q: %s", value, want, text)
		}
	}
	if text := saying(t, q, mainTable); !strings.Contains(text, "rds-a: 1 RDS") || !strings.Contains(text, "main table") {
		t.Errorf("who lives on the main table is not said: %s", text)
	}

	all := []string{mainTable, ownTable, spareTable}
	m, err := w.Draft(steps.Reply{Values: all})
	if err != nil || !slices.Equal(m.State().Answers.S3.RouteTables, all) {
		t.Fatalf("got %v (%v)", m.State().Answers.S3.RouteTables, err)
	}
	c, _ := m.State().Plan.Change(plan.ChangeS3Endpoint)
	if got := c.Request.Input["RouteTableIds"].([]any); len(got) != 3 {
		t.Errorf("the request names %v", got)
	}
	if m, err = m.Draft(steps.Reply{Values: []string{ownTable}}); err != nil {
		t.Error(err)
	}
	if text := saying(t, m.Question(), mainTable); !strings.Contains(text, "without this table, private-b has no way to S3") {
		t.Errorf("it is not said what is cut off: %s", text)
	}
	if m, err = m.Draft(steps.Reply{Values: nil}); err == nil || m.Question().(steps.Many).Problem == "" {
		t.Error("no route table at all is taken for an answer")
	}
	if m, err = m.Reply(steps.Reply{Action: steps.AutoTables}); err != nil || m.State().Answers.S3.RouteTables != nil || m.Current().ID != steps.S3TablesID {
		t.Errorf("a leads to %v on %s (%v)", m.State().Answers.S3.RouteTables, m.Current().ID, err)
	}
	// The same rows as the plan would choose are its own choice, in whatever order.
	if m, _ = m.Draft(steps.Reply{Values: []string{ownTable, mainTable}}); m.State().Answers.S3.RouteTables != nil {
		t.Errorf("the plan's own choice is kept by hand: %v", m.State().Answers.S3.RouteTables)
	}
	w.Machine = m
	if w, err = w.enter(); err != nil || w.Current().ID != steps.PolicyID {
		t.Errorf("Enter leads to %s (%v)", w.Current().ID, err)
	}
}

func TestRouteTablesOfTheAnswersAreShown(t *testing.T) {
	a := complete()
	a.S3.RouteTables = plan.RouteTables{ownTable, mainTable, spareTable}
	w := atS3(t, asTheyAre, a)
	w, err := w.enter()
	if err != nil || w.Current().ID != steps.S3TablesID {
		t.Fatalf("Enter leads to %s (%v)", w.Current().ID, err)
	}
	if q := w.Question().(steps.Many); len(q.Selected) != 3 || !strings.Contains(q.Summary, "by hand") {
		t.Errorf("got %v, %q", q.Selected, q.Summary)
	}
}

func TestTablesThatCannotTakeARouteAreNotOffered(t *testing.T) {
	a := complete()
	a.S3.RouteTables = plan.RouteTables{mainTable}
	w := atS3(t, func(n *facts.Network) {
		n.Endpoints = []facts.Endpoint{gatewayHere(s3Endpoint)}
		n.Endpoints[0].RouteTables = []string{spareTable}
		n.RouteTables[0].Routes = []facts.Route{{Destination: "pl-63a5400a", Target: s3Endpoint, State: "active"}}
		n.RouteTables[1].Routes = []facts.Route{{Destination: "pl-63a5400a", Target: "vpce-0000000000000000f", State: "blackhole"}}
	}, a)
	w, _ = w.enter()
	q, ok := w.Question().(steps.Many)
	if !ok || len(q.Selected) != 0 {
		t.Fatalf("chosen are %v on %s", q.Selected, w.Current().ID)
	}
	for value, want := range map[string]string{
		mainTable: "has its route to S3, through gate-1", ownTable: "dead route to S3, which only its endpoint can change", spareTable: "is taken already, by gate-1",
	} {
		if text := saying(t, q, value); !strings.Contains(text, want) {
			t.Errorf("the row of %s lacks %q: %s", value, want, text)
		}
	}
	if slices.ContainsFunc(q.Options, func(o steps.Option) bool { return o.Disabled == "" }) {
		t.Error("a table is offered that cannot take a route")
	}
}

func TestNothingToChooseWhereNothingIsChanged(t *testing.T) {
	w := atS3(t, asTheyAre, complete())
	for _, action := range []string{plan.S3None, plan.S3Reuse} {
		if _, err := w.reply(steps.Reply{Action: steps.RouteTables, Values: []string{action}}); err == nil {
			t.Errorf("with %s route tables are chosen all the same", action)
		}
	}
	a := complete()
	a.S3.RouteTables = plan.RouteTables{mainTable}
	next, err := atS3(t, asTheyAre, a).reply(steps.Reply{Values: []string{plan.S3None}})
	if err != nil || next.Current().ID == steps.S3TablesID {
		t.Errorf("leaving it leads to %s (%v)", next.Current().ID, err)
	}
}

// TestAssociationOnlyWhenAsked holds that a subnet is associated with the main table by no
// other answer than the one that asks for it.
func TestAssociationOnlyWhenAsked(t *testing.T) {
	associated := func(w steps.Machine) bool {
		_, ok := w.State().Plan.Change(plan.ChangeAssociation + subnetB)
		return ok
	}
	w := atS3(t, asTheyAre, complete())
	w, err := w.reply(steps.Reply{Action: steps.RouteTables})
	if err != nil {
		t.Fatal(err)
	}
	q := w.Question().(steps.Many)
	if q.Panel == nil || !strings.Contains(q.Panel.Fields[0].Hint, "private-b follows it") || associated(w.Machine) {
		t.Fatalf("the panel is %+v", q.Panel)
	}
	for _, step := range []struct {
		value string
		want  bool
	}{{plan.AssociationInherit, false}, {plan.AssociationExplicit, true}, {plan.AssociationInherit, false}, {"nonsense", false}} {
		m, err := w.Draft(steps.Reply{Values: q.Selected, Fields: map[string]string{"association": step.value}})
		if err != nil || associated(m) != step.want {
			t.Errorf("%s: associated %t (%v)", step.value, associated(m), err)
		}
		w.Machine = m
	}
	none := atS3(t, func(n *facts.Network) { n.RouteTables[1].Subnets = []string{subnetA, subnetB} }, complete())
	none, _ = none.reply(steps.Reply{Action: steps.RouteTables})
	if q := none.Question().(steps.Many); q.Panel != nil {
		t.Errorf("an association is offered where nothing follows the main table: %+v", q.Panel)
	}
}

func TestUnreadRouteTablesAreNoEmptyList(t *testing.T) {
	w := atS3(t, func(n *facts.Network) {
		n.Gaps = n.Gaps.With(facts.TopicRouteTables, facts.Fault{Kind: facts.Denied, Summary: "you may not call ec2:DescribeRouteTables"})
	}, complete())
	w, err := w.reply(steps.Reply{Action: steps.RouteTables})
	if err != nil {
		t.Fatal(err)
	}
	if q := w.Question().(steps.Many); !strings.Contains(q.Empty, "could not be read") {
		t.Errorf("got %q", q.Empty)
	}
	if w, err = w.enter(); err != nil || w.Current().ID == steps.S3TablesID || w.State().Answers.S3.RouteTables != nil {
		t.Errorf("Enter leads to %s with %v (%v)", w.Current().ID, w.State().Answers.S3.RouteTables, err)
	}
}

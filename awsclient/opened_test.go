package awsclient_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// world is a scenario's account on the bubble's clock.
type world struct {
	account steps.Account
	raw     *sagemaker.Client
}

func worldOf(t *testing.T, name string) (world, plan.Answers) {
	t.Helper()
	return worldWith(t, name, &flaw{})
}

// worldWith has a network between the account and the scenario.
func worldWith(t *testing.T, name string, between *flaw, options ...sandbox.Option) (world, plan.Answers) {
	t.Helper()
	scenario, ok := sandbox.Lookup(name)
	if !ok {
		t.Fatalf("there is no scenario %s", name)
	}
	client := sandbox.New(scenario, append(options, sandbox.WithClock(time.Now))...).HTTPClient()
	between.inner = client
	return world{
		account: opened(t, awsclient.Options{Region: sandbox.Region, HTTPClient: between, Credentials: key}),
		raw:     sagemaker.New(sagemaker.Options{Region: sandbox.Region, HTTPClient: client, Credentials: signer(sandbox.AccessKeyID)}),
	}, scenario.Answers()
}

func (w world) plan(t *testing.T, a plan.Answers) steps.State {
	t.Helper()
	state, err := steps.Resolve(t.Context(), w.account, a)
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// drive executes a run until it waits for a person or is over.
func (w world) drive(t *testing.T, r run.Run) run.Run {
	t.Helper()
	driver := run.Driver{Account: w.account}
	for {
		task, more := r.Next()
		if !more {
			return r
		}
		r = r.With(driver.Do(t.Context(), task))
	}
}

// deploy makes an endpoint of the model and waits until it has an end.
func (w world) deploy(t *testing.T, a plan.Answers) (types.EndpointStatus, string) {
	t.Helper()
	name := aws.String("shown")
	must(w.raw.CreateEndpointConfig(t.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: name,
		ProductionVariants: []types.ProductionVariant{{
			VariantName: aws.String("all"), ModelName: aws.String(a.Model.Name),
			InstanceType: types.ProductionVariantInstanceType(a.Capacity.InstanceType), InitialInstanceCount: aws.Int32(2),
		}},
	}))(t)
	must(w.raw.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{EndpointName: name, EndpointConfigName: name}))(t)
	elapse(20 * time.Minute)
	got := must(w.raw.DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: name}))(t)
	return got.EndpointStatus, aws.ToString(got.FailureReason)
}

// shape is what of a network a plan may change, for comparing before and after.
func (w world) shape(t *testing.T, vpc string) map[string]string {
	t.Helper()
	n := must(w.account.Network(t.Context(), steps.Scope{VPC: vpc}))(t)
	out := map[string]string{}
	for _, g := range n.SecurityGroups {
		out[g.ID] = strings.Join(strings.Fields(sprint(g.Egress, g.Ingress)), " ")
	}
	for _, table := range n.RouteTables {
		out[table.ID] = sprint(table.Subnets, table.Routes)
	}
	for _, e := range n.Endpoints {
		if !network.Ended(e) {
			out[e.ID] = sprint(e.RouteTables, e.Subnets, e.SecurityGroups, e.PrivateDNS, e.Policy)
		}
	}
	for _, g := range n.NATGateways {
		if g.State != "deleted" {
			out[g.ID] = g.State
		}
	}
	out[vpc] = sprint(n.VPC.DNSSupport, n.VPC.DNSHostnames)
	out["addresses"] = sprint(must(w.account.Usage(t.Context()))(t).ElasticIPs)
	return out
}

// wide asks for everything that a plan can open: services, a group of the model's own and
// associations, and the internet where there is a way to it.
func wide(a plan.Answers, internet string) plan.Answers {
	a.Reach.Services, a.Reach.Internet = []string{"logs", "sts", "secretsmanager"}, internet
	a.Network.Egress, a.S3.Association = plan.EgressNew, plan.AssociationExplicit
	return a
}

// closed is a security group that the test makes, without any rule. It is there before
// and after, as somebody else's would be.
func (w world) closed(t *testing.T, vpc string) string {
	t.Helper()
	id := must(w.account.Apply(t.Context(), plan.Request{Service: "ec2", Op: "CreateSecurityGroup", Input: map[string]any{
		"GroupName": "closed", "Description": "lets nothing out", "VpcId": vpc,
	}}))(t).ID
	must(w.account.Apply(t.Context(), plan.Request{Service: "ec2", Op: "RevokeSecurityGroupEgress", Input: map[string]any{
		"GroupId": id, "IpPermissions": []any{map[string]any{"IpProtocol": "-1", "IpRanges": []any{map[string]any{"CidrIp": "0.0.0.0/0"}}}},
	}}))(t)
	return id
}

// opening is one scenario in which everything is asked for at once.
type opening struct {
	scenario, internet string
	changes            []string // some of the plan's, in its order
}

var openings = []opening{
	// What the NAT gateway reaches gets no endpoint, which costs by the hour.
	{"tour", plan.InternetNAT, []string{
		plan.ChangeModelGroup, plan.ChangeModelGroupClosed, plan.ChangeS3Endpoint, plan.ChangeNATAddress, plan.ChangeNATGateway, plan.ChangeNATRoute,
		plan.ChangeNATRoute, plan.ChangeModelEgress + "s3", plan.ChangeModelEgress + "internet", plan.ChangeModel,
	}},
	{"no-s3", plan.InternetNone, []string{
		plan.ChangeModelGroup, plan.ChangeModelGroupClosed, plan.ChangeS3Endpoint, plan.ChangeAssociation, plan.ChangeEndpointGroup,
		plan.ChangeEndpointIngress + plan.ChangeEndpointGroup, plan.ChangeServiceEndpoint + "logs", plan.ChangeServiceEndpoint + "sts",
		plan.ChangeServiceEndpoint + "secretsmanager", plan.ChangeModelEgress + "s3", plan.ChangeModelEgress + plan.ChangeEndpointGroup, plan.ChangeModel,
	}},
	{"dns-off", plan.InternetNone, []string{
		plan.ChangeDNSSupport, plan.ChangeDNSHostnames, plan.ChangeModelGroup, plan.ChangeEndpointGroup, plan.ChangeServiceEndpoint + "logs",
		plan.ChangeModelEgress + "s3", plan.ChangeModel,
	}},
}

// TestWhatAPlanOpensIsOpen applies everything at once, for a model whose security group
// lets nothing out: then every way is open, nothing is left to do, and the model serves.
func TestWhatAPlanOpensIsOpen(t *testing.T) {
	for _, o := range openings {
		t.Run(o.scenario, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, answers := worldOf(t, o.scenario)
				answers = wide(answers, o.internet)
				answers.Network.SecurityGroups = []string{w.closed(t, answers.Network.VPC)}
				state := w.plan(t, answers)
				if !state.Plan.Applicable {
					t.Fatalf("the plan cannot be applied: %+v", state.Plan.Blockers())
				}
				wantChanges(t, state.Plan, o.changes...)
				if r := w.drive(t, run.New(state.Plan)); r.Phase != run.Done {
					t.Fatalf("the run is %s: %v", r.Phase, r.Err)
				}
				after := answers
				after.Network.SecurityGroups = must(w.account.Model(t.Context(), answers.Model.Name))(t).VPC.SecurityGroups
				w.open(t, after, state.Facts)
				after.Model.Name += "-2"
				if again := w.plan(t, after).Plan; len(again.Changes) != 1 || !again.Applicable {
					t.Errorf("a second plan has something to do still: %v, blocked by %+v", changeNames(again), again.Blockers())
				}
				if status, reason := w.deploy(t, answers); status != types.EndpointStatusInService {
					t.Errorf("the endpoint is %s: %s", status, reason)
				}
			})
		})
	}
}

// open demands open ways to whatever the answers ask for.
func (w world) open(t *testing.T, a plan.Answers, f facts.Facts) {
	t.Helper()
	n := must(w.account.Network(t.Context(), steps.Scope{VPC: a.Network.VPC}))(t)
	destinations := []network.Destination{network.S3(nil)}
	if a.Reach.Internet == plan.InternetNAT {
		destinations = append(destinations, network.Internet())
	}
	for _, name := range a.Reach.Services {
		service, known := plan.ServiceNamed(n, f, name)
		if !known {
			t.Errorf("there is no service %s", name)
		}
		destinations = append(destinations, network.Service(name, service))
	}
	for _, subnet := range a.Network.Subnets {
		for _, to := range destinations {
			if p := network.Walk(n, network.Sender{Subnet: subnet, Groups: a.Network.SecurityGroups}, to); p.Verdict != network.Open {
				t.Errorf("%s to %s is %s: %+v", subnet, to.Name, p.Verdict, p.Hops)
			}
		}
	}
}

// TestWhatAPlanOpensIsClosedAgain lets the last change fail and undoes the rest.
func TestWhatAPlanOpensIsClosedAgain(t *testing.T) {
	for _, o := range openings {
		t.Run(o.scenario, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, answers := worldOf(t, o.scenario)
				answers = wide(answers, o.internet)
				answers.Network.SecurityGroups = []string{w.closed(t, answers.Network.VPC)}
				before := w.shape(t, answers.Network.VPC)
				p := w.plan(t, answers).Plan
				wantChanges(t, p, o.changes...)
				for i := range p.Changes {
					if p.Changes[i].ID == plan.ChangeModel {
						p.Changes[i].Request.Input["ExecutionRoleArn"] = "arn:aws:iam::111122223333:role/NoSuchRole"
					}
				}
				r := w.drive(t, run.New(p))
				if r.Phase != run.Failed || r.Items[len(r.Items)-2].State != run.ItemFailed {
					t.Fatalf("the run is %s: %v", r.Phase, r.Err)
				}
				w.undone(t, r, before, answers.Network.VPC)
			})
		})
	}
}

// undone takes a run back and demands the network of before.
func (w world) undone(t *testing.T, r run.Run, before map[string]string, vpc string) {
	t.Helper()
	if r = w.drive(t, r.Undo()); r.Phase != run.Undone || r.Err != nil {
		t.Errorf("the undo is %s: %v", r.Phase, r.Err)
	}
	w.same(t, before, vpc)
}

// same demands the network of before.
func (w world) same(t *testing.T, before map[string]string, vpc string) {
	t.Helper()
	after := w.shape(t, vpc)
	for _, id := range slices.Sorted(maps.Keys(after)) {
		if before[id] != after[id] {
			t.Errorf("%s was %q and is %q", id, before[id], after[id])
		}
	}
	for id := range before {
		if after[id] == "" {
			t.Errorf("%s is gone, it was %q", id, before[id])
		}
	}
}

// wantChanges demands changes of a plan, in this order, others between them. An id that
// ends in a dash stands for any that begins with it.
func wantChanges(t *testing.T, p plan.Plan, ids ...string) {
	t.Helper()
	left := changeNames(p)
	for _, id := range ids {
		i := slices.IndexFunc(left, func(c string) bool { return c == id || strings.HasSuffix(id, "-") && strings.HasPrefix(c, id) })
		if i < 0 {
			t.Fatalf("%s is not among the changes, or not in its place: %v", id, changeNames(p))
		}
		left = left[i+1:]
	}
}

func changeNames(p plan.Plan) []string {
	var out []string
	for _, c := range p.Changes {
		out = append(out, c.ID)
	}
	return out
}

func sprint(values ...any) string { return strings.TrimSpace(fmt.Sprintln(values...)) }

// elapse lets the bubble's time pass, on which the sandbox lives as well. It takes none.
func elapse(d time.Duration) { <-time.After(d) }

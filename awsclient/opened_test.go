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
	scenario, ok := sandbox.Lookup(name)
	if !ok {
		t.Fatalf("there is no scenario %s", name)
	}
	client := sandbox.New(scenario, sandbox.WithClock(time.Now)).HTTPClient()
	return world{
		account: opened(t, awsclient.Options{Region: sandbox.Region, HTTPClient: client, Credentials: key}),
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
func (w world) deploy(t *testing.T, model string) (types.EndpointStatus, string) {
	t.Helper()
	name := aws.String("shown")
	must(w.raw.CreateEndpointConfig(t.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: name,
		ProductionVariants: []types.ProductionVariant{{
			VariantName: aws.String("all"), ModelName: aws.String(model), InstanceType: "ml.g5.xlarge", InitialInstanceCount: aws.Int32(2),
		}},
	}))(t)
	must(w.raw.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{EndpointName: name, EndpointConfigName: name}))(t)
	time.Sleep(20 * time.Minute)
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
	return out
}

// wide asks for everything that a plan can open: services, the internet, a group of the
// model's own and associations.
func wide(a plan.Answers, groups ...string) plan.Answers {
	a.Reach.Services, a.Reach.Internet = []string{"logs", "sts", "secretsmanager"}, plan.InternetNAT
	a.Network.Egress, a.S3.Association = plan.EgressNew, plan.AssociationExplicit
	if len(groups) > 0 {
		a.Network.SecurityGroups = groups
	}
	return a
}

// TestWhatAPlanOpensIsOpen applies everything at once in the tour's VPC, with a security
// group that lets nothing out, deploys, and takes it all back.
func TestWhatAPlanOpensIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, answers := worldOf(t, "tour")
		closed := ""
		for _, g := range must(w.account.SecurityGroups(t.Context(), answers.Network.VPC))(t) {
			if g.Name == "stripped-sg" {
				closed = g.ID
			}
		}
		answers = wide(answers, closed)
		before := w.shape(t, answers.Network.VPC)
		state := w.plan(t, answers)
		if !state.Plan.Applicable {
			t.Fatalf("the plan cannot be applied: %+v", state.Plan.Blockers())
		}
		r := w.drive(t, run.New(state.Plan))
		if r.Phase != run.Done {
			t.Fatalf("the run is %s: %v", r.Phase, r.Err)
		}
		after := answers
		after.Network.SecurityGroups = must(w.account.Model(t.Context(), answers.Model.Name))(t).VPC.SecurityGroups
		after.Model.Name += "-2"
		n := must(w.account.Network(t.Context(), steps.Scope{VPC: answers.Network.VPC}))(t)
		services := must(w.account.Services(t.Context()))(t)
		for _, subnet := range answers.Network.Subnets {
			from := network.Sender{Subnet: subnet, Groups: after.Network.SecurityGroups}
			for _, name := range answers.Reach.Services {
				service, _ := plan.ServiceNamed(n, facts.Facts{Services: services}, name)
				if p := network.Walk(n, from, network.Service(name, service)); p.Verdict != network.Open {
					t.Errorf("%s to %s is %s: %+v", subnet, name, p.Verdict, p.Hops)
				}
			}
			for _, to := range []network.Destination{network.S3(nil), network.Internet()} {
				if p := network.Walk(n, from, to); p.Verdict != network.Open {
					t.Errorf("%s to %s is %s: %+v", subnet, to.Name, p.Verdict, p.Hops)
				}
			}
		}
		if again := w.plan(t, after).Plan; len(again.Changes) != 1 {
			t.Errorf("a second plan has something to do still: %v", changeNames(again))
		}
		if status, reason := w.deploy(t, answers.Model.Name); status != types.EndpointStatusInService {
			t.Errorf("the endpoint is %s: %s", status, reason)
		}
		_ = before
	})
}

// TestWhatAPlanOpensIsClosedAgain lets the last change fail and undoes the rest.
func TestWhatAPlanOpensIsClosedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, answers := worldOf(t, "tour")
		answers = wide(answers)
		before, addresses := w.shape(t, answers.Network.VPC), must(w.account.Usage(t.Context()))(t).ElasticIPs
		p := w.plan(t, answers).Plan
		for i := range p.Changes {
			if p.Changes[i].ID == plan.ChangeModel {
				p.Changes[i].Request.Input["ExecutionRoleArn"] = "arn:aws:iam::111122223333:role/NoSuchRole"
			}
		}
		r := w.drive(t, run.New(p))
		if r.Phase != run.Failed {
			t.Fatalf("the run is %s", r.Phase)
		}
		if r = w.drive(t, r.Undo()); r.Phase != run.Undone || r.Err != nil {
			t.Fatalf("the undo is %s: %v", r.Phase, r.Err)
		}
		if after := w.shape(t, answers.Network.VPC); !maps.Equal(before, after) {
			for _, id := range slices.Sorted(maps.Keys(after)) {
				if before[id] != after[id] {
					t.Errorf("%s was %s and is %s", id, before[id], after[id])
				}
			}
		}
		if usage := must(w.account.Usage(t.Context()))(t); usage.ElasticIPs != addresses {
			t.Errorf("%d addresses are left of %d", usage.ElasticIPs, addresses)
		}
	})
}

func changeNames(p plan.Plan) []string {
	var out []string
	for _, c := range p.Changes {
		out = append(out, c.ID)
	}
	return out
}

func sprint(values ...any) string { return strings.TrimSpace(fmt.Sprintln(values...)) }

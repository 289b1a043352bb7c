package awsclient_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// patient is the tour's account with its network repaired, for a test to spoil.
type patient struct {
	hosted
	ec2     *ec2.Client
	network facts.Network
}

func newPatient(t *testing.T) patient {
	t.Helper()
	scenario, _ := sandbox.Lookup(sandbox.Tour)
	clock := sandbox.NewClock()
	client := sandbox.New(scenario, sandbox.WithClock(clock.Now)).HTTPClient()
	account := opened(t, awsclient.Options{Region: sandbox.Region, HTTPClient: client, Credentials: key})
	state := must(steps.Resolve(t.Context(), account, scenario.Answers()))(t)
	p := patient{
		hosted: hosted{
			account: account, plan: state.Plan, answers: state.Answers, clock: clock,
			raw: sagemaker.New(sagemaker.Options{Region: sandbox.Region, HTTPClient: client, Credentials: signer(sandbox.AccessKeyID)}),
		},
		ec2: ec2.New(ec2.Options{Region: sandbox.Region, HTTPClient: client, Credentials: signer(sandbox.AccessKeyID)}),
	}
	p.apply(t)
	p.network = must(account.Network(t.Context(), steps.Scope{VPC: state.Answers.Network.VPC}))(t)
	return p
}

func (p patient) subnet(name string) string {
	return p.network.Subnets[slices.IndexFunc(p.network.Subnets, func(s facts.Subnet) bool { return s.Name == name })].ID
}

func (p patient) table(name string) string {
	return p.network.RouteTables[slices.IndexFunc(p.network.RouteTables, func(r facts.RouteTable) bool { return r.Name == name })].ID
}

func (p patient) group(name string) string {
	return p.network.SecurityGroups[slices.IndexFunc(p.network.SecurityGroups, func(g facts.SecurityGroup) bool { return g.Name == name })].ID
}

func (p patient) gateway() string {
	return p.network.Endpoints[slices.IndexFunc(p.network.Endpoints, facts.Endpoint.Gateway)].ID
}

func (p patient) modify(t *testing.T, in *ec2.ModifyVpcEndpointInput) {
	in.VpcEndpointId = aws.String(p.gateway())
	must(p.ec2.ModifyVpcEndpoint(t.Context(), in))(t)
}

// serve makes a model in subnets and an endpoint of it, and waits until that has ended.
func (p patient) serve(t *testing.T, kind string, count int32, group string, subnets ...string) {
	t.Helper()
	config := &types.VpcConfig{SecurityGroupIds: []string{p.group(group)}}
	for _, name := range subnets {
		config.Subnets = append(config.Subnets, p.subnet(name))
	}
	name := aws.String("patient")
	must(p.raw.CreateModel(t.Context(), &sagemaker.CreateModelInput{
		ModelName: name, ExecutionRoleArn: aws.String("arn:aws:iam::111122223333:role/SageMakerExecution"), VpcConfig: config,
		PrimaryContainer: &types.ContainerDefinition{
			Image: aws.String("111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3"), ModelDataUrl: aws.String("s3://acme-models/fraud/model.tar.gz"),
		},
	}))(t)
	must(p.raw.CreateEndpointConfig(t.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: name, ProductionVariants: []types.ProductionVariant{{
			VariantName: aws.String("all"), ModelName: name, InstanceType: types.ProductionVariantInstanceType(kind), InitialInstanceCount: aws.Int32(count),
		}},
	}))(t)
	must(p.raw.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{EndpointName: name, EndpointConfigName: name}))(t)
	// Until what the failed instances left in the subnets is gone as well.
	p.clock.Advance(40 * time.Minute)
}

// ill is one thing wrong with a network, and the finding that must be named as the cause.
type ill struct {
	name, rule string
	subject    func(patient) string
	spoil      func(*testing.T, patient)
	kind       string
	count      int32
	group      string
	subnets    []string
}

// ills are the reasons for which the sandbox fails an endpoint in a network, "" for the
// network in which it does not.
func ills() []ill {
	policy := func(document string) func(*testing.T, patient) {
		return func(t *testing.T, p patient) {
			p.modify(t, &ec2.ModifyVpcEndpointInput{PolicyDocument: aws.String(document)})
		}
	}
	subnet := func(name string) func(patient) string { return func(p patient) string { return p.subnet(name) } }
	chosen := func(patient) string { return "network.subnets" }
	return []ill{
		{name: "healthy"},
		{name: "a subnet without route", rule: plan.RuleS3NoPath, subject: subnet("private-b"), spoil: func(t *testing.T, p patient) {
			p.modify(t, &ec2.ModifyVpcEndpointInput{RemoveRouteTableIds: []string{p.table("private-b")}})
		}},
		{name: "no endpoint", rule: plan.RuleS3NoPath, spoil: func(t *testing.T, p patient) {
			must(p.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{p.gateway()}}))(t)
		}},
		{name: "an internet gateway", rule: plan.RuleS3NoPath, subject: subnet("public-b"), subnets: []string{"private-a", "public-b"}},
		{
			name: "a policy that only denies", rule: plan.RuleS3PolicyDenyOnly, subject: patient.gateway,
			spoil: policy(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}`),
		},
		{
			name: "a policy that allows something else", rule: plan.RuleS3PolicyModel, subject: patient.gateway,
			spoil: policy(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}]}`),
		},
		{name: "a security group that lets nothing out", rule: "sg.egress-s3", group: "stripped-sg"},
		{name: "names that nobody resolves", rule: plan.RuleDNSSupport, subject: func(p patient) string { return p.network.VPC.ID }, spoil: func(t *testing.T, p patient) {
			must(p.ec2.ModifyVpcAttribute(t.Context(), &ec2.ModifyVpcAttributeInput{
				VpcId: aws.String(p.network.VPC.ID), EnableDnsSupport: &ec2types.AttributeBooleanValue{Value: aws.Bool(false)},
			}))(t)
		}},
		{name: "one zone", rule: plan.RuleSubnetSingleAZ, subnets: []string{"private-a", "tiny-a"}, count: 1},
		{name: "a type that one of the zones lacks", rule: plan.RuleSubnetInstance, kind: "ml.g5.xlarge", count: 1, subnets: []string{"private-a", "private-d"}},
		{name: "too few addresses", rule: plan.RuleCapacityOut, subject: chosen, count: 12, subnets: []string{"tiny-a", "private-d"}},
		{name: "room in one zone only", rule: plan.RuleCapacityOneAZ, subject: chosen, kind: "ml.g5.12xlarge", count: 2, subnets: []string{"tiny-a", "private-b"}},
	}
}

// TestTheDoctorNamesTheCause lets an endpoint fail for each reason that the sandbox knows,
// and asks why. The sandbox's packets and the rules know nothing of each other.
func TestTheDoctorNamesTheCause(t *testing.T) {
	for _, tc := range ills() {
		t.Run(tc.name, func(t *testing.T) {
			p := newPatient(t)
			if tc.spoil != nil {
				tc.spoil(t, p)
			}
			subnets := tc.subnets
			if subnets == nil {
				subnets = []string{"private-a", "private-b"}
			}
			p.serve(t, first(tc.kind, "ml.m5.xlarge"), first32(tc.count, 2), first(tc.group, "model-sg"), subnets...)
			report := must(doctor.Examine(t.Context(), p.account, doctor.Subject{Endpoint: "patient"}))(t)
			e := report.Endpoints[0]
			if tc.rule == "" {
				if e.Status != "InService" || e.FailureReason != "" || report.Blocks() {
					t.Errorf("a healthy endpoint is %s (%q), and blocked by %+v", e.Status, e.FailureReason, report.Findings())
				}
				return
			}
			if e.Status != "Failed" || !e.Cause.Known || e.Cause.Finding == nil {
				t.Fatalf("%s: %q, which is explained by %+v of %+v", e.Status, e.FailureReason, e.Cause, report.Findings())
			}
			found := *e.Cause.Finding
			if found.Rule != tc.rule || tc.subject != nil && found.Subject != tc.subject(p) {
				t.Errorf("the cause of %q is %s %s, want %s", e.FailureReason, found.Rule, found.Subject, tc.rule)
			}
			// The model itself tells the same.
			same := must(doctor.Examine(t.Context(), p.account, doctor.Subject{Model: "patient"}))(t)
			if len(same.Endpoints) != 1 || same.Endpoints[0].Cause.Finding == nil || same.Endpoints[0].Cause.Finding.Rule != tc.rule {
				t.Errorf("the model's endpoints are %+v", same.Endpoints)
			}
		})
	}
}

// TestARepairedNetworkExplainsNothing: the endpoint stays Failed when its network is mended,
// and a reason outside the network is none of the network's.
func TestARepairedNetworkExplainsNothing(t *testing.T) {
	p := newPatient(t)
	in := &ec2.ModifyVpcEndpointInput{RemoveRouteTableIds: []string{p.table("private-b")}}
	p.modify(t, in)
	p.serve(t, "ml.m5.xlarge", 2, "model-sg", "private-a", "private-b")
	p.modify(t, &ec2.ModifyVpcEndpointInput{AddRouteTableIds: in.RemoveRouteTableIds})
	report := must(doctor.Examine(t.Context(), p.account, doctor.Subject{Endpoint: "patient"}))(t)
	e := report.Endpoints[0]
	if e.Status != "Failed" || !e.Cause.Known || e.Cause.Finding != nil || report.Blocks() || !slices.Contains(e.Cause.Rules, plan.RuleS3NoPath) {
		t.Errorf("%s: %+v, %+v", e.Status, e.Cause, report.Findings())
	}
}

// TestTheDoctorSeesEveryModelOfTheAccount: each is described once.
func TestTheDoctorSeesEveryModelOfTheAccount(t *testing.T) {
	p := newPatient(t)
	p.modify(t, &ec2.ModifyVpcEndpointInput{RemoveRouteTableIds: []string{p.table("private-b")}})
	p.serve(t, "ml.m5.xlarge", 2, "model-sg", "private-a", "private-b")
	survey := must(doctor.ExamineAll(t.Context(), p.account, nil))(t)
	var rows []string
	for _, m := range survey.Models {
		rows = append(rows, m.Name+" "+string(doctor.Verdict(m.Plan.Findings)))
	}
	if got := strings.Join(rows, ", "); got != "churn-v2 holds, fraud-v3-vpc blocks, patient blocks" {
		t.Errorf("%s", got)
	}
}

func first32(n, otherwise int32) int32 {
	if n == 0 {
		return otherwise
	}
	return n
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

package steps_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// complete are the answers of a newcomer: Enter on every screen leads to the review.
func complete() plan.Answers {
	a := plan.Defaults()
	a.Region = "us-east-1"
	a.Model.From, a.Model.Name = "fraud-v3", "fraud-v3-vpc"
	a.Network = plan.Network{VPC: home, Subnets: []string{subnetA, subnetB}, SecurityGroups: []string{homeGroup}}
	a.Capacity.InstanceType = "ml.m5.xlarge"
	return a
}

func TestEnterOnEveryScreenLeadsToTheReview(t *testing.T) {
	w := newWalker(newAccount(), complete())
	var seen []steps.ID
	for w.Current().ID != steps.ReviewID {
		seen = append(seen, w.Current().ID)
		var err error
		if w, err = w.enter(); err != nil {
			t.Fatalf("%s refuses its own default: %v", w.Current().ID, err)
		}
		if len(seen) > 20 {
			t.Fatalf("no end: %v", seen)
		}
	}
	want := []steps.ID{
		steps.AccountID, steps.ModelID, steps.ModelOriginID, steps.ModelRequestID, steps.VPCID,
		steps.SubnetsID, steps.SecurityGroupsID, steps.S3ID, steps.PolicyID, steps.PolicyBucketID, steps.ReachID,
	}
	if !slices.Equal(seen, want) {
		t.Errorf("walked %v, want %v", seen, want)
	}
	resolved, err := steps.Resolve(t.Context(), newAccount(), complete())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := w.State().Plan.Changes, resolved.Plan.Changes; !reflect.DeepEqual(got, want) {
		t.Errorf("the wizard's plan is not the command line's:\n%+v\n%+v", got, want)
	}
	w, err = w.enter()
	if err != nil || w.Current().ID != steps.ApplyID || w.State().Run == nil {
		t.Fatalf("consent led to %s with run %v: %v", w.Current().ID, w.State().Run, err)
	}
	if _, back := w.Back(); back {
		t.Error("a run that began can be walked away from")
	}
}

func walkTo(t *testing.T, w walker, id steps.ID) walker {
	t.Helper()
	for w.Current().ID != id {
		var err error
		if w, err = w.enter(); err != nil {
			t.Fatalf("on the way to %s, %s: %v", id, w.Current().ID, err)
		}
	}
	return w
}

func TestOneZoneIsNoWayForward(t *testing.T) {
	w := walkTo(t, newWalker(newAccount(), complete()), steps.SubnetsID)
	for _, chosen := range [][]string{nil, {subnetA}, {subnetA, subnetA2}} {
		next, err := w.reply(steps.Reply{Values: chosen})
		if err == nil || next.Current().ID != steps.SubnetsID || !strings.Contains(err.Error(), "press a") {
			t.Errorf("%v leads to %s: %v", chosen, next.Current().ID, err)
		}
		pair, err := next.reply(steps.Reply{Action: steps.BestPair})
		if err != nil || pair.Current().ID != steps.SubnetsID {
			t.Fatalf("the best pair: %v", err)
		}
		if got := pair.State().Answers.Network.Subnets; len(got) != 2 || !slices.Contains(got, subnetB) {
			t.Errorf("the best pair is %v", got)
		}
	}
}

func TestNarrowVPCSaysThatThereIsNoPair(t *testing.T) {
	a := complete()
	a.Network = plan.Network{VPC: narrow, Subnets: []string{narrowOne, narrowTwo}, SecurityGroups: []string{narrowGroup}}
	w := walkTo(t, newWalker(newAccount(), a), steps.SubnetsID)
	if _, err := w.enter(); err == nil || !strings.Contains(err.Error(), "another VPC") {
		t.Errorf("got %v", err)
	}
	if _, err := w.reply(steps.Reply{Action: steps.BestPair}); err == nil {
		t.Error("a pair was found in one zone")
	}
}

func TestUpstreamChangeClearsOnlyWhatDependsOnIt(t *testing.T) {
	w := walkTo(t, newWalker(newAccount(), complete()), steps.S3ID)
	before := w.State().Answers
	back, ok := w.GoTo(steps.VPCID)
	if !ok {
		t.Fatal("the VPC step cannot be returned to")
	}
	w.Machine = back
	same, err := w.reply(steps.Reply{Values: []string{home}})
	if err != nil || !reflect.DeepEqual(same.State().Answers, before) {
		t.Errorf("the same VPC again changed the answers: %+v (%v)", same.State().Answers, err)
	}
	other, err := w.reply(steps.Reply{Values: []string{narrow}})
	if err != nil {
		t.Fatal(err)
	}
	got := other.State().Answers
	if got.Network.Subnets != nil || got.Network.SecurityGroups != nil {
		t.Errorf("subnets of the old VPC stayed: %+v", got.Network)
	}
	if !reflect.DeepEqual(got.Model, before.Model) || !reflect.DeepEqual(got.Capacity, before.Capacity) {
		t.Error("another VPC changed the model or the capacity")
	}
}

func TestAnotherRegionDropsWhatWasRead(t *testing.T) {
	w := walkTo(t, newWalker(newAccount(), complete()), steps.VPCID)
	m, _ := w.GoTo(steps.AccountID)
	w.Machine = m
	next, err := w.reply(steps.Reply{Fields: map[string]string{"region": "eu-west-1"}})
	if err != nil {
		t.Fatal(err)
	}
	a := next.State().Answers
	if a.Region != "eu-west-1" || a.Network.VPC != "" || a.Model.Name != "fraud-v3-vpc" || next.State().Facts.Networks != nil {
		t.Errorf("after another Region: %+v", a)
	}
	// What is typed and taken out again was never another Region.
	for _, typed := range []string{"us-east-1x", "us-east-", ""} {
		draft, err := w.Draft(steps.Reply{Fields: map[string]string{"region": typed}})
		form, _ := draft.Question().(steps.Form)
		field := form.Fields[1]
		if err == nil || field.Value != typed || field.Problem == "" || len(draft.State().Answers.Network.Subnets) == 0 {
			t.Errorf("%q: %v, %+v, subnets %v", typed, err, field, draft.State().Answers.Network.Subnets)
		}
	}
	if _, err := w.reply(steps.Reply{Fields: map[string]string{"region": "Virginia"}}); err == nil {
		t.Error("a Region that is no Region's name was taken")
	}
}

func TestRefusedReadsBecomeGapsNotEnds(t *testing.T) {
	account := newAccount()
	account.faults = map[string]*facts.Fault{}
	for _, method := range []string{"Models", "Roles", "Bucket", "InstanceType"} {
		account.faults[method] = &facts.Fault{Kind: facts.Denied, Op: "x:" + method, Summary: "you may not call x:" + method}
	}
	a := complete()
	a.Model.From, a.Model.Role, a.Model.Containers = "", fraudRole, []plan.Container{{Image: fraudImage, ModelData: "s3://acme-models/m.tar.gz"}}
	w := walkTo(t, newWalker(account, a), steps.ReviewID)
	unknown := 0
	for _, f := range w.State().Plan.Findings {
		if f.Severity == plan.Unknown {
			unknown++
		}
	}
	if unknown != 3 || !w.State().Plan.Applicable {
		t.Errorf("want the bucket, the offerings and EFA unknown and the plan applicable: %+v", w.State().Plan.Findings)
	}
}

func TestExpiredIdentityStaysOnTheAccount(t *testing.T) {
	account := newAccount()
	account.faults = map[string]*facts.Fault{"Identity": {Kind: facts.Expired, Summary: "the session has ended", Fix: "Run aws sso login."}}
	w := newWalker(account, complete())
	next, _ := w.enter()
	if next.Current().ID != steps.AccountID {
		t.Fatalf("went on to %s without an identity", next.Current().ID)
	}
	form, _ := next.Question().(steps.Form)
	if !strings.Contains(form.Fields[1].Problem, "aws sso login") {
		t.Errorf("the form does not say what to do: %+v", form.Fields[1])
	}
	account.faults = nil
	if next, err := next.enter(); err != nil || next.Current().ID == steps.AccountID {
		t.Errorf("a second try stays: %v", err)
	}
}

func TestTakenNameStops(t *testing.T) {
	a := complete()
	a.Model.Name = "churn-v2"
	w := walkTo(t, newWalker(newAccount(), a), steps.ModelRequestID)
	next, _ := w.enter()
	if next.Current().ID != steps.ModelRequestID {
		t.Fatalf("a taken name led to %s", next.Current().ID)
	}
	free, err := next.reply(steps.Reply{Fields: map[string]string{"name": "fresh"}})
	if err != nil || free.Current().ID != steps.VPCID {
		t.Errorf("a free name leads to %s: %v", free.Current().ID, err)
	}
}

func TestSameNetworkPrefillsIt(t *testing.T) {
	a := plan.Defaults()
	w := newWalker(newAccount(), a)
	w, _ = w.enter()
	w, _ = w.reply(steps.Reply{Values: []string{string(steps.ModeSameNetwork)}})
	w, err := w.reply(steps.Reply{Values: []string{"churn-v2"}})
	if err != nil || w.Current().ID != steps.ModelRequestID {
		t.Fatalf("at %s: %v", w.Current().ID, err)
	}
	w, err = w.reply(steps.Reply{Fields: map[string]string{"name": "new", "role": "SageMakerExecution", "image": fraudImage, "model_data": ""}})
	if err != nil {
		t.Fatal(err)
	}
	if w.State().Answers.Model.Role != fraudRole {
		t.Errorf("a role's name was taken as %q", w.State().Answers.Model.Role)
	}
	w, err = w.enter()
	if err != nil || w.Current().ID != steps.SubnetsID {
		t.Fatalf("at %s: %v", w.Current().ID, err)
	}
	if n := w.State().Answers.Network; !slices.Equal(n.Subnets, []string{subnetA, subnetB}) || !slices.Equal(n.SecurityGroups, []string{homeGroup}) {
		t.Errorf("the neighbour's network was not taken: %+v", n)
	}
}

func TestResolveNamesWhatIsMissing(t *testing.T) {
	_, err := steps.Resolve(t.Context(), newAccount(), plan.Defaults())
	var missing *steps.MissingError
	if !errors.As(err, &missing) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"model.name (--model-name)", "model.role (--role)", "network.subnets (--subnets)", "network.security_groups (--security-groups)"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not named in %v", want, err)
		}
	}
	a := complete()
	a.S3.Policy = "file:not-there.json"
	var field plan.FieldError
	if _, err := steps.Resolve(t.Context(), newAccount(), a); !errors.As(err, &field) || field.Key != "s3.policy" {
		t.Errorf("a policy file that is not there: %v", err)
	}
	a = complete()
	a.Network.VPC = "vpc-00000000000000fff"
	if _, err := steps.Resolve(t.Context(), newAccount(), a); !errors.As(err, &field) || field.Key != "network.vpc" {
		t.Errorf("a VPC that does not exist: %v", err)
	}
	a = complete()
	a.Model.From = "nosuch"
	if _, err := steps.Resolve(t.Context(), newAccount(), a); !errors.As(err, &field) || field.Key != "model.from" {
		t.Errorf("a model that does not exist: %v", err)
	}
	a = complete()
	a.Network.VPC = ""
	s, err := steps.Resolve(t.Context(), newAccount(), a)
	if err != nil || s.Answers.Network.VPC != home {
		t.Errorf("the VPC of the subnets was not found: %v", err)
	}
}

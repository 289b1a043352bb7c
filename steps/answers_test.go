package steps_test

import (
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// TestUnreadRouteTablesAreNoVerdict: what could not be read is never counted as a no.
func TestUnreadRouteTablesAreNoVerdict(t *testing.T) {
	account := newAccount()
	for i := range account.networks {
		account.networks[i].RouteTables = nil
		account.networks[i].Gaps = facts.Gaps{facts.TopicRouteTables: {Summary: "you may not call ec2:DescribeRouteTables"}}
	}
	a := complete()
	a.Network = plan.Network{}
	w := walkTo(t, newWalker(account, a), steps.VPCID)
	choice, _ := w.Question().(steps.Choice)
	for _, o := range choice.Options {
		if o.Value != home {
			continue
		}
		if last := o.Detail[len(o.Detail)-1]; o.Mark != steps.Unknown || o.Note != last.Text || !strings.Contains(last.Detail, "ec2:DescribeRouteTables") {
			t.Errorf("the VPC is marked %q: %s, %+v", o.Mark, o.Note, last)
		}
	}
}

func TestTheVPCThatFitsIsProposed(t *testing.T) {
	account := newAccount()
	for i := range account.networks {
		account.networks[i].Endpoints = []facts.Endpoint{{ID: "vpce-1", VPC: account.networks[i].VPC.ID, Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", State: "available"}}
		routes := &account.networks[i].RouteTables[0].Routes
		*routes = append(*routes, facts.Route{Destination: "pl-63a5400a", Target: "vpce-1", State: "active"})
	}
	account.networks[0], account.networks[1] = account.networks[1], account.networks[0]
	a := complete()
	a.Network = plan.Network{}
	w := walkTo(t, newWalker(account, a), steps.VPCID)
	if choice, _ := w.Question().(steps.Choice); choice.Selected != home {
		t.Errorf("proposed %q", choice.Selected)
	}
}

func TestPanelKeepsWhatItDoesNotTake(t *testing.T) {
	w := walkTo(t, newWalker(newAccount(), complete()), steps.SubnetsID)
	for field, text := range map[string]string{
		"instances": "", "max_instances": "0", "reserve": "99999999999999999999", "instance_type": "g5",
	} {
		reply := confirmed(w.Question())
		reply.Fields[field] = text
		m, err := w.Draft(reply)
		if err == nil {
			t.Errorf("%s %q was taken", field, text)
		}
		many, _ := m.Question().(steps.Many)
		found := false
		for _, f := range many.Panel.Fields {
			found = found || f.Key == field && f.Value == text && f.Problem != ""
		}
		if !found {
			t.Errorf("%s %q is not shown with its problem: %+v", field, text, many.Panel.Fields)
		}
	}
	reply := confirmed(w.Question())
	reply.Fields["instances"], reply.Fields["max_instances"] = "5", "2"
	if _, err := w.Draft(reply); err == nil || !strings.Contains(err.Error(), "less than the 5") {
		t.Errorf("a maximum below the instances: %v", err)
	}
}

func TestUnknownRoleIsSaidToBeOne(t *testing.T) {
	w := walkTo(t, newWalker(newAccount(), complete()), steps.ModelRequestID)
	reply := confirmed(w.Question())
	reply.Fields["role"] = "Nobody"
	if _, err := w.reply(reply); err == nil || !strings.Contains(err.Error(), `no role named "Nobody"`) {
		t.Errorf("got %v", err)
	}
}

func TestAnotherStartForgetsTheCopysName(t *testing.T) {
	w := walkTo(t, newWalker(newAccount(), complete()), steps.ModelID)
	next, err := w.reply(steps.Reply{Values: []string{string(steps.ModeNew)}})
	if err != nil {
		t.Fatal(err)
	}
	if m := next.State().Answers.Model; m.From != "" || m.Name != "" {
		t.Errorf("a new model begins as %+v", m)
	}
}

func TestPairsSurviveTheirText(t *testing.T) {
	w := walkTo(t, newWalker(newAccount(), complete()), steps.ModelRequestID)
	for text, want := range map[string]string{
		`A=1 B="two words"`: `A=1 B="two words"`, `A= B=x=y`: `A= B=x=y`, `A="x\ny"`: `A="x\ny"`, "  ": "",
	} {
		reply := confirmed(w.Question())
		reply.Fields["environment"] = text
		m, err := w.Draft(reply)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		form, _ := m.Question().(steps.Form)
		if got := form.Fields[4].Value; form.Fields[4].Key != "environment" || got != want {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
	for _, bad := range []string{"A", "A=1 A=2", `A="open`, "=x"} {
		reply := confirmed(w.Question())
		reply.Fields["environment"] = bad
		if _, err := w.Draft(reply); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}

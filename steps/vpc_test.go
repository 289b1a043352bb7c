package steps_test

import (
	"strings"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

func TestTheVPCListCountsOnlyWhatAModelCanUse(t *testing.T) {
	account := newAccount()
	n := &account.networks[1]
	n.Subnets = append(
		n.Subnets,
		facts.Subnet{ID: "subnet-0000000000000002a", VPC: narrow, ZoneID: another, State: "available", IPv6Only: true},
		facts.Subnet{ID: "subnet-0000000000000002b", VPC: narrow, ZoneID: "use1-bos1-az1", State: "available", Free: 100},
		facts.Subnet{ID: "subnet-0000000000000002c", VPC: narrow, ZoneID: another, State: "pending", Free: 100},
	)
	q, _ := walkTo(t, newWalker(account, complete()), steps.VPCID).Question().(steps.Choice)
	for _, o := range q.Options {
		if o.Value == narrow && (o.Mark != steps.Blocks || o.Note != "one zone only: two are needed" || !strings.Contains(o.Detail[1].Text, "3 subnets")) {
			t.Errorf("narrow is %q %q: %+v", o.Mark, o.Note, o.Detail)
		}
	}
}

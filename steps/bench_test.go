package steps_test

import (
	"fmt"
	"net/netip"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// BenchmarkManyVPCs asks for the VPC in an account with 50 of them and 10,000 subnets:
// the question is asked anew at every key.
func BenchmarkManyVPCs(b *testing.B) {
	account := newAccount()
	account.networks = nil
	for v := range 50 {
		n := newNetwork(fmt.Sprintf("vpc-%017x", v+1), fmt.Sprintf("sg-%017x", v+1), nil)
		for s := range 200 {
			table := fmt.Sprintf("rtb-%017x", v*200+s/50)
			id := fmt.Sprintf("subnet-%017x", v*200+s)
			n.Subnets = append(n.Subnets, facts.Subnet{
				ID: id, VPC: n.VPC.ID, ZoneID: fmt.Sprintf("use1-az%d", s%3+1), CIDR: netip.MustParsePrefix("10.0.1.0/24"), Free: 100, State: "available",
			})
			if s%50 == 0 {
				n.RouteTables = append(n.RouteTables, facts.RouteTable{ID: table, VPC: n.VPC.ID, Routes: []facts.Route{{Destination: "10.0.0.0/16", Target: "local", State: "active"}}})
			}
			last := &n.RouteTables[len(n.RouteTables)-1]
			last.Subnets = append(last.Subnets, id)
		}
		account.networks = append(account.networks, n)
	}
	a := complete()
	a.Network.VPC = ""
	w := newWalker(account, a)
	for w.Current().ID != steps.VPCID {
		next, err := w.enter()
		if err != nil {
			b.Fatal(err)
		}
		w = next
	}
	b.ResetTimer()
	for b.Loop() {
		if q, ok := w.Question().(steps.Choice); !ok || len(q.Options) != 50 {
			b.Fatal("no question")
		}
	}
}

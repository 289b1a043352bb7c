package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

// Remark is something about a decision that its screen must not keep back.
type Remark struct {
	Warns bool // it speaks against the decision, or of something to be done by hand
	Text  string
}

// remarks are what there is to know about a decision besides what it changes.
func (t target) s3Remarks(d s3Decision) []Remark {
	var out []Remark
	out = append(out, t.interfaceRemarks(d)...)
	out = append(out, t.deadRemarks()...)
	for _, table := range t.wantedIn(TableRouted) {
		if _, through := TableS3(t.n, table); d.Action == S3Extend && through != d.Endpoint.ID {
			out = append(out, Remark{Text: label(table.Name, table.ID) + " keeps its route through " + t.endpointLabel(through) + ": a table takes one route to S3."})
		}
	}
	for _, table := range t.wantedIn(TableTaken) {
		_, through := TableS3(t.n, table)
		out = append(out, Remark{Warns: true, Text: fmt.Sprintf(
			"%s is left out: as far as was read it is %s's already, without a route that leads to S3 through it, and AWS refuses a second one.",
			label(table.Name, table.ID), t.endpointLabel(through))})
	}
	if left := t.unwanted(); len(left) > 0 {
		out = append(out, Remark{Warns: true, Text: tableLabels(left) + ", in effect for chosen subnets, " +
			plural(len(left), "is", "are") + " not among the route tables that were chosen by hand."})
	}
	if ids := t.strangers(); len(ids) > 0 {
		out = append(out, Remark{Warns: true, Text: strings.Join(ids, ", ") + " " + plural(len(ids), "is no route table", "are no route tables") + " of this VPC."})
	}
	own, _ := t.s3Endpoints()
	if d.Action == S3Create && len(own) > 0 {
		out = append(out, Remark{Warns: true, Text: "The VPC has " + t.endpointLabel(own[0].ID) + " already. Extending it keeps one endpoint and one policy for all."})
	}
	return append(out, t.ownerRemarks(d)...)
}

// interfaceRemarks speak of S3 interface endpoints: whether S3's own names lead to them is
// what decides if a gateway's route is used at all
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html).
func (t target) interfaceRemarks(d s3Decision) []Remark {
	var out []Remark
	taking, taken := t.s3NamesTaken()
	for _, e := range t.s3Interfaces() {
		name := named(e.Name, e.ID)
		switch {
		case taken && e.ID == taking.ID && (d.Action == S3Create || d.Action == S3Extend):
			out = append(out, Remark{Warns: true, Text: "S3's names lead to the interface endpoint " + name +
				" in this VPC. As long as its private DNS is on for all resolvers, the gateway's route is not used."})
		case taken && e.ID == taking.ID:
			out = append(out, Remark{Text: "S3's names lead to the interface endpoint " + name + ", which is charged for by the hour and by the gigabyte."})
			if t.refused() {
				out = append(out, Remark{Warns: true, Text: "The security groups of " + name +
					" do not admit the model on 443: name s3 among the services that it must reach, and they will."})
			}
		case e.PrivateDNS && e.InboundOnly:
			out = append(out, Remark{Text: "The private names of " + name +
				" are for inbound resolvers only, and that needs a gateway endpoint: inside the VPC S3 is reached by the gateway's route."})
		case !e.PrivateDNS:
			out = append(out, Remark{Text: "The S3 interface endpoint " + name +
				" is reached by its own names only. SageMaker asks for S3's own names, so it does not help here. A gateway endpoint is free."})
		}
	}
	return out
}

// s3Interfaces are the VPC's interface endpoints of S3.
func (t target) s3Interfaces() []facts.Endpoint {
	return slices.DeleteFunc(slices.Clone(t.n.Endpoints), func(e facts.Endpoint) bool {
		return !strings.EqualFold(e.Type, "Interface") || e.VPC != t.n.VPC.ID || !strings.HasSuffix(e.Service, ".s3") || network.Ended(e)
	})
}

// s3NamesTaken is the interface endpoint that S3's names lead to in this VPC once the plan
// is applied: the plan may turn the DNS attributes on that private names need.
func (t target) s3NamesTaken() (facts.Endpoint, bool) {
	for _, e := range t.s3Interfaces() {
		if e.PrivateDNS && !e.InboundOnly && t.namesWillLead() {
			return e, true
		}
	}
	return facts.Endpoint{}, false
}

// refused reports whether the interface endpoint that S3's names lead to turns the model
// away from some chosen subnet.
func (t target) refused() bool {
	return slices.ContainsFunc(t.inside(), func(s facts.Subnet) bool {
		_, refused := network.Walk(t.n, t.sender(s.ID), network.S3(nil)).Find(network.CauseEndpointIngress)
		return refused
	})
}

// undoGateway is how a gateway endpoint that the plan creates is taken back. AWS keeps one
// that private names for inbound resolvers need.
func (t target) undoGateway() string {
	undo := "delete the endpoint; its routes go with it"
	for _, e := range t.s3Interfaces() {
		if e.PrivateDNS && e.InboundOnly {
			undo += ". AWS refuses that while " + named(e.Name, e.ID) + " has private names for inbound resolvers only"
		}
	}
	return undo
}

// deadRemarks say what is to be done about routes that no packet follows.
func (t target) deadRemarks() []Remark {
	var out []Remark
	for _, table := range t.wantedIn(TableDead) {
		out = append(out, Remark{Warns: true, Text: label(table.Name, table.ID) + " has a dead route to S3 (blackhole). " + t.deadFix(table)})
	}
	return out
}

// deadFix says what is to be done about a table's dead route to S3: route calls cannot
// change it, only its endpoint can.
func (t target) deadFix(table facts.RouteTable) string {
	_, through := TableS3(t.n, table)
	text := "Route calls cannot change it, only its endpoint can: "
	e, known := t.n.Endpoint(through)
	switch {
	case !known:
		return text + through + " is not among the VPC's endpoints. Associate the subnets with another route table, or ask AWS support to remove the route."
	case network.Ended(e):
		return text + t.endpointLabel(through) + " is " + strings.ToLower(e.State) + ", and takes the route with it. Read the account again (r) once it is gone."
	case t.foreign(e):
		return text + t.endpointLabel(through) + " belongs to " + owner(e) + ", who can take the table off it: " + t.modifyCommand(e.ID, "remove", []facts.RouteTable{table})
	}
	return text + "take the table off it, then run this again: " + t.modifyCommand(e.ID, "remove", []facts.RouteTable{table})
}

// ownerRemarks are instructions for whoever may change what this plan must not.
func (t target) ownerRemarks(d s3Decision) []Remark {
	missing := t.tablesWithoutS3()
	if len(missing) == 0 || d.Action == S3Create || d.Action == S3Extend {
		return nil
	}
	if t.sharedVPC() {
		text := "The owner of the VPC, account " + t.n.VPC.Owner + ", can give " + tableLabels(missing) + " a route: "
		if all := network.S3Endpoints(t.n); len(all) > 0 {
			return []Remark{{Warns: true, Text: text + t.modifyCommand(all[0].ID, "add", missing)}}
		}
		return []Remark{{Warns: true, Text: text + "an S3 gateway endpoint for " + strings.Join(tableIDs(missing), " ") + "."}}
	}
	own, foreign := t.s3Endpoints()
	if len(own) > 0 {
		return nil
	}
	var out []Remark
	for _, e := range foreign {
		out = append(out, Remark{Warns: true, Text: t.endpointLabel(e.ID) + " belongs to " + owner(e) + " and is never changed from here. " + t.askOwner(e, missing)})
	}
	return out
}

// askOwner is how the owner of an endpoint gives tables a route.
func (t target) askOwner(e facts.Endpoint, missing []facts.RouteTable) string {
	if e.RequesterManaged {
		return "Have its route tables extended where that service is configured, by " + strings.Join(tableIDs(missing), ", ") + "."
	}
	return "Its owner can add the route tables: " + t.modifyCommand(e.ID, "add", missing)
}

// modifyCommand is the AWS CLI's command that adds tables to an endpoint, or removes them.
func (t target) modifyCommand(endpoint, verb string, tables []facts.RouteTable) string {
	command := "aws ec2 modify-vpc-endpoint"
	if t.f.Caller != nil && t.f.Caller.Region != "" {
		command += " --region " + t.f.Caller.Region
	}
	return command + " --vpc-endpoint-id " + endpoint + " --" + verb + "-route-table-ids " + strings.Join(tableIDs(tables), " ")
}

// endpointLabel is what a person calls an endpoint that is known by its id.
func (t target) endpointLabel(id string) string {
	e, _ := t.n.Endpoint(id)
	return named(e.Name, id)
}

package sandbox

import (
	"slices"
	"time"
)

// deleteVpcEndpoints deletes what it can and lists the rest.
func deleteVpcEndpoints(x *ec2Call) *apiError {
	if refusal := x.need("VpcEndpointId"); refusal != nil {
		return refusal
	}
	type failure struct {
		id  string
		why *apiError
	}
	var doomed []*endpoint
	var failed []failure
	for _, wanted := range x.texts("VpcEndpointId") {
		e, refusal := x.endpointNamed(wanted)
		switch {
		case refusal != nil && refusal.code == endpointMalformed:
			return refusal
		case refusal != nil:
			// The code differs from the one of calls that fail as a whole; Terraform's provider waits for it
			// (https://github.com/hashicorp/terraform-provider-aws, internal/service/ec2/vpc_endpoint.go).
			failed = append(failed, failure{wanted, refusef("InvalidVpcEndpoint.NotFound", "%s", refusal.message)})
		case e.requesterManaged:
			failed = append(failed, failure{wanted, refusef("OperationNotPermitted", "The VPC endpoint %s is managed by its requester and cannot be deleted.", wanted)})
		case x.region.neededBy(e):
			failed = append(failed, failure{wanted, refusef("InvalidParameter", needsGateway, e.vpc)})
		default:
			doomed = append(doomed, e)
		}
	}
	if refusal := x.dryRun(); refusal != nil {
		return refusal
	}
	for _, e := range doomed {
		x.region.end(e, x.now)
	}
	items(x.out, "unsuccessful", failed, func(f failure) {
		x.out.text("resourceId", f.id)
		x.out.inside("error", func() {
			x.out.text("code", f.why.code)
			x.out.text("message", f.why.message)
		})
	})
	return nil
}

// end deletes an endpoint: one of type Gateway at once, one of type Interface when its
// interfaces are gone.
func (r *region) end(e *endpoint, now time.Time) {
	if e.kind == gatewayType {
		r.drop([]string{e.id})
		return
	}
	if e.state != "deleting" {
		e.life.become(&e.state, "deleting", gone, now, endpointFalling)
	}
}

// neededBy reports whether an interface endpoint of the same VPC sends only resolvers
// from outside to itself, and leaves the VPC's own traffic to this one
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html).
func (r *region) neededBy(e *endpoint) bool {
	return e.kind == gatewayType && slices.ContainsFunc(r.endpoints, func(other *endpoint) bool {
		return other.inboundOnly && other.privateDNS && other.vpc == e.vpc && other.service == e.service && other.state != "deleting"
	}) && !slices.ContainsFunc(r.endpoints, func(other *endpoint) bool {
		return other != e && other.kind == gatewayType && other.vpc == e.vpc && other.service == e.service
	})
}

// drop removes endpoints; their routes and interfaces go with them.
func (r *region) drop(ids []string) {
	var interfaces []string
	r.endpoints = slices.DeleteFunc(r.endpoints, func(e *endpoint) bool {
		if slices.Contains(ids, e.id) {
			interfaces = append(interfaces, e.interfaces...)
			return true
		}
		return false
	})
	r.interfaces = slices.DeleteFunc(r.interfaces, func(i *netInterface) bool { return slices.Contains(interfaces, i.id) })
}

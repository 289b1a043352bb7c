package sandbox

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// What a failed endpoint says. The first two are AWS's own sentences
// (https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-vpc.html;
// https://github.com/aws-solutions-library-samples/guidance-for-text-generation-using-embeddings-from-enterprise-data-on-aws/issues/3).
// For exhausted subnets none is published: the sandbox says what EC2 answers SageMaker with,
// InsufficientFreeAddressesInSubnet.
const (
	tooFewZones = "Unable to locate at least %d availability zone(s) with the requested instance type %s that overlap with SageMaker AI subnets."
	noModelData = "Failed to download model data from URL \"%s\". Please ensure that an S3 VPC endpoint exists in route table or NAT gateway for " +
		"the VPC mode and the URL is reachable from within the subnets provided."
	noAddresses = "Unable to create network interfaces in the subnets [%s]: The specified subnet does not have enough free addresses to satisfy the request."
)

// spread is the number of zones that a model's subnets must reach.
const spread = 2

// fleet is the instances behind an endpoint.
type fleet struct {
	config  *endpointConfig
	members []*deployed
	shadows int // how many of the members, the last ones, are shadow variants
}

// deployed is a variant as it runs, with its model as it was when it was deployed.
type deployed struct {
	variant
	shape      modelShape
	resolved   time.Time
	interfaces []*netInterface
}

// fleetOf plans a configuration's fleet. A model may have gone since the configuration was
// made (https://github.com/aws/sagemaker-python-sdk/issues/2112).
func (x *smCall) fleetOf(c *endpointConfig) (*fleet, *apiError) {
	f := &fleet{config: c, shadows: len(c.shadows)}
	for _, v := range slices.Concat(c.variants, c.shadows) {
		d := &deployed{variant: v, resolved: x.now}
		if v.model != "" {
			m, found := x.region.model(v.model)
			if !found {
				return nil, refusef(validation, "Could not find model \"%s\".", x.region.modelARN(v.model))
			}
			d.shape = m.shape()
		}
		f.members = append(f.members, d)
	}
	return f, nil
}

// placeFleet puts every instance of a fleet into its model's subnets, or none and says why.
func (r *region) placeFleet(w *world, f *fleet, endpoint string) string {
	for _, d := range f.members {
		if d.serverless != nil || len(d.shape.VpcConfig.Subnets) == 0 {
			continue
		}
		if reason := r.placeVariant(w, d, endpoint); reason != "" {
			r.withdraw(f)
			return reason
		}
	}
	return ""
}

// placeVariant spreads a variant's instances over the zones: each goes where the fewest
// are, and there into the subnets with the most free addresses. Balance and the choice
// among subnets of one zone are not documented; that two instances lie in two zones is
// (https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html).
func (r *region) placeVariant(w *world, d *deployed, endpoint string) string {
	rooms := r.roomsFor(d)
	if len(rooms) < spread {
		return fmt.Sprintf(tooFewZones, spread, d.kind)
	}
	need, inUse, fitting := addressesOf(d.kind), 0, 0
	for _, o := range rooms {
		fitting += o.free / need
	}
	if d.count > fitting {
		return d.exhausted()
	}
	for range d.count {
		o := slices.MinFunc(rooms, func(a, b *room) int {
			return cmp.Or(compareBool(b.free >= need, a.free >= need), cmp.Compare(a.instances, b.instances), cmp.Compare(b.free, a.free),
				cmp.Compare(a.zone.id, b.zone.id))
		})
		if o.instances == 0 {
			inUse++
		}
		o.instances++
		for range need {
			d.interfaces = append(d.interfaces, o.take(w, r, d, endpoint))
		}
	}
	if inUse < min(spread, d.count) {
		return d.exhausted()
	}
	return ""
}

func (d *deployed) exhausted() string {
	return fmt.Sprintf(noAddresses, strings.Join(d.shape.VpcConfig.Subnets, ", "))
}

// compareBool orders true behind false.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// room is what a model's subnets have in one zone.
type room struct {
	zone      zone
	subnets   []*subnet
	left      map[string]int        // free addresses by subnet
	taken     map[netip.Addr]bool   // addresses that an interface in the model's subnets has
	next      map[string]netip.Addr // by subnet, before which no address is free
	free      int                   // of all subnets together
	instances int
}

// roomsFor finds the zones in which a variant can run.
func (r *region) roomsFor(d *deployed) []*room {
	used, taken := r.used(), map[netip.Addr]bool{}
	for _, i := range r.interfaces {
		for _, address := range i.addresses {
			// Another VPC may have the same addresses.
			taken[address] = taken[address] || slices.Contains(d.shape.VpcConfig.Subnets, i.subnet)
		}
	}
	var rooms []*room
	for _, id := range d.shape.VpcConfig.Subnets {
		s, found := r.subnet(id)
		if !found || s.outpostARN != "" || s.state != "available" || !r.offersHosting(d.kind, s.zone) {
			continue
		}
		at, known := named(rooms, func(o *room) string { return o.zone.id }, s.zone.id)
		if !known {
			at = &room{zone: s.zone, left: map[string]int{}, taken: taken, next: map[string]netip.Addr{}}
			rooms = append(rooms, at)
		}
		if _, twice := at.left[s.id]; twice {
			continue
		}
		at.subnets = append(at.subnets, s)
		at.left[s.id] = s.size() - used[s.id]
		at.next[s.id] = firstAddress(s)
		at.free += at.left[s.id]
	}
	return rooms
}

// take makes one interface with one address. The caller has seen that there is room.
func (o *room) take(w *world, r *region, d *deployed, endpoint string) *netInterface {
	s := slices.MaxFunc(o.subnets, func(a, b *subnet) int { return cmp.Compare(o.left[a.id], o.left[b.id]) })
	o.left[s.id]--
	o.free--
	i := &netInterface{
		id: w.next("eni"), vpc: s.vpc, subnet: s.id, zone: s.zone, kind: "interface", requester: "amazon-sagemaker",
		description: "[DO NOT DELETE] ENI managed by SageMaker for " + endpoint, groups: slices.Clone(d.shape.VpcConfig.SecurityGroups), tags: tags{},
	}
	for o.taken[o.next[s.id]] {
		o.next[s.id] = o.next[s.id].Next()
	}
	i.addresses = []netip.Addr{o.next[s.id]}
	o.taken[o.next[s.id]] = true
	r.interfaces = append(r.interfaces, i)
	return i
}

// withdraw takes a fleet's interfaces, and their addresses, out of the subnets.
func (r *region) withdraw(f *fleet) {
	for _, d := range f.members {
		r.interfaces = slices.DeleteFunc(r.interfaces, func(i *netInterface) bool { return slices.Contains(d.interfaces, i) })
		d.interfaces = nil
	}
}

// unreachable says which model data a fleet cannot fetch from where it stands, and what
// stops it, "" when it can fetch all. Network isolation changes nothing: SageMaker fetches the data itself, on
// the same way (https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html).
func (r *region) unreachable(w *world, f *fleet) (url, stopped string) {
	for _, d := range f.members {
		for _, wanted := range w.downloads(d.shape) {
			for _, i := range d.interfaces {
				if stopped := r.fetch(i, wanted); stopped != "" {
					return wanted.url, stopped
				}
			}
		}
	}
	return "", ""
}

// unpullable says which image a fleet's roles may not pull, "" when they may pull all. The
// role is asked as it is at that moment, and one that is gone may pull nothing.
func (w *world) unpullable(f *fleet, at time.Time) string {
	for _, d := range f.members {
		arn := d.shape.ExecutionRoleArn
		if arn == "" {
			continue
		}
		r, found := named(w.roles, (*role).arn, arn)
		for _, c := range d.shape.containers() {
			if ecrImage.MatchString(c.Image) && (!found || !w.mayPull(r, c.Image, at)) {
				return fmt.Sprintf(noPull, arn, c.Image)
			}
		}
	}
	return ""
}

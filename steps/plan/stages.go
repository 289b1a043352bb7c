package plan

// stage is a part of the plan: what it makes of the account as it finds it.
type stage func(target) []Change

// stages are in the order in which they are applied. The way to the internet comes before
// the services: one that the NAT gateway will reach needs no endpoint, which costs by the hour.
func stages(ownGroup bool) (before, after []stage) {
	before = []stage{target.dnsChanges}
	if ownGroup {
		before = append(before, target.modelGroupChanges)
	}
	before = append(before, target.s3Changes, target.associationChanges, target.natChanges)
	return before, []stage{target.reachChanges, target.egressChanges}
}

// networkChanges are all changes around the model, and the target as they leave it. Each
// stage sees the account as the stages before it leave it, so that a rule can name a group
// and a route a gateway that the plan itself makes.
func (t target) networkChanges(ownGroup bool) ([]Change, target) {
	before, after := stages(ownGroup)
	return t.staged(append(before, after...))
}

func (t target) staged(list []stage) ([]Change, target) {
	out := []Change{}
	now := t
	for _, changes := range list {
		made := changes(now)
		if len(made) == 0 {
			continue
		}
		out = append(out, afterDNS(out, made)...)
		now = newTarget(t.a, project(t.f, t.a.Network.VPC, out))
	}
	return out, now
}

// ownGroup reports whether the plan makes a security group for the model: only when asked
// to, and when the chosen ones let it out too little.
func (t target) ownGroup() bool {
	if t.a.Network.Egress != EgressNew {
		return false
	}
	_, later := t.networkChanges(false)
	return len(later.egressLacks()) > 0
}

// beforeReach is the target as the services find it: names, S3 and the way to the
// internet are taken care of.
func (t target) beforeReach() target {
	if !t.known || len(t.inside()) == 0 {
		return t
	}
	list, _ := stages(t.ownGroup())
	_, now := t.staged(list)
	return now
}

// afterDNS lets changes that turn private DNS on wait for those of the VPC's DNS
// attributes, without which AWS refuses them.
func afterDNS(before, made []Change) []Change {
	for i, c := range made {
		if c.Request.Input["PrivateDnsEnabled"] != true {
			continue
		}
		for _, b := range before {
			if b.Kind == KindVPCAttribute {
				made[i].Needs = append(made[i].Needs, b.ID)
			}
		}
	}
	return made
}

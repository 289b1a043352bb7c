package sandbox

import (
	"fmt"
	"time"
)

// How long the stages of an endpoint take, in the account's time. AWS names no durations;
// that an endpoint comes up within some minutes, fails after more, and leaves interfaces
// behind is what its users report
// (https://github.com/hashicorp/terraform-provider-aws/issues/39090,
// https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1327).
const (
	untilPlaced     = time.Minute     // the request, then instances with interfaces
	untilDownload   = 2 * time.Minute // placed, then the first attempt at the model data
	betweenAttempts = time.Minute
	downloadsFor    = 9 * time.Minute // placed, then the last attempt
	untilStarted    = 3 * time.Minute // downloaded, then containers that answer
	rollsBackFor    = 2 * time.Minute
	deletesFor      = 2 * time.Minute
	lingers         = 10 * time.Minute // gone, then without interfaces
)

// rollout brings a fleet up, for a new endpoint or beside the fleet of an old one. A
// blue/green update holds both fleets, with the addresses of both, until the new one serves
// (https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html).
type rollout struct {
	world    *world
	region   *region
	endpoint *hostedEndpoint
	fleet    *fleet
	started  time.Time
	deadline time.Time // of the downloads
	// terminationWait is how long an old fleet is kept after the traffic has left it.
	terminationWait time.Duration
}

func (o *rollout) begin(at time.Time) {
	o.endpoint.pending, o.started = o, at
	o.world.agenda.add(at.Add(untilPlaced), o.placeFleet)
}

func (o *rollout) placeFleet(at time.Time) {
	reason := o.world.unpullable(o.fleet, at)
	if reason == "" {
		reason = o.region.placeFleet(o.world, o.fleet, o.endpoint.name)
	}
	if reason != "" {
		o.fail(at, reason, 0)
		return
	}
	o.deadline = at.Add(downloadsFor)
	for _, d := range o.fleet.members {
		if allowed := time.Duration(d.downloadTimeout) * time.Second; d.downloadTimeout > 0 && at.Add(allowed).Before(o.deadline) {
			o.deadline = at.Add(allowed)
		}
	}
	o.world.agenda.add(at.Add(untilDownload), o.fetch)
}

// fetch tries again until the deadline: a network that is repaired in the meantime serves.
func (o *rollout) fetch(at time.Time) {
	missing, stopped := o.region.unreachable(o.world, o.fleet)
	o.endpoint.stopped = stopped
	switch {
	case missing == "":
		o.world.agenda.add(at.Add(untilStarted), o.serve)
	case at.Add(betweenAttempts).After(o.deadline):
		o.fail(at, fmt.Sprintf(noModelData, missing), rollsBackFor)
	default:
		o.world.agenda.add(at.Add(betweenAttempts), o.fetch)
	}
}

// serve moves the traffic over. The old fleet goes after its wait.
func (o *rollout) serve(at time.Time) {
	old := o.endpoint.fleet
	o.endpoint.fleet, o.endpoint.config = o.fleet, o.fleet.config.name
	done := func(at time.Time) {
		o.endpoint.pending = nil
		o.endpoint.turn(inService, "", at)
		if old != nil {
			o.leave(old, at)
		}
	}
	if old == nil {
		done(at)
		return
	}
	o.world.agenda.add(at.Add(o.terminationWait), done)
}

// fail ends a creation Failed. An update goes back to the old fleet, which has served all
// the time, and keeps the reason beside InService
// (https://github.com/hashicorp/terraform-provider-aws/issues/39099).
func (o *rollout) fail(at time.Time, reason string, back time.Duration) {
	o.leave(o.fleet, at)
	if o.endpoint.fleet == nil {
		o.endpoint.pending = nil
		o.endpoint.turn(failed, reason, at)
		return
	}
	done := func(at time.Time) {
		o.endpoint.pending = nil
		o.endpoint.turn(inService, reason, at)
	}
	if back == 0 {
		done(at)
		return
	}
	o.endpoint.turn(rollingBack, reason, at)
	o.world.agenda.add(at.Add(back), done)
}

// leave lets a fleet's interfaces linger and go.
func (o *rollout) leave(f *fleet, at time.Time) {
	o.world.agenda.add(at.Add(lingers), func(time.Time) { o.region.withdraw(f) })
}

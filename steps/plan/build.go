package plan

import (
	"cmp"
	"slices"
	"strings"

	"sagevpc/steps/capacity"
	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/policy"
)

// Build computes the plan. It is total and deterministic: answers that are missing or
// facts that were not read leave their part of the plan out, and what could not be
// checked is a finding of severity Unknown.
func Build(a Answers, f facts.Facts) Plan {
	now := newTarget(a, f)
	changes := now.changes()
	p := Plan{
		Schema: Schema, Region: a.Region, Answers: a, FactsHash: factsHash(now),
		Capacity: now.ladder(changes), Paths: now.paths(), Permissions: []Permission{}, Changes: changes,
		Staged: now.stagedPolicies(DecideBuckets(a, f)),
	}
	if f.Caller != nil {
		p.Account, p.Region, p.Caller = f.Caller.Account, f.Caller.Region, f.Caller.ARN
	}
	if text, err := ownDocument(a, f); err == nil && strings.HasPrefix(a.S3.Policy, PolicyFile) {
		p.Answers.S3.Document = text
	}
	if now.known {
		p.Labels = now.labels()
	}
	p.Cost = costOf(p.Region, p.Changes)
	for _, item := range p.Cost.Items {
		i := slices.IndexFunc(p.Changes, func(c Change) bool { return c.ID == item.Change })
		p.Changes[i].MonthlyUSD = item.MonthlyUSD
	}
	p.Findings = append(judge(a, f, now, changes), costFinding(p.Cost)...)
	_, model := p.Change(ChangeModel)
	p.Applicable = model && len(p.Blockers()) == 0
	return p
}

// judge checks twice, as it is and as it would be, and tells the two apart.
func judge(a Answers, f facts.Facts, now target, changes []Change) []Finding {
	after := newTarget(a, project(f, a.Network.VPC, changes))
	after.spent = now.spending(changes)
	found := now.check()
	later := after.check()
	follows := now.consequence(f, changes, slices.Clone(later))
	found, later = slices.DeleteFunc(found, follows), slices.DeleteFunc(later, follows)
	// What changes themselves cause is true only once they are made.
	later = append(later, now.checkChanges(changes)...)
	later = append(later, after.checkPrivateNames(now, changes)...)
	later = append(later, now.checkQuotas(changes, after)...)
	later = append(later, after.checkBuckets()...)
	var out []Finding
	for _, finding := range found {
		if i := slices.IndexFunc(later, finding.same); i >= 0 {
			if weight[later[i].Severity] < weight[finding.Severity] {
				finding = later[i] // The plan makes it worse: that is what its consent is about.
			}
			finding.After = true
		}
		finding.Now = true
		out = append(out, finding)
	}
	for _, finding := range later {
		if !contains(found, finding) {
			finding.After = true
			out = append(out, finding)
		}
	}
	without, upTo := withoutEach(a, f, changes), upToEach(a, f, changes)
	for i := range out {
		out[i].RepairedBy = repairers(changes, without, upTo, out[i])
	}
	out = slices.DeleteFunc(out, superseded)
	for i := range out {
		out[i] = spokenFinding(out[i])
	}
	slices.SortStableFunc(out, byWeight)
	tellOnce(out)
	if out == nil {
		return []Finding{}
	}
	return out
}

// consequence picks the findings that are only there because the endpoint is not created,
// its policy being one that cannot be sent: the rule of that speaks for them.
func (t target) consequence(f facts.Facts, changes []Change, later []Finding) func(Finding) bool {
	_, sent := t.documentToSend()
	if sent || t.s3.Action != S3Create || len(t.s3.Tables) == 0 || !t.known {
		return func(Finding) bool { return false }
	}
	changes = append(slices.Clone(changes), t.createEndpoint(policy.Full().String()))
	made := newTarget(t.a, project(f, t.a.Network.VPC, changes)).check()
	return func(finding Finding) bool { return contains(later, finding) && !contains(made, finding) }
}

// withoutEach gives, for each change by its place, the findings that stay when all others
// are made. Each is judged when it is first asked for: a plan that repairs nothing asks for none.
func withoutEach(a Answers, f facts.Facts, changes []Change) func(int) []Finding {
	return judgedOnce(a, f, len(changes), func(i int) []Change { return slices.Delete(slices.Clone(changes), i, i+1) })
}

// upToEach gives, for each change by its place, the findings that stay when it and those
// before it are made.
func upToEach(a Answers, f facts.Facts, changes []Change) func(int) []Finding {
	return judgedOnce(a, f, len(changes), func(i int) []Change { return changes[:i+1] })
}

func judgedOnce(a Answers, f facts.Facts, n int, made func(int) []Change) func(int) []Finding {
	known := make([][]Finding, n)
	judged := make([]bool, n)
	return func(i int) []Finding {
		if !judged[i] {
			known[i], judged[i] = newTarget(a, project(f, a.Network.VPC, made(i))).check(), true
		}
		return known[i]
	}
}

// repairers are the changes without which the finding would stay. Where any one of several
// suffices there is none such: then it is the first change after which the finding is gone.
func repairers(changes []Change, without, upTo func(int) []Finding, finding Finding) []string {
	out := []string{}
	if !finding.Repaired() {
		return out
	}
	for i, c := range changes {
		if contains(without(i), finding) {
			out = append(out, c.ID)
		}
	}
	if len(out) > 0 {
		return out
	}
	for i, c := range changes {
		if !contains(upTo(i), finding) {
			return []string{c.ID}
		}
	}
	return out
}

// merge adds a finding; where one of its rule and subject is there, the heavier stays.
func merge(findings []Finding, f Finding) []Finding {
	i := slices.IndexFunc(findings, func(o Finding) bool { return o.Rule == f.Rule && o.Subject == f.Subject })
	switch {
	case i < 0:
		return append(findings, f)
	case weight[f.Severity] < weight[findings[i].Severity]:
		findings[i] = f
	}
	return findings
}

func contains(findings []Finding, f Finding) bool {
	return slices.ContainsFunc(findings, f.same)
}

// same reports whether two findings are one trouble, seen twice.
func (f Finding) same(o Finding) bool { return o.Rule == f.Rule && o.Subject == f.Subject }

// superseded reports whether a finding about addresses is gone after the plan only because
// a heavier one, which implies it, has come: no change gives addresses.
func superseded(f Finding) bool { return strings.HasPrefix(f.Rule, "capacity.") && f.Repaired() }

var weight = map[Severity]int{Block: 0, Warn: 1, Unknown: 2, Info: 3}

// byWeight puts what stops apply first, and what the plan repairs after everything else of
// its severity. Subjects keep the order in which the user chose them.
func byWeight(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(weight[a.Severity], weight[b.Severity]),
		compareBool(a.Repaired(), b.Repaired()),
		cmp.Compare(rank(a.Rule), rank(b.Rule)),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// check runs every rule on this target. One rule tells of one subject once, by its heaviest finding.
func (t target) check() []Finding {
	var out []Finding
	for _, rule := range []func(target) []Finding{
		checkModel, checkModelData, checkTags, checkSubnets, checkZones, checkSubnetsForInstances, checkGroups,
		checkCapacity, checkDNS, checkEgress, checkACLs, checkS3Ways, checkS3Endpoints, checkS3Policies, checkS3Tables,
		checkServices, checkInternet, checkReachEverywhere, checkHub, checkNeeds,
	} {
		for _, f := range rule(t) {
			out = merge(out, t.weighed(f))
		}
	}
	return out
}

// paths are the ways of every chosen subnet to S3, to each named service, and to the
// internet where it is asked for, as they are now.
func (t target) paths() []network.Path {
	out := []network.Path{}
	add := func(walked []way) {
		for _, w := range walked {
			out = append(out, w.Path)
		}
	}
	add(t.ways.s3)
	for _, s := range t.ways.services {
		add(s.ways)
	}
	if t.wantsInternet() {
		add(t.ways.internet)
	}
	return out
}

// ladder is the demand held against the subnets, with what the changes take of them.
func (t target) ladder(changes []Change) capacity.Ladder {
	t.spent = t.spending(changes)
	l := capacity.Measure(t.demand(), t.capacitySubnets())
	if l.Steps == nil {
		l.Steps = []capacity.Step{}
	}
	if l.Zones == nil {
		l.Zones = []capacity.Zone{}
	}
	return l
}

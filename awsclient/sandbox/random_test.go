package sandbox

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// becomes puts the drawn model's instances into the drawn network, without any API, and
// says what stops them.
func (d *draft) becomes(t *testing.T, seed uint64) string {
	t.Helper()
	w := build(Random(seed), beginning())
	a := d.answers()
	r := w.region(Region)
	member := &deployed{variant: variant{kind: d.kind, count: d.count}, resolved: time.Time{}}
	member.shape.ExecutionRoleArn = executionRole
	member.shape.VpcConfig.Subnets, member.shape.VpcConfig.SecurityGroups = a.Network.Subnets, a.Network.SecurityGroups
	data := []string{"s3://acme-models/llm/"}
	if a.Model.From == fraudName {
		data = []string{"s3://acme-models/fraud/model.tar.gz"}
	}
	for _, c := range a.Model.Containers {
		data = append(data, c.ModelData)
	}
	if len(a.Model.Containers) > 0 {
		data = data[1:]
	}
	for _, url := range data {
		member.shape.Containers = append(member.shape.Containers, containerShape{ModelDataURL: url})
	}
	f := &fleet{members: []*deployed{member}}
	if reason := r.placeFleet(w, f, "drawn"); reason != "" {
		return reason
	}
	_, stopped := r.unreachable(w, f)
	return stopped
}

// TestRandomAccountsAreHealthyUntilBroken holds the drawing itself: what nothing was broken
// in serves, and most of what was broken in one place does not.
func TestRandomAccountsAreHealthyUntilBroken(t *testing.T) {
	healthy, alone, fatal := 0, map[string]int{}, map[string]int{}
	const accounts = 1200
	for seed := range uint64(accounts) {
		d := draw(seed)
		stopped := d.becomes(t, seed)
		switch d.broken {
		case 0:
			healthy++
			if stopped != "" {
				t.Errorf("seed %d (%s): %s", seed, strings.Join(d.done, ", "), stopped)
			}
		case 1:
			name := d.done[len(d.done)-1]
			alone[name]++
			if stopped != "" {
				fatal[name]++
			}
		}
	}
	if healthy < accounts*2/5 || healthy > accounts*3/5 {
		t.Errorf("%d of %d accounts are healthy, want nearly half", healthy, accounts)
	}
	for _, c := range breaks() {
		if alone[c.name] == 0 {
			t.Errorf("%q breaks no account alone", c.name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(alone)) {
		t.Logf("%4d of %4d: %s", fatal[name], alone[name], name)
	}
}

// TestARandomAccountIsDrawnTheSameTwice compares everything that a seed leads to.
func TestARandomAccountIsDrawnTheSameTwice(t *testing.T) {
	for seed := range uint64(200) {
		one, other := Random(seed), Random(seed)
		if one.Summary != other.Summary || !reflect.DeepEqual(one.Answers(), other.Answers()) || !reflect.DeepEqual(one.account(), other.account()) {
			t.Fatalf("seed %d is drawn differently the second time", seed)
		}
		if wrong := one.Answers().Validate(); len(wrong) > 0 {
			t.Errorf("seed %d: no user could answer that: %v", seed, wrong)
		}
		if !reflect.DeepEqual(one.Answers(), one.Answers()) {
			t.Errorf("seed %d: the answers change when they are asked for again", seed)
		}
	}
}

// TestDrawnPoliciesAreJSON sees that no policy is broken in a way that nobody meant.
func TestDrawnPoliciesAreJSON(t *testing.T) {
	for seed := range uint64(2000) {
		for _, e := range draw(seed).vpc.endpoints {
			if e.policy != "" && !json.Valid([]byte(e.policy)) {
				t.Fatalf("seed %d: %s", seed, e.policy)
			}
		}
	}
}

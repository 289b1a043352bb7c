package ui

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// consenting opens the dialog and waits out its grace.
func consenting(t *testing.T, opts Options) *rig {
	t.Helper()
	r := review(t, opts)
	r.press("a")
	r.pass(grace)
	expect(t, r, "y applies, any other key does not", "ready")
	return r
}

func TestOnlyAYGivesConsentAndNotInTheFirstMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		r := review(t, options(t, a))
		r.press("y", "enter")
		expect(t, r, "press a to apply", "What will happen")
		r.press("a", "y", "enter", "y")
		expect(t, r, "Apply 2 changes, 1 warning accepted, 1 not known?", "y counts in a moment: keys in flight are not a yes", "esc not now")
		reject(t, r, "ready")
		r.pass(grace)
		expect(t, r, "y applies, any other key does not", "ready")
		for _, no := range []string{"enter", "a", "esc", "space", "n"} {
			r.press(no)
			expect(t, r, "nothing was applied", "What will happen")
			r.press("a")
			r.pass(grace)
		}
		if len(a.sent) != 0 {
			t.Fatalf("sent without consent: %v", a.sent)
		}
		r.press("y")
		r.pass(time.Second)
		if len(a.sent) != 2 {
			t.Errorf("%d requests sent, 2 expected", len(a.sent))
		}
	})
}

// TestANoCountsInTheFirstMoment holds that only what could be taken for a yes waits.
func TestANoCountsInTheFirstMoment(t *testing.T) {
	for _, no := range []string{"esc", "n", "q", "down"} {
		t.Run(no, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount()
				r := review(t, options(t, a))
				r.press("a", "a", "space", no)
				expect(t, r, "nothing was applied", "What will happen")
				reject(t, r, "keys in flight")
				r.pass(grace)
				r.press("y")
				r.pass(time.Second)
				if len(a.sent) != 0 {
					t.Fatalf("sent after a no: %v", a.sent)
				}
			})
		})
	}
}

func TestAReadOnlySessionAppliesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		opts.ReadOnly = true
		r := review(t, opts)
		for _, key := range []string{"a", "enter"} {
			r.press("s", key)
			expect(t, r, "read-only: nothing can be applied", "read-only")
			reject(t, r, "y applies", "a apply", "press a")
		}
	})
}

func TestABlockedPlanSaysWhyAndWhereToGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		opts.Steps[1].Rules = []string{"subnet."}
		r := start(t, opts, 100, 40)
		r.press("down", "enter", "space", "down", "space", "enter", "a")
		expect(t, r, "apply is closed by subnet.single-az: both subnets lie in use1-az1. Choose a subnet of another zone · b opens Subnets in two zones",
			"b to what blocks", "What blocks", "→ b opens Subnets in two zones")
		reject(t, r, "y applies", "a apply")
		r.press("s", "enter")
		expect(t, r, "apply is closed by subnet.single-az")
		reject(t, r, "press a")
		r.press("b")
		expect(t, r, "Subnets in two zones", "[x] private-b")
	})
}

// TestTheWayToWhatBlocksIsTheLastScreenThatCausesIt has two screens that cause the same
// finding, the later one a dotted one that the list of steps does not show.
func TestTheWayToWhatBlocksIsTheLastScreenThatCausesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, reads := options(t, newAccount()), 0
		opts.Steps[0].Rules, opts.Steps[3].Rules = []string{"subnet."}, []string{"subnet."}
		later := rolesStep(&reads)
		later.ID, later.Rules = "place.roles", []string{"model.", "subnet.single"}
		opts.Steps = slices.Insert(opts.Steps, 1, later)
		r := start(t, opts, 100, 40)
		r.press("down", "enter", "enter", "space", "down", "space", "enter", "a")
		expect(t, r, "b opens Which role")
		r.press("b")
		expect(t, r, "Which role", "▸ a wrong one", "ready")
		r.press("enter", "enter")
		expect(t, r, "What would happen")
	})
}

func TestNothingBlocksAPlanThatCanBeApplied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		opts.Steps[1].Rules = []string{"subnet."}
		r := review(t, opts)
		reject(t, r, "to what blocks")
		r.press("b")
		expect(t, r, "What will happen", "blocks this plan")
	})
}

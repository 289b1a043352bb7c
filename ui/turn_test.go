package ui

import (
	"testing"
	"testing/synctest"
	"time"

	"sagevpc/steps/plan"
)

// Turn is what the test says.
func (a *account) Turn(plan.Request) (time.Duration, string) { return a.turn, "AWS takes few of these" }

func TestWaitingForATurnIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount()
		a.turn, a.apply = 2500*time.Millisecond, slowly(2500*time.Millisecond)
		r := consenting(t, options(t, a))
		r.press("y")
		r.pass(time.Second)
		expect(t, r, "now     ModifyVpcAttribute   vpc-1", "waits 2.5 s for its turn: AWS takes few of these")
		r.pass(5 * time.Second)
		expect(t, r, "✓ done", "request req-1")
		reject(t, r, "AWS takes few of these")
	})
}

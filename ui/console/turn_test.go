package console_test

import (
	"strings"
	"testing"
	"time"

	"sagevpc/steps/plan"
)

// Turn is what the test says, for writes to endpoints.
func (a *account) Turn(request plan.Request) (time.Duration, string) {
	if !strings.HasSuffix(request.Op, "VpcEndpoint") {
		return 0, ""
	}
	return a.turn, "AWS takes few of these"
}

func TestWaitingForATurnIsSaid(t *testing.T) {
	r := newRig(t)
	r.cloud.account.turn = 2500 * time.Millisecond
	r.want(0, "apply", "--answers", r.answersFile(nil), "--yes")
	r.says(&r.err, "    CreateVpcEndpoint waits 2.5 s for its turn: AWS takes few of these\n  ✓ 1/3  CreateVpcEndpoint")
	if n := strings.Count(r.err.String(), "AWS takes few of these"); n != 1 {
		t.Errorf("it is said %d times", n)
	}
}

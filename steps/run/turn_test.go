package run_test

import (
	"testing"
	"time"

	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// pacedAccount makes writes to endpoints wait.
type pacedAccount struct{ *account }

// Turn is two and a half seconds for writes to endpoints.
func (pacedAccount) Turn(request plan.Request) (time.Duration, string) {
	if request.Op == "CreateVpcEndpoint" || request.Op == "DeleteVpcEndpoints" {
		return 2500 * time.Millisecond, "AWS takes few of these"
	}
	return 0, ""
}

func TestWaitingForATurnIsAnnounced(t *testing.T) {
	const note = "waits 2.5 s for its turn: AWS takes few of these"
	driver := run.Driver{Account: pacedAccount{newAccount()}}
	r := run.New(thePlan())
	announced := map[string]int{}
	drive := func() {
		for task, more := r.Next(); more; task, more = r.Next() {
			before := r
			r = driver.Announce(r, task)
			if r.Items[task.Index].Note == note {
				announced[string(task.Kind)+" "+task.Item.Change.Request.Op]++
				if before.Items[task.Index].Note == note {
					t.Error("the announcement changed the run that it was given")
				}
			}
			r = r.With(driver.Do(t.Context(), task))
			if r.Items[task.Index].Note == note {
				t.Errorf("%s keeps the announcement: %+v", task.Kind, r.Items[task.Index])
			}
		}
	}
	drive()
	r.Phase = run.Failed // as if something else had failed
	r = r.Undo()
	drive()
	if len(announced) != 2 || announced["apply CreateVpcEndpoint"] != 1 || announced["reverse CreateVpcEndpoint"] != 1 {
		t.Errorf("announced %v", announced)
	}
	if plain := (run.Driver{Account: newAccount()}); plain.Announce(run.New(thePlan()), run.Task{}).Items[0].Note != "" {
		t.Error("an account that does not tell its pace is announced")
	}
}

package ui_test

import "testing"

func TestTenThousandSubnetsCanBeWalkedThrough(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo=huge")
	term.through("Review")
	term.wait("What will happen", "a apply")
}

func TestTheWizardSeesThatTheAccountMoved(t *testing.T) {
	term := launch(t, 100, 40, nil, "--demo=drift")
	term.through("Review")
	term.press("a")
	term.wait("y applies, any other key does not", ready)
	term.press("y")
	term.wait("nothing was applied, because the account moved", ready)
	term.lacks("Done:")
}

func TestAnEndedSessionLeavesTheWayBackIn(t *testing.T) {
	term := launch(t, 100, 40, nil, "--demo=expired")
	term.wait(heading(titles[0]), ready)
	term.press("enter")
	term.wait(heading(titles[1]), ready)
	term.press("enter")
	term.wait("has expired", "aws sso login")
}

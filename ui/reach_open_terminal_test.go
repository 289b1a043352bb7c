package ui_test

import (
	"slices"
	"strings"
	"testing"
)

// TestAServiceIsChosenAndGivenUpAgain walks to the review with a service, back, and there
// again without it.
func TestAServiceIsChosenAndGivenUpAgain(t *testing.T) {
	for _, size := range [][2]int{{60, 24}, {100, 40}, {140, 60}} {
		term := launch(t, size[0], size[1], []string{"NO_COLOR=1"}, "--demo")
		term.through(reach)
		term.press("down")
		term.wait(`▸ ?\[ \] ecr.api`, `about[│\s]+\$14.60 a[│\s]+month`, `an[│\s]+estimate of`, ready)
		term.press("space")
		term.wait(`▸ ?\[x\] ecr.api`, "S3 and 1 service", "✓ after this pl", ready)
		term.press("enter")
		term.wait(heading("Review"), `adds about \$14.60 a month \(estimate\)`, ready)
		term.press("esc")
		term.wait(heading(reach), "S3 and 1 service", ready)
		term.press("down")
		term.wait(`▸ ?\[x\] ecr.api`, ready)
		term.press("space")
		term.wait(`▸ ?\[ \] ecr.api`, "S3 only", ready)
		term.press("enter")
		term.wait(heading("Review"), "costs nothing a month", ready)
		term.lacks("14.60")
	}
}

// TestTheInternetSaysWhereItsGatewayLies holds that the gateway's subnet is asked for once
// the internet is, and that one without an internet gateway is refused there.
func TestTheInternetSaysWhereItsGatewayLies(t *testing.T) {
	term := launch(t, 100, 40, []string{"NO_COLOR=1"}, "--demo")
	term.through(reach)
	term.press("G")
	term.wait(`▸ \[ \] internet`, `about \$36.50 a month`, "one is created in public-", ready)
	term.press("space")
	term.wait(`▸ \[x\] internet`, "and the internet", "Gateway in", ready)
	term.press("e")
	term.wait("▸ More services", ready)
	for _, next := range []string{"Endpoints wear", "Gateway in"} {
		term.press("tab")
		term.wait("▸ "+next, ready)
	}
	for _, key := range []string{"p", "r", "i"} {
		term.press(key)
	}
	term.wait(`‹ private-. ›`, "would lead[│\\s]+nowhere", ready)
	term.press("enter")
	term.wait("▸ Gateway in", "would lead[│\\s]+nowhere", ready)
	term.press("esc")
	term.wait(heading(reach), "e to edit", ready)
	term.press("enter")
	term.wait(heading("Review"), `adds about \$36.50 a month`, "reach.bystanders|NAT gateway", ready)
}

// TestAClosedGroupIsOpenedInPlace answers where the rule goes that the groups lack, and
// finds it on the review.
func TestAClosedGroupIsOpenedInPlace(t *testing.T) {
	term := launch(t, 100, 60, []string{"NO_COLOR=1"}, "--demo")
	term.through("Security groups")
	term.lacks("no rule for")
	term.press("space")
	term.wait("0 of 5 chosen", ready)
	term.press("/")
	for _, key := range strings.Split("stripped", "") {
		term.press(key)
	}
	term.wait(`▸ \[ \] ! stripped-sg`, ready)
	term.press("enter")
	term.wait("space choose", ready)
	term.press("space")
	term.wait("1 of 5 chosen", `no rule for tcp 443 out to S3 \(pl-`, "Add it nowhere", ready)
	term.press("e")
	term.wait("▸ Add it", ready)
	term.press("right")
	term.wait("‹ to stripped-sg ›", "nothing wears it today|wears? it today", ready)
	term.press("enter")
	term.wait("Add it to stripped-sg", ready)
	term.press("enter")
	term.wait(heading("S3 endpoint"), ready)
	for _, title := range titles[slices.Index(titles, "S3 endpoint")+1:] {
		term.press("enter")
		term.wait(heading(title), ready)
	}
	term.wait(`~ update +outbound rule`, `tcp 443 out to S3 \(pl-`)
}

package ui_test

import (
	"regexp"
	"testing"
)

func TestRouteTablesAreChosenByHandAndGivenBack(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
		term := launch(t, size[0], size[1], nil, "--demo")
		term.through("S3 endpoint")
		term.wait("t route tables", "ModifyVpcEndpoint adds private-b", "It\\s+costs\\s+nothing")
		term.press("t")
		term.wait(heading("Route tables for S3"), "1 of 4 get the route, those in effect", `\[x\] ! private-b`, `\[ \] ! public`, ready)
		term.press("G")
		term.press("space")
		term.wait("2 of 4 get the route, chosen by hand", `\[x\] ! public`, "public-b", ready)
		term.press("a")
		term.wait("1 of 4 get the route, those in effect", `\[ \] ! public`, ready)
		term.press("space")
		term.wait("2 of 4 get the route, chosen by hand", ready)
		term.press("space")
		term.wait("1 of 4 get the route, those in effect", ready)
		term.press("enter")
		term.wait(heading("Endpoint policy"), ready)
		term.press("esc")
		term.wait(heading("Route tables for S3"), ready)
		term.press("esc")
		term.wait(heading("S3 endpoint"), ready)
		// What was opened by hand is not on the way when Enter is pressed here.
		term.press("enter")
		term.wait(heading("Endpoint policy"), ready)
	}
}

func TestRouteTablesByHandReachTheReview(t *testing.T) {
	term := launch(t, 100, 60, nil, "--demo")
	term.through("S3 endpoint")
	term.press("t")
	term.wait(heading("Route tables for S3"), ready)
	term.press("G")
	term.press("space")
	term.wait("chosen by hand", ready)
	term.press("enter")
	term.wait(heading("Endpoint policy"), ready)
	for range 10 {
		if regexp.MustCompile(heading("Review")).MatchString(term.text()) {
			break
		}
		before := term.text()
		term.press("enter")
		term.moved(before)
	}
	term.wait("What will happen", "public", "3 other subnets", ready)
}

func TestS3ScreensNeedNoColour(t *testing.T) {
	var shown [2][2]string
	for i, env := range [][]string{nil, {"NO_COLOR=1"}} {
		term := launch(t, 80, 24, env, "--demo")
		term.through("S3 endpoint")
		shown[i][0] = ages.ReplaceAllString(term.text(), "")
		term.press("t")
		shown[i][1] = ages.ReplaceAllString(term.wait(heading("Route tables for S3"), ready), "")
	}
	if shown[0] != shown[1] {
		t.Errorf("without colour the screens say something else:\n%s\n%s", shown[0], shown[1])
	}
}

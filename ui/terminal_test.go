package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// titles are the screens between the first and the review, as a newcomer meets them.
var titles = []string{
	"Account", "Start from", "The model's request", "VPC", "Subnets", "Security groups", "S3 endpoint", "Endpoint policy",
	"Bucket policy",
	"What the model must reach", "Review",
}

// heading matches a screen's title at the place of titles: alone at the beginning of the
// middle column, with or without the list of steps before it.
func heading(title string) string { return `(?m)(^ |│ )` + regexp.QuoteMeta(title) }

// ready matches the footer of a screen on which nothing is going on.
const ready = `ready\s*$`

// through presses enter on every screen until the title is reached.
func (term *terminal) through(goal string) {
	term.t.Helper()
	term.wait(heading(titles[0]), ready)
	for presses := 0; !regexp.MustCompile(heading(goal)).MatchString(term.text()); presses++ {
		if presses > 40 {
			term.t.Fatalf("enter does not lead to %q:\n%s", goal, term.text())
		}
		before := term.text()
		term.press("enter")
		term.moved(before)
	}
	term.wait(heading(goal), ready)
}

// moved waits until the screen is another one and ready.
func (term *terminal) moved(before string) {
	term.t.Helper()
	stripped := func(s string) string { return ages.ReplaceAllString(s, "") }
	limit := time.NewTimer(deadline)
	defer limit.Stop()
	for {
		text := term.wait(ready)
		if stripped(text) != stripped(before) {
			return
		}
		select {
		case <-term.changed:
		case <-term.ended:
			term.t.Fatalf("the program ended (%v):\n%s", term.err, term.text())
		case <-limit.C:
			term.t.Fatalf("the screen does not move on:\n%s", term.text())
		}
	}
}

// ages are the parts of a screen that change by themselves.
var ages = regexp.MustCompile(`\d+ (s|min) ago`)

func TestTourFromTheFirstKeyToTheReceipt(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo")
	term.through("Review")
	term.wait("What will happen", "a apply")
	term.press("y")
	term.press("a")
	term.wait("Apply \\d+ changes?", "y applies, any other key does not", ready)
	term.press("y")
	text := term.wait("Done:", `receipt`, ready)
	for _, part := range []string{"CreateModel", "read back", "arn:aws:sagemaker:", "sagevpc apply"} {
		if !strings.Contains(text, part) {
			t.Errorf("the end lacks %q:\n%s", part, text)
		}
	}
	term.press("enter")
	if code := term.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	receipts, err := filepath.Glob(filepath.Join(term.home, "state", "*", "runs", "*.jsonl"))
	if err != nil || len(receipts) != 1 {
		t.Errorf("receipts: %v, %v", receipts, err)
	}
}

func TestOneZoneCannotBeTalkedIntoASingleZone(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo=one-zone")
	term.through("Subnets")
	refused := "one Availability Zone only, and SageMaker"
	// Neither what is chosen, nor more of it, nor the best pair leads past this screen.
	for _, keys := range [][]string{{"enter"}, {"down", "down", "space", "enter"}, {"a", "enter"}} {
		for _, key := range keys {
			term.press(key)
			term.wait(heading("Subnets"), ready)
		}
		term.wait(heading("Subnets"), refused, ready)
		term.lacks(heading("Security groups"))
	}
}

// applied walks to the review, which must show some patterns and lack others, and applies it.
func (term *terminal) applied(shown, absent string) {
	term.t.Helper()
	term.through("Review")
	term.wait(shown)
	term.lacks(absent)
	term.press("a")
	term.wait("y applies, any other key does not", ready)
	term.press("y")
	term.wait("Done:", ready)
}

func TestWithoutAWayToS3ThePlanCreatesTheEndpoint(t *testing.T) {
	term := launch(t, 100, 60, nil, "--demo=no-s3")
	term.applied(`\+ create +VPC endpoint`, `~ update +VPC endpoint`)
	term.wait("CreateVpcEndpoint", "CreateModel")
}

func TestAnExistingEndpointIsExtended(t *testing.T) {
	term := launch(t, 100, 60, nil, "--demo=existing-endpoint")
	term.applied(`~ update +VPC endpoint`, `\+ create +VPC endpoint`)
	term.wait("ModifyVpcEndpoint", "CreateModel")
	term.lacks("CreateVpcEndpoint")
}

func TestAWindowOf60x20CarriesTheWholeTour(t *testing.T) {
	term := launch(t, 60, 20, nil, "--demo")
	term.applied("What will happen", "too small")
}

func TestEscKeepsTheAnswers(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo")
	term.through("Subnets")
	chosen := regexp.MustCompile(`\d+ of 16 chosen`).FindString(term.text())
	term.press("enter")
	term.wait(heading("Security groups"), ready)
	term.press("esc")
	term.wait(heading("Subnets"), regexp.QuoteMeta(chosen), ready)
	term.press("esc")
	term.wait(heading("VPC"), ready)
	term.press("enter")
	term.wait(heading("Subnets"), regexp.QuoteMeta(chosen), ready)
}

func TestEscOnTheFirstScreenDoesNotLeaveAndCtrlCDoes(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo")
	term.wait(heading("Account"), ready)
	term.press("esc")
	term.wait("this is the first step", "ctrl\\+c leaves", ready)
	term.press("ctrl+c")
	term.exit()
}

func TestTheWindowCanBeResizedAtAnyTime(t *testing.T) {
	term := launch(t, 140, 40, nil, "--demo")
	term.wait(heading("Account"), "Why this is asked", ready)
	term.resize(50, 15)
	term.wait("The window is too small: 50×15")
	term.resize(80, 24)
	term.wait(heading("Account"), ready)
	term.lacks("Why this is asked", "too small")
	term.resize(140, 40)
	term.wait(heading("Account"), "Why this is asked", ready)
}

func TestNoColorDrawsNoColourAndLosesNothing(t *testing.T) {
	plain := launch(t, 100, 30, []string{"NO_COLOR=1"}, "--demo")
	plain.through("Review")
	colour := regexp.MustCompile(`\x1b\[[0-9;:]*\b(3[0-8]|4[0-8]|9[0-7]|10[0-7])\b[0-9;:]*m`)
	if got := colour.FindString(plain.screen.Render()); got != "" {
		t.Errorf("a colour came through: %q", got)
	}
	plain.wait(`[+~] (create|update)`, "Checks")
}

func TestHelpAndCallsLieOnTop(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo")
	term.through("VPC")
	term.press("?")
	term.wait("Why this is asked", "Keys here", "ctrl\\+c +leave", ready)
	term.press("esc")
	term.wait(heading("VPC"), ready)
	term.press("@")
	term.wait("API calls", "ec2:Describe", "sts:GetCallerIdentity|took", ready)
	term.press("esc")
	term.wait(heading("VPC"), ready)
}

func TestTheProgramLeavesTheTerminalAsItWas(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo")
	term.wait(heading("Account"), ready)
	term.press("ctrl+c")
	term.exit()
	if text := strings.TrimSpace(term.text()); strings.Contains(text, "Account") {
		t.Errorf("the wizard is still on screen:\n%s", text)
	}
	if _, err := os.Stat(filepath.Join(term.home, "state")); err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
}

func TestWhatBlocksIsOneKeyAway(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo=no-s3")
	term.through("S3 endpoint")
	term.press("G")
	term.wait("▸ Leave it", `✗ isolated-a`, "has no way to", ready)
	term.press("enter")
	term.wait(heading("What the model must reach"), ready)
	term.press("enter")
	term.wait(heading("Review"), "What blocks", "b opens S3 endpoint", "b to what blocks", ready)
	term.lacks("a apply")
	term.press("enter")
	term.wait("apply is closed by s3.no-path", ready)
	term.press("b")
	term.wait(heading("S3 endpoint"), "▸ Leave it", ready)
	term.press("g")
	term.wait("▸ Do what is needed", "✓ repaired: isolated-a", ready)
}

func TestANoIsHeardAtOnce(t *testing.T) {
	term := launch(t, 100, 30, nil, "--demo")
	term.through("Review")
	for _, no := range []string{"n", "esc"} {
		term.press("a")
		term.wait("Apply \\d+ changes?", "esc not now")
		term.press(no)
		term.wait("nothing was applied", "a apply", ready)
		term.lacks("Apply \\d+ changes?")
	}
}

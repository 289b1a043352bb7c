package ui

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/widget"
)

func TestEscIsOneStepBackAndNeverOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 100, 30)
		r.press("esc")
		expect(t, r, "this is the first step · ctrl+c leaves")
		r.press("enter", "space", "esc")
		expect(t, r, "Where to begin")
		r.press("enter")
		expect(t, r, "[x] private-a", "1 of 16 chosen")
		r.press("esc", "esc", "esc")
		if r.quit() {
			t.Error("esc left the program")
		}
		r.press("ctrl+c")
		if !r.quit() {
			t.Error("ctrl+c did not leave")
		}
	})
}

func TestARefusedAnswerSaysWhyAndStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 100, 30)
		r.press("enter", "space", "enter")
		expect(t, r, "Subnets in two zones", "two subnets are needed", "[x] private-a")
	})
}

func TestTheFilterKeepsKeysToItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 100, 30)
		r.press("enter", "/", "r", "y", "?", "@", "[")
		expect(t, r, "ry?@[")
		r.press("esc")
		expect(t, r, "Subnets in two zones", "private-a")
		r.press("esc")
		expect(t, r, "Where to begin")
	})
}

func TestADraftThatArrivesLateIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 100, 30)
		r.press("enter", "space", "down", "space")
		old := widgetMsg{r.m.visit, r.m.heard - 1, widget.DraftMsg{Reply: reply("subnet-b")}}
		r.send(old)
		expect(t, r, "2 of 16 chosen")
		elsewhere := widgetMsg{r.m.visit - 1, r.m.heard + 1, widget.ReplyMsg{Reply: reply("move")}}
		r.send(elsewhere)
		expect(t, r, "Subnets in two zones", "2 of 16 chosen")
	})
}

func TestTheRailOpensWhatWasAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := review(t, options(t, newAccount()))
		r.send(tea.MouseClickMsg{X: 3, Y: headRows, Button: tea.MouseLeft})
		expect(t, r, "Where to begin")
		r.send(tea.MouseClickMsg{X: 3, Y: headRows + 2, Button: tea.MouseLeft})
		expect(t, r, "Where to begin")
		r.press("enter")
		expect(t, r, "[x] private-a", "[x] private-b")
		r.press("[")
		expect(t, r, "Where to begin")
	})
}

func TestClickAndWheelReachTheListInItsOwnCells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 100, 30)
		lines := frameLines(r)
		y := slices.IndexFunc(lines, func(l string) bool { return contains(l, "an existing model") })
		x, _ := r.m.origin()
		r.send(tea.MouseClickMsg{X: x + 4, Y: y, Button: tea.MouseLeft})
		expect(t, r, "▸ an existing model")
	})
}

func TestEveryAnswerIsSavedInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		var saved []plan.Answers
		opts.Save = func(a plan.Answers) error { saved = append(saved, a); return nil }
		opts.SavedAs = "answers.yaml"
		r := review(t, opts)
		if len(saved) != 2 || saved[0].Model.Name != "new" || len(saved[1].Network.Subnets) != 2 {
			t.Errorf("saved %+v", saved)
		}
		r.press("s")
		expect(t, r, "answers saved in answers.yaml")
		if len(saved) != 3 {
			t.Errorf("s did not save")
		}
		opts.Save = func(plan.Answers) error { return errors.New("the disk is full") }
		r = review(t, opts)
		expect(t, r, "the answers were not saved: the disk is full", "What will happen")
	})
}

func TestAnOlderSaveNeverComesLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		var saved []string
		opts.Save = func(a plan.Answers) error { saved = append(saved, a.Model.Name); return nil }
		m := New(t.Context(), opts)
		m, first := m.save(false)
		m.machine, _ = m.machine.Draft(reply("move"))
		_, second := m.save(false)
		second()
		first()
		if !slices.Equal(saved, []string{"move"}) {
			t.Errorf("saved %v", saved)
		}
	})
}

func TestCopyTellsTheTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 100, 30)
		r.press("y")
		expect(t, r, "there is nothing to copy here")
		reject(t, r, "y copy")
		r.press("enter")
		_, cmd := r.m.Update(press("y"))
		if cmd == nil {
			t.Fatal("y does nothing")
		}
		r.press("y")
		expect(t, r, "copied subnet-a", "y copy")
		r.press("space", "down", "space", "enter", "y")
		expect(t, r, "copied", "lines")
	})
}

func TestTheCallsAreOneKeyAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		at := time.Date(2026, 11, 23, 13, 5, 11, 0, time.UTC)
		opts.Calls = func() []Call {
			return []Call{
				{At: at, Op: "sts:GetCallerIdentity", Took: 210 * time.Millisecond, RequestID: "req-1", Result: "200"},
				{At: at.Add(time.Second), Op: "ec2:DescribeSubnets", Took: time.Second, RequestID: "req-2", Result: "RequestLimitExceeded"},
			}
		}
		r := start(t, opts, 120, 30)
		r.press("@")
		expect(t, r, "API calls", "13:05:11", "sts:GetCallerIdentity", "0.2 s", "req-1", "RequestLimitExceeded")
		r.press("esc")
		expect(t, r, "Where to begin")
	})
}

func TestASmallWindowSaysSoAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, options(t, newAccount()), 59, 20)
		expect(t, r, "The window is too small: 59×20.", "It takes 60×20.")
		r.press("enter")
		r.send(tea.WindowSizeMsg{Width: 60, Height: 20})
		expect(t, r, "Where to begin", "ready")
	})
}

func TestTheEndOfTheContextLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		r := startIn(ctx, t, options(t, newAccount()), 100, 30)
		end()
		r.settle()
		if !r.quit() {
			t.Error("the program goes on after its context ended")
		}
	})
}

func TestAnErrorOfSeveralLinesIsNotOneWithEscapes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		opts.Steps[1].Answer = func(s steps.State, r steps.Reply) (steps.State, error) {
			s.Answers.Network.Subnets = r.Values
			return s, errors.Join(errors.New("environment: there is no ="), errors.New("tags: a key is empty\r\n"))
		}
		opts.Save = func(plan.Answers) error { return errors.New("the disk\nis \x1b[31mfull") }
		r := start(t, opts, 100, 30)
		r.press("enter")
		expect(t, r, `the answers were not saved: the disk · is \x1b[31mfull`)
		r.press("space", "enter")
		expect(t, r, "environment: there is no = · tags: a key is empty")
		reject(t, r, `\n`, `\r`)
	})
}

func TestCopyingADocumentSaysHowMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		opts.Steps[0].Ask = func(steps.State) steps.Question {
			return steps.Document{Templates: []steps.Option{{Value: "full", Label: "full"}}, Selected: "full", Text: "{\n}\n"}
		}
		r := start(t, opts, 100, 30)
		r.press("y")
		expect(t, r, "copied 2 lines")
	})
}

// TestALowFooterKeepsTheKeysThatNobodyGuesses has the keys of the subnets in the smallest window.
func TestALowFooterKeepsTheKeysThatNobodyGuesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := options(t, newAccount())
		ask := opts.Steps[1].Ask
		opts.Steps[1].Ask = func(s steps.State) steps.Question {
			q := ask(s).(steps.Many)
			q.Actions = []steps.Action{{ID: steps.BestPair, Label: "best pair"}}
			q.Panel = &steps.Form{Fields: []steps.Field{{Key: "n", Label: "Instances", Kind: steps.NumberField, Value: "2"}}}
			return q
		}
		r := start(t, opts, 60, 20)
		expect(t, r, "enter choose · / filter")
		r.press("enter")
		expect(t, r, "space · enter · a best pair · e edit", "esc · ?")
		r.send(tea.WindowSizeMsg{Width: 120, Height: 30})
		expect(t, r, "space choose · enter next · a best pair · e edit", "esc back · ? help")
	})
}

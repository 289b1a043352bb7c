package console

import (
	"context"
	"fmt"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/printable"
)

// carryOut applies a plan that was consented to, and reports how it ended.
func (s *session) carryOut(ctx context.Context, account steps.Account, p plan.Plan, o applyOptions) error {
	driver := run.Begin(account, p, run.Options{
		Dir: s.app.StateDir, Version: s.version(), Args: s.globals.repeatArgs(), Now: s.app.Now,
	})
	r := driver.Attach(run.New(p))
	s.say("\nApplying\n")
	answered := s.answerInterrupt(ctx)
	r = s.drive(ctx, driver, r)
	for {
		decided := s.decide(ctx, r, o)
		if decided.Over() {
			r = decided
			break
		}
		r = s.drive(ctx, driver, decided)
	}
	answered()
	driver.End(r)
	if driver.Record().Note != "" {
		s.say("note: %s\n", printable.Line(driver.Record().Note))
	}
	interrupted := ctx.Err() != nil && stoppedShort(r)
	s.summarise(r, o, interrupted)
	if err := s.report(r, p, string(r.Phase)); err != nil {
		return err
	}
	s.code = codeOfRun(r)
	if interrupted {
		s.code = ExitInterrupted
	}
	return nil
}

// answerInterrupt says at once what an interrupt does. The function returned ends that,
// and waits for a sentence that is being said.
func (s *session) answerInterrupt(ctx context.Context) (end func()) {
	said := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(said)
		s.say("  interrupted: stopping after the current change\n")
	})
	return func() {
		if !stop() {
			<-said
		}
	}
}

// drive executes tasks until the run waits for a person or is over. A change that was
// sent is not cut off: the context only keeps the next one from beginning.
func (s *session) drive(ctx context.Context, driver run.Driver, r run.Run) run.Run {
	steady := context.WithoutCancel(ctx)
	for {
		if ctx.Err() != nil {
			r = r.Stop()
		}
		task, ok := r.Next()
		if !ok {
			return r
		}
		r = driver.Announce(r.Start(task, s.app.Now()), task)
		s.announce(r.Items[task.Index], task)
		r = r.With(driver.Do(steady, task))
		s.progress(r, task)
	}
}

// announce says that a request has to wait for its turn, before it does.
func (s *session) announce(item run.Item, task run.Task) {
	if item.Note == "" || item.Note == task.Item.Note {
		return
	}
	pen := s.pen(s.app.Stderr)
	s.say("    %s\n", pen.draw(pen.theme.Muted, item.Change.Request.Op+" "+printable.Line(item.Note)))
}

// progress says how an item ended, or what it waits for once that takes a while.
func (s *session) progress(r run.Run, task run.Task) {
	item := r.Items[task.Index]
	pen := s.pen(s.app.Stderr)
	mark := steps.NoMark
	switch item.State {
	case run.Applied, run.Reversed:
		mark = steps.Holds
	case run.ItemFailed, run.Irreversible:
		mark = steps.Blocks
	case run.Settling:
		if task.Attempt == 3 {
			s.say("    %s\n", pen.draw(pen.theme.Muted, "waiting: "+printable.Line(item.Note)))
		}
		return
	case run.Pending, run.Applying, run.Reversing:
		return
	}
	symbol, style := pen.theme.Mark(mark)
	words := []string{fmt.Sprintf("%d/%d", task.Index+1, len(r.Items)), deed(item, task), fmt.Sprintf("%.1f s", item.Elapsed.Seconds())}
	if item.Receipt.RequestID != "" {
		words = append(words, "request "+printable.Line(item.Receipt.RequestID))
	}
	s.say("  %s %s\n", pen.draw(style, symbol), strings.Join(words, "  "))
	if item.Err != nil {
		s.say("    %s\n", strings.ReplaceAll(describeFault(item.Err), "\n", "\n    "))
	} else if item.Note != "" {
		s.say("    %s\n", pen.draw(pen.theme.Muted, printable.Line(item.Note)))
	}
}

// deed names what was done, and to what.
func deed(item run.Item, task run.Task) string {
	name := printable.Line(item.Change.Name)
	if !strings.Contains(item.Change.Name, item.Receipt.ID) {
		name += " (" + printable.Line(item.Receipt.ID) + ")"
	}
	switch task.Kind {
	case run.VerifyTask:
		return "read back and compare " + name
	case run.ReverseTask:
		return "take back " + item.Change.Request.Op + " " + name
	case run.ApplyTask, run.SettleTask:
		if item.Change.ID == run.AwaitID {
			return "wait for " + name
		}
	}
	return item.Change.Request.Op + " " + name
}

// decide chooses what becomes of a run that failed or was stopped, by flag, by asking, or
// by default. A run that is over stays as it is.
func (s *session) decide(ctx context.Context, r run.Run, o applyOptions) run.Run {
	undo := func() run.Run {
		s.say("Taking back what was done\n")
		return r.Undo()
	}
	switch {
	case r.Over():
		return r
	case r.Phase == run.Stopped || ctx.Err() != nil || o.keep:
		return r.Keep()
	case o.undo:
		return undo()
	case s.globals.yes || !s.app.Terminal(s.app.Stdin):
		return r.Keep()
	}
	for {
		answer, err := s.ask(ctx, "Keep what was done, undo it, or retry? Type keep, undo or retry: ")
		switch {
		case err != nil || answer == "keep" || answer == "k" || answer == "":
			return r.Keep()
		case answer == "undo" || answer == "u":
			return undo()
		case answer == "retry" || answer == "r":
			return r.Retry()
		}
	}
}

// stoppedShort reports whether the run ended before its last item.
func stoppedShort(r run.Run) bool { return r.Phase != run.Done }

// codeOfRun is the exit code of a run as it was left.
func codeOfRun(r run.Run) int {
	switch {
	case r.Phase == run.Done:
		return ExitDone
	case r.Phase == run.Stopped:
		return ExitInterrupted
	case r.Err != nil:
		return max(ExitFailed, codeOfFault(r.Err))
	}
	return ExitFailed
}

// summarise says after a run that did not succeed what was done and what was not.
func (s *session) summarise(r run.Run, o applyOptions, interrupted bool) {
	if r.Phase == run.Done {
		return
	}
	var done, not, back, left []string
	for _, item := range r.Items {
		if item.Reads() {
			continue
		}
		name := item.Change.Request.Op + " " + printable.Line(item.Change.Name)
		switch {
		case item.State == run.Reversed:
			back = append(back, name)
		case item.State == run.Irreversible:
			left = append(left, name)
		case item.Unsure:
			left = append(left, name+" (may or may not have been done)")
		case item.State == run.Applied || item.Sent:
			done = append(done, name)
		default:
			not = append(not, name)
		}
	}
	if interrupted {
		s.say("Interrupted.\n")
	}
	for _, part := range []struct {
		label string
		names []string
	}{{"done", done}, {"taken back", back}, {"still there", left}, {"not done", not}} {
		if len(part.names) > 0 {
			s.say("  %-12s %s\n", part.label, strings.Join(part.names, ", "))
		}
	}
	if r.Phase == run.Kept && len(done)+len(left) > 0 && !interrupted && !o.keep && !s.app.Terminal(s.app.Stdin) {
		s.say("What was done is kept; --undo-on-failure would have taken it back.\n")
	}
	if r.Err != nil && r.Err.Kind == facts.Exists {
		s.say("Choose another name with --model-name.\n")
	}
}

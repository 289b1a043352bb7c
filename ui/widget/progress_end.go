package widget

import (
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/run"
)

// standing says how the whole run stands: on the way, or how it ended.
func (p progress) standing(env Env) []string {
	r := p.q.Run
	var lines []string
	say := func(m steps.Mark, raw string) { lines = append(lines, marked(env, m, raw, env.Width)...) }
	switch r.Phase {
	case run.Running:
		if r.Stopping() {
			say(steps.Warns, "Stopping after the current change.")
		} else {
			say(steps.NoMark, "ctrl+c stops after the current change.")
		}
	case run.Undoing:
		say(steps.NoMark, "Taking back what was done, last first.")
		if name, looks := looksFor(r); looks {
			say(steps.NoMark, "Waiting for a moment to read back whether "+name+" was done: its answer was lost.")
		}
	case run.Failed:
		lines = append(lines, faultLines(env, r.Err)...)
		lines = append(lines, accounted(env, r)...)
	case run.Stopped:
		say(steps.Warns, "Stopped between two changes, as asked.")
		lines = append(lines, accounted(env, r)...)
	case run.Undone:
		if r.Err != nil {
			lines = append(lines, faultLines(env, r.Err)...)
		}
		lines = append(lines, accounted(env, r)...)
	case run.Kept:
		say(steps.Warns, "What was done is kept; the rest of the plan was not applied.")
		lines = append(lines, accounted(env, r)...)
	case run.Done:
		say(steps.Holds, "Done: everything was applied and read back as planned.")
		lines = append(lines, arns(env, r)...)
	}
	return lines
}

// faultLines is what happened, why, and what to do.
func faultLines(env Env, f *facts.Fault) []string {
	if f == nil {
		return nil
	}
	lines := marked(env, steps.Blocks, f.Summary, env.Width)
	lines = append(lines, indented(2, wrapped(f.Why, env.Width-2))...)
	lines = append(lines, indented(2, wrapped(f.Fix, env.Width-2))...)
	if f.RequestID == "" {
		return lines
	}
	return append(lines, indented(2, styled(wrapped("request "+f.RequestID, env.Width-2), env.Theme.Muted))...)
}

// looksFor names the change whose taking back begins with reading whether it was done.
func looksFor(r run.Run) (string, bool) {
	task, underWay := r.Next()
	if !underWay || !looking(task.Item) {
		return "", false
	}
	return naming(task.Item), true
}

// looking reports whether taking an item back begins with reading, because nobody knows if
// it was done. An update is put back in any case.
func looking(item run.Item) bool {
	return item.State == run.Reversing && item.Unsure && item.Change.Reverse == nil
}

func naming(item run.Item) string {
	if item.Change.ID == run.VerifyID {
		return "reading back " + item.Change.Name
	}
	if item.Change.ID == run.AwaitID {
		return "waiting for " + item.Change.Name
	}
	return item.Change.Request.Op + " " + item.Change.Name
}

// accounted says what was done, what was not, and what cannot be told.
func accounted(env Env, r run.Run) []string {
	var done, undone, looked, stays, unsure, left []string
	for _, item := range r.Items {
		name := naming(item)
		switch {
		case item.Reads() && item.State != run.ItemFailed:
		case item.State == run.Reversed && item.Unsure && item.Note != "":
			// Whether there was anything to take back is for the run to say.
			looked = append(looked, name+": "+item.Note)
		case item.State == run.Reversed:
			undone = append(undone, name)
		case item.State == run.Irreversible:
			stays = append(stays, name)
		case item.State == run.Applied || item.State == run.ItemFailed && item.Sent:
			done = append(done, name)
		case item.State == run.ItemFailed && item.Unsure:
			unsure = append(unsure, name)
		default:
			left = append(left, name)
		}
	}
	var lines []string
	for _, part := range []struct {
		mark  steps.Mark
		words string
		names []string
	}{
		{steps.Holds, "done: ", done},
		{steps.Warns, "still stands: ", stays},
		{steps.Holds, "taken back: ", undone},
		{steps.Holds, "", looked},
		{steps.Unknown, "may have been done, look before trying again: ", unsure},
		{steps.NoMark, "not done: ", left},
	} {
		if len(part.names) > 0 {
			lines = append(lines, marked(env, part.mark, part.words+strings.Join(part.names, ", "), env.Width)...)
		}
	}
	if len(done)+len(unsure)+len(stays)+len(undone)+len(looked) == 0 {
		lines = append(lines, marked(env, steps.NoMark, "Nothing in the account was changed.", env.Width)...)
	}
	return lines
}

func arns(env Env, r run.Run) []string {
	var lines []string
	for _, item := range r.Items {
		if item.Receipt.ARN != "" && item.Change.ID != run.VerifyID {
			lines = append(lines, indented(2, wrapped(item.Receipt.ARN, env.Width-2))...)
		}
	}
	return lines
}

// receipt says where the journal is, and with which command the run is repeated.
func receipt(env Env, r run.Run) []string {
	var lines []string
	add := func(label, raw string) {
		if raw == "" {
			return
		}
		rest := wrapped(raw, env.Width-10)
		for i, line := range rest {
			lead := strings.Repeat(" ", 10)
			if i == 0 {
				lead = env.Theme.Muted.Render(pad(label, 10))
			}
			lines = append(lines, lead+line)
		}
	}
	add("  receipt", r.Journal)
	add("  repeat", r.Repeat)
	if r.JournalNote != "" {
		lines = append(lines, marked(env, steps.Warns, "the receipt is not whole: "+r.JournalNote, env.Width)...)
	}
	return lines
}

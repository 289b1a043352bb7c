package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// JournalSchema is the version of the journal's lines.
const JournalSchema = 1

// journal is the receipt of one run on disk: JSON lines, the first a header, then two an
// executed task (begin and event), the last an end. A journal without an end belongs to a
// run that was cut off. A nil journal writes nothing.
type journal struct {
	path, repeat string
	file         *os.File
	note         string // the first thing that went wrong
	hide         *strings.Replacer
	changes      []plan.Change // secrets masked
	mirror       Run           // the run as its results tell it
	ended        bool
}

// line is one line of the journal; fields that a kind of line does not have are left out.
type line struct {
	Type    string        `json:"type"` // "header", "begin", "event", "end"
	At      time.Time     `json:"at"`
	Schema  int           `json:"schema,omitempty"`
	Version string        `json:"version,omitempty"`
	Account string        `json:"account,omitempty"`
	Region  string        `json:"region,omitempty"`
	Caller  string        `json:"caller,omitempty"`
	Facts   string        `json:"facts_hash,omitempty"`
	Answers *plan.Answers `json:"answers,omitempty"` // environment values hidden
	Repeat  string        `json:"repeat,omitempty"`
	Changes []change      `json:"changes,omitempty"` // of the header, in order

	Task    TaskKind      `json:"task,omitempty"`
	Change  string        `json:"change,omitempty"`
	State   ItemState     `json:"state,omitempty"` // of the item after the task
	Request *plan.Request `json:"request,omitempty"`
	Receipt *plan.Receipt `json:"receipt,omitempty"`
	Reverse *plan.Request `json:"reverse,omitempty"` // what takes the change back, once that is known
	Unsure  bool          `json:"unsure,omitempty"`  // the request may or may not have been done
	Note    string        `json:"note,omitempty"`
	Took    string        `json:"took,omitempty"` // a duration, "1.2s"
	Fault   *facts.Fault  `json:"fault,omitempty"`

	Phase Phase       `json:"phase,omitempty"` // of the run at its end
	Items []itemState `json:"items,omitempty"`
}

// change is a change in the header.
type change struct {
	ID      string       `json:"id"`
	Action  plan.Action  `json:"action"`
	Kind    string       `json:"kind"`
	Name    string       `json:"name"`
	Request plan.Request `json:"request"`
	Needs   []string     `json:"needs"`
	// Reverse undoes an update; what undoes a creation is known once it has an id.
	Reverse *plan.Request `json:"reverse,omitempty"`
}

// itemState is where an item stood when the run ended.
type itemState struct {
	Change string    `json:"change"`
	State  ItemState `json:"state"`
	ID     string    `json:"id,omitempty"`
	ARN    string    `json:"arn,omitempty"`
}

// openFile makes a new file in the folder, named after the time, never one that exists.
func openFile(folder string, at time.Time) (*os.File, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("the folder for receipts could not be made: %w", err)
	}
	base := at.UTC().Format("2006-01-02T15-04-05Z")
	for n := 1; n < 10_000; n++ {
		name := base
		if n > 1 {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		file, err := os.OpenFile(filepath.Join(folder, name+".jsonl"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // The folder is the program's own.
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("the receipt could not be made: %w", err)
		}
		return file, nil
	}
	return nil, fmt.Errorf("the receipt could not be made: every name after %s is taken in %s", base, folder)
}

func (j *journal) record() Record {
	if j == nil {
		return Record{}
	}
	return Record{Journal: j.path, Repeat: j.repeat, Note: j.note}
}

// begin writes that a task that changes the account is about to be executed, so that a
// process that dies in the middle leaves a trace of what was on its way.
func (j *journal) begin(task Task, at time.Time) {
	if j == nil || task.Kind != ApplyTask && task.Kind != ReverseTask {
		return
	}
	l := j.lineOf("begin", task, at)
	if task.Kind == ReverseTask {
		l.Request = nil
		if request, ok := ReverseRequest(task.Item.Change, task.Item.Receipt); ok {
			l.Request = &request
		}
	}
	j.write(l)
}

// event writes what came of a task.
func (j *journal) event(result Result, at time.Time) Record {
	if j == nil {
		return Record{}
	}
	l := j.lineOf("event", result.Task, at)
	l.State, l.Unsure = after(result), result.Unsure
	l.Note = j.hidden(result.Note)
	l.Took = result.Elapsed.Round(time.Millisecond).String()
	if result.Err != nil {
		fault := *result.Err
		fault.Summary, fault.Why, fault.Fix = j.hidden(fault.Summary), j.hidden(fault.Why), j.hidden(fault.Fix)
		l.Fault = &fault
	}
	if result.Receipt != (plan.Receipt{}) {
		l.Receipt = &result.Receipt
	}
	if result.Task.Kind == ApplyTask && (result.Err == nil || result.Unsure) {
		if request, ok := ReverseRequest(result.Task.Item.Change, result.Receipt); ok {
			l.Reverse = &request
		}
	}
	if result.Task.Kind == SettleTask {
		l.Request = nil
	}
	j.write(l)
	j.follow(result, at)
	return j.record()
}

// follow keeps the run that the results tell, and ends the journal with it.
func (j *journal) follow(result Result, at time.Time) {
	switch {
	case result.Task.Kind == ReverseTask && j.mirror.Phase != Undoing:
		if j.mirror.Phase == Running {
			j.mirror = j.mirror.halted()
		}
		j.mirror = j.mirror.Undo()
	case j.mirror.Phase == Failed:
		j.mirror = j.mirror.Retry()
	}
	j.mirror = j.mirror.With(result)
	if j.mirror.Phase == Done || j.mirror.Phase == Undone {
		j.end(j.mirror.Phase, at)
	}
}

// end writes the last line. A run that is kept or stopped has the items of the moment.
func (j *journal) end(phase Phase, at time.Time) {
	if j == nil || j.ended {
		return
	}
	l := line{Type: "end", At: at.UTC(), Phase: phase}
	for _, item := range j.mirror.Items {
		state := item.State
		if state == Applying {
			state = Pending
		}
		l.Items = append(l.Items, itemState{
			Change: item.Change.ID, State: state, ID: item.Receipt.ID, ARN: item.Receipt.ARN,
		})
	}
	j.write(l)
	j.ended = true
	if j.file != nil {
		j.failed(j.file.Close())
		j.file = nil
	}
}

func (j *journal) lineOf(kind string, task Task, at time.Time) line {
	l := line{Type: kind, At: at.UTC(), Task: task.Kind, Change: task.Item.Change.ID}
	i := slices.IndexFunc(j.changes, func(c plan.Change) bool { return c.ID == task.Item.Change.ID })
	if i >= 0 {
		l.Request = &j.changes[i].Request
	}
	return l
}

// write appends a line and sees to it that it survives a crash. What cannot be written
// is noted and lost: the run matters more than its receipt.
func (j *journal) write(l line) {
	if j.ended {
		j.reopen()
	}
	if j.file == nil {
		return
	}
	data, err := json.Marshal(l)
	if err != nil {
		j.failed(err)
		return
	}
	if _, err := j.file.Write(append(data, '\n')); err != nil {
		j.failed(err)
		return
	}
	j.failed(j.file.Sync())
}

// reopen goes on after an end: an undo that left something may be tried again.
func (j *journal) reopen() {
	j.ended = false
	if j.path == "" {
		return
	}
	file, err := os.OpenFile(j.path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		j.failed(err)
		return
	}
	j.file = file
}

func (j *journal) failed(err error) {
	if err != nil && j.note == "" {
		j.note = "the receipt is incomplete: " + err.Error()
	}
}

// hidden takes secret values out of a sentence: AWS repeats a refused value in its error.
func (j *journal) hidden(sentence string) string {
	if j.hide == nil {
		return sentence
	}
	return j.hide.Replace(sentence)
}

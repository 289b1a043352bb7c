// Package ui is the wizard on a screen: a shell that walks the steps, reads the account
// beside the screen, and applies a plan one change at a time.
package ui

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/keys"
	"sagevpc/ui/theme"
	"sagevpc/ui/widget"
)

// Call is one API call that was made, for the screen behind "@".
type Call struct {
	At        time.Time
	Op        string        // "ec2:DescribeSubnets"
	Took      time.Duration // until the answer was read
	RequestID string        // AWS's, "" when no answer came
	Result    string        // "200", or the error's code
}

// Options is what the shell is started with. Cloud is required.
type Options struct {
	Cloud   steps.Cloud
	Answers plan.Answers // the defaults of every question
	Steps   []steps.Step // nil means steps.All()
	// Save keeps the answers; it is called away from the screen after every answer. Nil keeps nothing.
	Save func(plan.Answers) error
	// SavedAs is where Save puts them, for eyes.
	SavedAs string
	// Receipt says where a run leaves its receipt; its clock is Now.
	Receipt  run.Options
	Demo     string           // name of the scenario, "" without one
	ReadOnly bool             // no consent can be given
	NoMouse  bool             // the terminal keeps its own mouse
	Calls    func() []Call    // every API call so far, oldest first; nil when nobody counts
	Now      func() time.Time // nil means time.Now
	Version  string
	// Getenv finds the user's editor; nil means os.Getenv.
	Getenv func(string) string
	// Timeout is how long a screen may read before that is a fault; 0 means 20 s.
	Timeout time.Duration
}

// Result is how the wizard was left.
type Result struct {
	Answers plan.Answers
	Run     *run.Run // nil when no run was begun
}

// Model is the shell. It is a value, as Bubble Tea wants it.
type Model struct {
	ctx   context.Context //nolint:containedctx // Bubble Tea gives commands no context: reads end with this one.
	opts  Options
	theme theme.Theme
	keys  keys.Map

	width, height int

	machine steps.Machine // what was answered
	draft   steps.Machine // the same with the reply being edited
	asked   steps.ID      // the step that widget asks
	widget  widget.Widget // nil while there is nothing to ask

	accounts *accounts
	saver    *saver

	seq     int // of the latest read; an older one's reply is dropped
	reading reading
	refused bool             // the draft is refused, so that what it lacks is not read
	timers  map[readKind]int // number of the timer that counts; replaced, never written through
	readAt  time.Time        // when what is on screen was read
	visit   int              // how often the screen changed to another step
	sent    int              // messages given to widgets
	heard   int              // number of the newest message that a widget's answer came from
	wrote   int              // number of the newest draft that was typed
	saves   int
	fault   *facts.Fault
	stale   string // why the latest refresh failed
	notice  notice

	overlay overlay
	scroll  int // of the overlay
	consent consent
	job     job
	ticks   ticks
	ending  bool // the program's context ended: leave as soon as nothing is half done
}

// New returns the shell at its first step. The context ends every read; a change that is
// being applied is not cut short by it.
func New(ctx context.Context, opts Options) Model {
	if opts.Steps == nil {
		opts.Steps = steps.All()
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Getenv == nil {
		opts.Getenv = os.Getenv
	}
	if opts.Timeout == 0 {
		opts.Timeout = 20 * time.Second
	}
	machine := steps.NewMachine(opts.Steps, steps.State{
		Answers: opts.Answers, Profiles: opts.Cloud.Profiles(), Regions: opts.Cloud.Regions(),
	})
	return Model{
		ctx: ctx, opts: opts, theme: theme.New(true), keys: keys.Default(),
		machine: machine, draft: machine,
		accounts: newAccounts(opts.Cloud), saver: &saver{save: opts.Save},
	}
}

// Run shows the wizard until the user leaves it. Leaving is not an error.
func Run(ctx context.Context, opts Options, program ...tea.ProgramOption) (Result, error) {
	// The context reaches the model, which may have to finish a change first.
	program = append([]tea.ProgramOption{tea.WithoutSignalHandler()}, program...)
	last, err := tea.NewProgram(New(ctx, opts), program...).Run()
	m, ok := last.(Model)
	if !ok {
		return Result{Answers: opts.Answers}, fmt.Errorf("the screen ended: %w", err)
	}
	result := Result{Answers: m.machine.State().Answers, Run: m.machine.State().Run}
	if err != nil {
		return result, fmt.Errorf("the screen ended: %w", err)
	}
	return result, nil
}

// startMsg enters the first step.
type startMsg struct{}

// endMsg says that the program's context ended.
type endMsg struct{}

// Init asks for the background's colour and enters the first step.
func (m Model) Init() tea.Cmd {
	return tea.Batch(
		tea.RequestBackgroundColor,
		func() tea.Msg { return startMsg{} },
		func() tea.Msg { <-m.ctx.Done(); return endMsg{} },
	)
}

// Update takes in one message.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.route(msg)
	next, tick := next.keepTicking()
	return next, tea.Batch(cmd, tick)
}

func (m Model) route(msg tea.Msg) (Model, tea.Cmd) {
	switch msg := msg.(type) {
	case widgetMsg:
		return m.onWidget(msg)
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		return m, nil
	case tea.BackgroundColorMsg:
		m.theme = theme.New(msg.IsDark())
		return m, nil
	case startMsg:
		return m.enter()
	case endMsg:
		m.ending = true
		return m.leave()
	case tea.KeyPressMsg:
		return m.onKey(msg)
	case tea.PasteMsg:
		if m.overlay != noOverlay || m.tooSmall() {
			return m, nil
		}
		return m.toWidget(msg)
	case tea.MouseMsg:
		return m.onMouse(msg)
	case widget.OpenMsg:
		return m.openEditor(msg)
	case preparedMsg:
		return m.onPrepared(msg)
	case editedMsg:
		m, cmd := m.onEdited(msg)
		// Whatever the editor left on the terminal, the next frame is drawn whole.
		return m, tea.Batch(tea.ClearScreen, cmd)
	case readMsg:
		return m.onRead(msg)
	case dueMsg:
		return m.onDue(msg)
	case tickMsg:
		return m.onTick(msg)
	case savedMsg:
		return m.onSaved(msg)
	case armedMsg:
		return m.onArmed(msg)
	case begunMsg:
		return m.onBegun(msg)
	case taskMsg:
		return m.onTask(msg)
	}
	return m.toWidget(msg)
}

// asking reports whether a question is on screen.
func (m Model) asking() bool {
	return m.widget != nil && m.fault == nil && m.reading.kind != readStep
}

// notice is one line about what just happened. It goes with the next key.
type notice struct {
	mark steps.Mark
	text string
}

// say shows a notice. It is raw text: drawing it makes it printable.
func (m Model) say(mark steps.Mark, format string, args ...any) Model {
	m.notice = notice{mark, joined(fmt.Sprintf(format, args...))}
	return m
}

// joined makes one line of several: an error that holds others has a line for each.
func joined(raw string) string {
	var said []string
	for line := range strings.Lines(raw) {
		if line = strings.TrimSpace(line); line != "" {
			said = append(said, line)
		}
	}
	return strings.Join(said, " · ")
}

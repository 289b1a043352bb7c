package widget

import (
	"encoding/json"
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/plan"
	"sagevpc/ui/keys"
)

// review shows the plan: what would change, and what speaks for or against it.
type review struct {
	q       steps.Review
	details bool
	scroll  scroll
}

func newReview(q steps.Review) Widget {
	return review{q: masked(q)}
}

// masked hides the values of environment variables, which the screen never shows.
func masked(q steps.Review) steps.Review {
	q.Plan = q.Plan.Masked()
	return q
}

// With takes a new question and keeps the scroll.
func (r review) With(q steps.Question) Widget {
	next, ok := q.(steps.Review)
	if !ok {
		return New(q)
	}
	r.q = masked(next)
	return r
}

// Update takes in a message.
func (r review) Update(env Env, msg tea.Msg) (Widget, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		if key.Matches(press, env.Keys.Details) {
			r.details = !r.details
			return r, nil
		}
		if id, ok := acted(env, r.q.Actions, press); ok {
			return r, reply(steps.Reply{Action: id})
		}
		if key.Matches(press, env.Keys.Confirm) {
			// Enter has led through every screen so far; the step says which key applies.
			return r, reply(steps.Reply{})
		}
	}
	lines := len(r.lines(env))
	r.scroll = r.scroll.update(env, msg, lines, r.scroll.rows(env, lines))
	return r, nil
}

// View draws what blocks, the changes, and the other findings.
func (r review) View(env Env) string {
	return clipped(r.scroll.window(env, r.lines(env)), env)
}

// Bindings are the keys that work now.
func (r review) Bindings(env Env) []key.Binding {
	details := env.Keys.Details
	if r.details {
		details = keys.Labelled(details, "fewer details")
	}
	bindings := append(actions(env, r.q.Actions), details)
	if len(r.lines(env)) > env.Height {
		bindings = append(bindings, env.Keys.Down, env.Keys.Up, env.Keys.PageDown)
	}
	return bindings
}

// Editing is never so: a plan is read.
func (r review) Editing() bool { return false }

// copies is the requests as they would be sent, in order, secrets masked.
func (r review) copies() string {
	requests := make([]plan.Request, 0, len(r.q.Plan.Changes))
	for _, c := range r.q.Plan.Changes {
		requests = append(requests, c.Request)
	}
	text, err := json.MarshalIndent(requests, "", "  ")
	if err != nil || len(requests) == 0 {
		return ""
	}
	return string(text) + "\n"
}

// lines draws everything there is to say: what blocks above the changes, what else speaks
// for or against them below.
func (r review) lines(env Env) []string {
	p := r.q.Plan
	costs := env.Theme.Muted.Render(cost(p))
	lines := tally(env, p)
	if blocking := r.findings(env, blocks); len(blocking) > 0 {
		lines = append(lines, "", env.Theme.Heading.Render("What blocks"))
		lines = append(lines, blocking...)
		lines = append(lines, "", apart(env.Theme.Heading.Render("What would happen"), costs, env.Width))
	} else {
		lines = append([]string{apart(env.Theme.Heading.Render("What will happen"), costs, env.Width)}, lines...)
	}
	if len(p.Changes) == 0 {
		lines = append(lines, "", "Nothing: the account already is as the answers want it.")
	}
	for _, c := range p.Changes {
		lines = append(lines, "")
		lines = append(lines, r.change(env, c)...)
	}
	lines = append(lines, r.stagedInReview(env)...)
	if findings := r.findings(env, others...); len(findings) > 0 {
		lines = append(lines, "", env.Theme.Heading.Render("What speaks for and against it"))
		lines = append(lines, findings...)
	}
	return lines
}

// cost says what the plan adds to the bill, as an estimate.
func cost(p plan.Plan) string {
	sum := 0.0
	for _, c := range p.Changes {
		sum += c.MonthlyUSD
	}
	switch {
	case sum == 0:
		return "costs nothing a month"
	case sum < 0:
		return fmt.Sprintf("saves about $%.2f a month", -sum)
	}
	return fmt.Sprintf("adds about $%.2f a month (estimate)", sum)
}

func position(at, rows, all int) string {
	return fmt.Sprintf("lines %d to %d of %d", at+1, min(all, at+rows), all)
}

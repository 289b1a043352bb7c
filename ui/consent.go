package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sagevpc/steps"
	"sagevpc/steps/plan"
)

// grace is how long a yes does not count after the consent dialog opened: a key that was
// meant for the screen below must not be taken for one. A no counts at once.
const grace = 300 * time.Millisecond

// consent is the dialog that asks for it.
type consent struct {
	number int
	armed  bool // grace is over
}

// armedMsg ends the grace of a dialog.
type armedMsg struct{ number int }

// askConsent opens the dialog, or says why there is nothing to consent to.
func (m Model) askConsent() (Model, tea.Cmd) {
	p, ok := m.preview()
	if !ok {
		return m, nil
	}
	if m.job.begun() || m.reading.kind == readConsent {
		return m, nil
	}
	if why := m.closed(p); why.text != "" {
		return m.say(why.mark, "%s", why.text), nil
	}
	m.overlay = consentOverlay
	m.consent = consent{number: m.consent.number + 1}
	number := m.consent.number
	return m, tea.Tick(grace, func(time.Time) tea.Msg { return armedMsg{number} })
}

// closed says why a plan cannot be consented to; nothing for one that can.
func (m Model) closed(p plan.Plan) notice {
	blockers := p.Blockers()
	switch {
	case m.opts.ReadOnly:
		return notice{steps.Blocks, "read-only: nothing can be applied. Start again without --read-only"}
	case len(blockers) > 0:
		return notice{steps.Blocks, m.refusal(blockers)}
	case !p.Applicable:
		return notice{steps.NoMark, "there is nothing to apply: the account already is as the answers want it"}
	}
	return notice{}
}

// preview is the plan on screen: consent is to what was shown, and to nothing else.
func (m Model) preview() (plan.Plan, bool) {
	if m.machine.Load() != nil {
		return plan.Plan{}, false
	}
	review, ok := m.machine.Question().(steps.Review)
	return review.Plan, ok
}

// refusal says what stops apply, and how to get to the screen that can change it.
func (m Model) refusal(blockers []plan.Finding) string {
	first := blockers[0]
	said := fmt.Sprintf("apply is closed by %s: %s", first.Rule, first.Summary)
	if first.Fix != "" {
		said += ". " + strings.TrimSuffix(first.Fix, ".")
	}
	if step, ok := m.blocker(); ok {
		said += fmt.Sprintf(" · %s opens %s", m.keys.Blocker.Help().Key, step.Title(m.machine.State()))
	}
	if more := len(blockers) - 1; more > 0 {
		said += fmt.Sprintf(" · and %d more", more)
	}
	return said
}

// wayTo is the screen on which what a rule found can be changed: of those that were
// answered on the way here, the last one whose answer causes it. What an early screen
// allows is often mended by a later one.
func (m Model) wayTo(rule string) (steps.Step, bool) {
	for _, step := range slices.Backward(m.opts.Steps) {
		causes := slices.ContainsFunc(step.Rules, func(prefix string) bool {
			return prefix != "" && strings.HasPrefix(rule, prefix)
		})
		if !causes || step.ID == m.machine.Current().ID {
			continue
		}
		if _, reachable := m.machine.GoTo(step.ID); reachable {
			return step, true
		}
	}
	return steps.Step{}, false
}

// wayTitle is the title of the screen that wayTo finds.
func (m Model) wayTitle(rule string) string {
	step, ok := m.wayTo(rule)
	if !ok {
		return ""
	}
	return step.Title(m.machine.State())
}

// blocker is the screen on which the first finding that blocks and has one can be changed.
func (m Model) blocker() (steps.Step, bool) {
	p, _ := m.preview()
	for _, f := range p.Blockers() {
		if step, ok := m.wayTo(f.Rule); ok {
			return step, true
		}
	}
	return steps.Step{}, false
}

// toBlocker opens that screen.
func (m Model) toBlocker() (Model, tea.Cmd) {
	step, ok := m.blocker()
	if !ok {
		return m.say(steps.NoMark, "nothing that an earlier screen could change blocks this plan"), nil
	}
	return m.goTo(step.ID)
}

// onArmed ends the dialog's grace.
func (m Model) onArmed(msg armedMsg) (Model, tea.Cmd) {
	if m.overlay == consentOverlay && msg.number == m.consent.number {
		m.consent.armed = true
	}
	return m, nil
}

// onConsentKey takes y for a yes and every other key for a no. In the first moment the keys
// that led here, held down or pressed twice, mean neither.
func (m Model) onConsentKey(msg tea.KeyPressMsg) (Model, tea.Cmd) {
	k := m.keys
	if !m.consent.armed && key.Matches(msg, k.Consent, k.Apply, k.Confirm, k.Toggle) {
		return m, nil
	}
	m.overlay = noOverlay
	if !key.Matches(msg, k.Consent) {
		return m.say(steps.NoMark, "nothing was applied"), nil
	}
	// What the preview says is what happens: the account is read once more before the
	// first change, where the step knows how.
	if load, _ := m.machine.Refresh(); load != nil {
		return m.read(readConsent, load)
	}
	return m.begin()
}

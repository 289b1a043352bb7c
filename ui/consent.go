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
	switch blockers := p.Blockers(); {
	case m.job.begun() || m.reading.kind == readConsent:
		return m, nil
	case m.opts.ReadOnly:
		return m.say(steps.Blocks, "read-only: nothing can be applied. Start again without --read-only"), nil
	case len(blockers) > 0:
		return m.say(steps.Blocks, "%s", m.refusal(blockers)), nil
	case !p.Applicable:
		return m.say(steps.NoMark, "there is nothing to apply: the account already is as the answers want it"), nil
	}
	m.overlay = consentOverlay
	m.consent = consent{number: m.consent.number + 1}
	number := m.consent.number
	return m, tea.Tick(grace, func(time.Time) tea.Msg { return armedMsg{number} })
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
	if where := m.wayTo(first.Rule); where != "" {
		said += " · " + where
	}
	if more := len(blockers) - 1; more > 0 {
		said += fmt.Sprintf(" · and %d more", more)
	}
	return said
}

// wayTo names the stop whose answer causes a rule's findings, and the keys that lead there.
func (m Model) wayTo(rule string) string {
	at := slices.IndexFunc(m.opts.Steps, func(s steps.Step) bool {
		return slices.ContainsFunc(s.Rules, func(prefix string) bool { return strings.HasPrefix(rule, prefix) })
	})
	if at < 0 {
		return ""
	}
	id, _, _ := strings.Cut(string(m.opts.Steps[at].ID), ".")
	reachable := slices.DeleteFunc(m.machine.Rail(), func(s steps.Stop) bool { return !s.Reachable || s.Status == steps.StopHere })
	stop := slices.IndexFunc(reachable, func(s steps.Stop) bool { return string(s.ID) == id })
	if stop < 0 {
		return ""
	}
	presses := m.keys.Earlier.Help().Key
	if n := len(reachable) - stop; n > 1 {
		presses = fmt.Sprintf("%s %d times", presses, n)
	}
	return fmt.Sprintf("%s opens %s", presses, reachable[stop].Label)
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

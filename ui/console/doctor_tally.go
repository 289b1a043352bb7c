package console

import (
	"sagevpc/steps"
	"sagevpc/steps/doctor"
)

// tally counts the models of --all.
type tally struct {
	blocked int
	unread  int // not examined at all
	partly  int // examined, and not in full
	gone    int
}

func (n *tally) count(m doctor.Model) {
	switch {
	case m.State == doctor.Gone:
		n.gone++
	case m.State == doctor.Unread:
		n.unread++
	case m.Mark() == steps.Blocks:
		n.blocked++
	case m.Unsure():
		n.partly++
	}
}

// inAll sums the models up. Only where every one of them was examined in full is it said
// that nothing blocks.
func (p *page) inAll(n tally, of int) {
	unsure := n.unread + n.partly
	switch {
	case n.blocked > 0:
		p.line("  %s %s of %d now", p.mark(steps.Blocks), count(n.blocked, "model is blocked", "models are blocked"), of)
	case unsure > 0:
		p.line("  %s nothing is known to block any of %s, but not everything is known", p.mark(steps.Unknown), count(of, "model", "models"))
	case n.gone == of:
		p.line("  nothing was examined")
	default:
		p.line("  %s nothing blocks any of %s", p.mark(steps.Holds), count(of-n.gone, "model", "models"))
	}
	if n.unread > 0 {
		p.line("  %s %s could not be examined", p.mark(steps.Unknown), count(n.unread, "model", "models"))
	}
	if n.partly > 0 {
		p.line("  %s %s could not be examined in full", p.mark(steps.Unknown), count(n.partly, "model", "models"))
	}
	if n.gone > 0 {
		p.line("  %s deleted in the meantime", count(n.gone, "model was", "models were"))
	}
}

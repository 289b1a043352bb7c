package widget

import "slices"

// echo remembers what was sent as drafts. The question that answers an earlier draft may
// come back after further keys were typed, and must not take them away again.
type echo struct{ sent []string }

// remembered is how many drafts can be on their way at once.
const remembered = 64

func (e echo) after(value string) echo {
	from := max(0, len(e.sent)-remembered+1)
	return echo{sent: append(slices.Clone(e.sent[from:]), value)}
}

// late reports whether value answers a draft that is no longer the newest.
func (e echo) late(value string) bool {
	n := len(e.sent)
	return n > 0 && e.sent[n-1] != value && slices.Contains(e.sent, value)
}

// dirty reports whether anything was edited here.
func (e echo) dirty() bool { return len(e.sent) > 0 }

package steps_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"sagevpc/steps"
)

// TestWalks answers and goes back at random: there is never a dead end, and going back
// and giving the same reply again leads to the same state.
func TestWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(newAccount(), complete())
		for range rapid.IntRange(1, 30).Draw(t, "moves") {
			if w.Current().ID == steps.ApplyID {
				return
			}
			reply := drawReply(t, w.Question())
			from := w
			next, err := w.reply(reply)
			if err == nil && next.Current().ID != from.Current().ID {
				back, ok := next.Back()
				if !ok && next.Current().ID != steps.ApplyID {
					t.Fatalf("%s cannot be left backwards", next.Current().ID)
				}
				if ok {
					w.Machine = back
					again, err := w.load().reply(reply)
					if err != nil || !reflect.DeepEqual(again.State().Answers, next.State().Answers) || again.Current().ID != next.Current().ID {
						t.Fatalf("back and the same reply differ at %s: %v\n%+v\n%+v", from.Current().ID, err, again.State().Answers, next.State().Answers)
					}
				}
			}
			w = next
			if rapid.IntRange(0, 4).Draw(t, "back") == 0 {
				if back, ok := w.Back(); ok {
					w.Machine = back
					w = w.load()
				}
			}
		}
	})
}

// drawFields turns some of a panel's selects.
func drawFields(t *rapid.T, panel *steps.Form, r steps.Reply) {
	if panel == nil {
		return
	}
	for _, f := range panel.Fields {
		if f.Kind == steps.SelectField && rapid.IntRange(0, 3).Draw(t, f.Key) == 0 {
			r.Fields[f.Key] = rapid.SampledFrom(f.Options).Draw(t, "option").Value
		}
	}
}

// drawReply is what a person could send from the question's widget.
func drawReply(t *rapid.T, q steps.Question) steps.Reply {
	r := confirmed(q)
	values := func(options []steps.Option) []string {
		var out []string
		for _, o := range options {
			if o.Disabled == "" {
				out = append(out, o.Value)
			}
		}
		return out
	}
	switch q := q.(type) {
	case steps.Choice:
		if open := values(q.Options); len(open) > 0 {
			r.Values = []string{rapid.SampledFrom(open).Draw(t, "choice")}
		}
	case steps.Many:
		drawFields(t, q.Panel, r)
		r.Values = nil
		for _, v := range values(q.Options) {
			if rapid.Bool().Draw(t, v) {
				r.Values = append(r.Values, v)
			}
		}
	case steps.Matrix:
		drawFields(t, q.Panel, r)
		r.Values = nil
		for _, row := range q.Rows {
			if row.Fixed == "" && rapid.Bool().Draw(t, row.Value) {
				r.Values = append(r.Values, row.Value)
			}
		}
		r.Fields["also"] = rapid.SampledFrom([]string{r.Fields["also"], "", "efs", "efs 10.20.0.0/16", "x_"}).Draw(t, "also")
	case steps.Document:
		r.Values = []string{rapid.SampledFrom(values(q.Templates)).Draw(t, "template")}
	case steps.Form:
		for key := range r.Fields {
			if rapid.IntRange(0, 9).Draw(t, key) == 0 {
				r.Fields[key] = rapid.SampledFrom([]string{"", "x", "A=1", "true", "us-east-1", "s3://b/k"}).Draw(t, "text")
			}
		}
	}
	return r
}

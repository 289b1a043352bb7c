package run

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"sagevpc/steps/plan"
)

// Drifted compares a plan that was previewed, or saved, with one made from fresh facts
// and the same answers. When applying the fresh one would not be what was agreed to, it
// returns a sentence without a full stop that names what moved. Free addresses move all
// day: they count only when they bring a new blocker.
func Drifted(previewed, fresh plan.Plan) (string, bool) {
	for _, what := range []string{
		place(previewed, fresh),
		changed(previewed.Changes, fresh.Changes),
		worsened("stops apply", previewed.Blockers(), fresh.Blockers()),
		ground(previewed, fresh),
	} {
		if what != "" {
			return what, true
		}
	}
	return "", false
}

func place(previewed, fresh plan.Plan) string {
	for _, field := range []struct{ name, was, is string }{
		{"account", previewed.Account, fresh.Account},
		{"Region", previewed.Region, fresh.Region},
	} {
		if field.was != field.is {
			return fmt.Sprintf("the %s is %s now and was %s in the preview", field.name, field.is, field.was)
		}
	}
	return ""
}

// changed names the first difference in what would be sent, and in which order.
func changed(was, is []plan.Change) string {
	before, after := map[string]plan.Change{}, map[string]plan.Change{}
	for _, c := range was {
		before[c.ID] = c
	}
	for _, c := range is {
		after[c.ID] = c
		old, known := before[c.ID]
		if !known {
			return fmt.Sprintf("%s of %s would be sent now, and was not in the preview", c.Request.Op, c.Name)
		}
		if field, differs := requestMoved(old.Request, c.Request); differs {
			return fmt.Sprintf("%s of %s would be sent with another %s%s", c.Request.Op, c.Name, field,
				instead(old.Request.Input[field], c.Request.Input[field]))
		}
	}
	for _, c := range was {
		if _, known := after[c.ID]; !known {
			return fmt.Sprintf("%s of %s is not needed any more", c.Request.Op, c.Name)
		}
	}
	if !slices.EqualFunc(was, is, func(a, b plan.Change) bool { return a.ID == b.ID }) {
		return "the changes would be made in another order"
	}
	return ""
}

// instead spells out a difference that is short: ids and names, never an object, which
// can hold secrets.
func instead(was, is any) string {
	before, short := spelled(was)
	after, too := spelled(is)
	if !short || !too {
		return ""
	}
	return fmt.Sprintf(": %s instead of %s", after, before)
}

func spelled(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "none", true
	case string:
		return v, len(v) <= 80
	case bool, float64:
		return fmt.Sprint(v), true
	case []any:
		words := make([]string, len(v))
		for i, item := range v {
			word, ok := item.(string)
			if !ok {
				return "", false
			}
			words[i] = word
		}
		text := strings.Join(words, ", ")
		return text, len(v) > 0 && len(text) <= 120
	}
	return "", false
}

// requestMoved names the first field in which two requests differ.
func requestMoved(was, is plan.Request) (string, bool) {
	if was.Service != is.Service || was.Op != is.Op {
		return "operation", true
	}
	a, b := plain(was.Input), plain(is.Input)
	fields := maps.Clone(a)
	maps.Copy(fields, b)
	// A token is made of the other fields, so it differs only along with them, and says less.
	delete(fields, "ClientToken")
	for _, field := range append(slices.Sorted(maps.Keys(fields)), "ClientToken") {
		if !reflect.DeepEqual(a[field], b[field]) {
			return field, true
		}
	}
	return "", false
}

// plain is an input as JSON gives it back: one of the two plans may have been on disk.
func plain(input map[string]any) map[string]any {
	data, err := json.Marshal(input)
	if err != nil {
		return input
	}
	var out map[string]any
	if json.Unmarshal(data, &out) != nil {
		return input
	}
	return out
}

// worsened names the findings that were not there in the preview.
func worsened(effect string, was, is []plan.Finding) string {
	var fresh []string
	for _, f := range is {
		if !slices.ContainsFunc(was, func(o plan.Finding) bool { return o.Rule == f.Rule && o.Subject == f.Subject }) {
			fresh = append(fresh, fmt.Sprintf("%s (%s)", f.Rule, f.Summary))
		}
	}
	if len(fresh) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s now", strings.Join(fresh, ", "), effect)
}

// ground names what moved below plans that would do the same.
func ground(previewed, fresh plan.Plan) string {
	if previewed.FactsHash == fresh.FactsHash {
		return ""
	}
	if what := worsened("speaks against it", previewed.Warnings(), fresh.Warnings()); what != "" {
		return what
	}
	for _, path := range fresh.Paths {
		for _, old := range previewed.Paths {
			if old.Subnet == path.Subnet && old.To == path.To && old.Verdict != path.Verdict {
				return fmt.Sprintf("the way from %s to %s is %s now and was %s", path.Subnet, path.To, path.Verdict, old.Verdict)
			}
		}
	}
	return "the same changes would be made, but the network or the copied model that the plan stands on is not as it was"
}

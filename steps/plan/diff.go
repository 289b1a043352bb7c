package plan

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// DiffLine is one line of a change's diff, secrets already masked. Values are raw text
// from the account or the user: whoever draws them makes them printable.
type DiffLine struct {
	Mark   string // "+", "-", "~", or " " for context
	Depth  int    // indentation
	Key    string // the SDK's field name, or a list's index; "" for a list's entry
	Before string // for "-", "~" and " "
	After  string // for "+" and "~"
	Note   string // a remark: what an id is called, "3 values, hidden"
}

// The marks of a diff line besides the symbols of Action.
const context = " "

// fieldPolicy is the field of a VPC endpoint's policy, a JSON document as text.
const fieldPolicy = "PolicyDocument"

// fieldOrder is the order in which the fields of a request are shown; others follow by name.
var fieldOrder = []string{
	"ModelName", "VpcConfig", "Subnets", "SecurityGroupIds", "ExecutionRoleArn", "PrimaryContainer", "Containers",
	"Image", "ModelDataUrl", "ModelDataSource", "Environment", "EnableNetworkIsolation", "Tags",
	fieldVPC, "ServiceName", "VpcEndpointType", "RouteTableIds", fieldRoutes, fieldPolicy,
}

// Diff compares the object before and after the change, field by field, in a fixed
// order. A creation is all "+"; unchanged fields are context. The values of Environment
// never appear: what differs is named by its key.
func (c Change) Diff() []DiffLine {
	d := differ{labels: c.Labels}
	d.object(0, c.Before, c.After)
	d.effects(c.Effects)
	return d.lines
}

type differ struct {
	lines  []DiffLine
	labels map[string]string
}

func (d *differ) add(l DiffLine) {
	l.Before, l.After = Spoken(l.Before), Spoken(l.After)
	if name := d.labels[l.After+l.Before]; name != "" && l.Note == "" && (l.After == "" || l.Before == "") {
		l.Note = name
	}
	d.lines = append(d.lines, l)
}

func (d *differ) object(depth int, before, after map[string]any) {
	for _, key := range fields(before, after) {
		b, was := before[key]
		a, is := after[key]
		if key == "Tags" {
			b, a = tagMap(b), tagMap(a)
		}
		switch {
		case key == "Environment":
			d.environment(depth, b, a)
		case key == fieldPolicy:
			d.document(depth, b, a)
		case was && is:
			d.both(depth, key, b, a)
		case is:
			d.whole(depth, Create.Symbol(), key, a)
		default:
			d.whole(depth, Delete.Symbol(), key, b)
		}
	}
}

// fields are the keys of both objects in the order they are shown.
func fields(before, after map[string]any) []string {
	all := maps.Clone(before)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, after)
	rank := func(key string) int {
		if i := slices.Index(fieldOrder, key); i >= 0 {
			return i
		}
		return len(fieldOrder)
	}
	keys := slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	return keys
}

func (d *differ) both(depth int, key string, before, after any) {
	if reflect.DeepEqual(before, after) {
		d.same(depth, key, after)
		return
	}
	switch a := after.(type) {
	case map[string]any:
		if b, ok := before.(map[string]any); ok {
			d.add(DiffLine{Mark: Update.Symbol(), Depth: depth, Key: key})
			d.object(depth+1, b, a)
			return
		}
	case []any:
		if b, ok := before.([]any); ok {
			d.add(DiffLine{Mark: Update.Symbol(), Depth: depth, Key: key})
			d.list(depth+1, b, a)
			return
		}
	}
	d.add(DiffLine{Mark: Update.Symbol(), Depth: depth, Key: key, Before: scalar(before), After: scalar(after)})
}

// same shows an unchanged field as one line: the reader needs to know that it stays, not to read it all again.
func (d *differ) same(depth int, key string, value any) {
	switch v := value.(type) {
	case map[string]any:
		d.add(DiffLine{Mark: context, Depth: depth, Key: key, Note: "unchanged"})
		d.object(depth+1, v, v)
	case []any:
		for _, item := range v {
			if _, nested := item.(map[string]any); nested {
				d.add(DiffLine{Mark: context, Depth: depth, Key: key, Note: fmt.Sprintf("%d %s, unchanged", len(v), plural(len(v), "entry", "entries"))})
				return
			}
		}
		d.add(DiffLine{Mark: context, Depth: depth, Key: key})
		d.list(depth+1, v, v)
	default:
		d.add(DiffLine{Mark: context, Depth: depth, Key: key, Before: scalar(value)})
	}
}

func (d *differ) whole(depth int, mark, key string, value any) {
	line := DiffLine{Mark: mark, Depth: depth, Key: key}
	before, after := map[string]any(nil), map[string]any(nil)
	switch v := value.(type) {
	case map[string]any:
		d.add(line)
		if mark == Create.Symbol() {
			after = v
		} else {
			before = v
		}
		d.object(depth+1, before, after)
	case []any:
		d.add(line)
		for _, item := range v {
			d.entry(depth+1, mark, item)
		}
	default:
		d.add(line.with(scalar(value)))
	}
}

// with puts the value on the side that the mark belongs to.
func (l DiffLine) with(value string) DiffLine {
	if l.Mark == Create.Symbol() {
		l.After = value
	} else {
		l.Before = value
	}
	return l
}

// list compares as sets that keep their order: the order of ids means nothing to AWS.
func (d *differ) list(depth int, before, after []any) {
	for _, item := range before {
		mark := Delete.Symbol()
		if has(after, item) {
			mark = context
		}
		d.entry(depth, mark, item)
	}
	for _, item := range after {
		if !has(before, item) {
			d.entry(depth, Create.Symbol(), item)
		}
	}
}

func has(items []any, item any) bool {
	return slices.ContainsFunc(items, func(o any) bool { return reflect.DeepEqual(o, item) })
}

// entry shows a list's entry: an object by its fields, the rest as text.
func (d *differ) entry(depth int, mark string, item any) {
	object, ok := item.(map[string]any)
	if !ok {
		d.add(DiffLine{Mark: mark, Depth: depth}.with(scalar(item)))
		return
	}
	d.add(DiffLine{Mark: mark, Depth: depth, Key: "-"})
	switch mark {
	case Create.Symbol():
		d.object(depth+1, nil, object)
	case Delete.Symbol():
		d.object(depth+1, object, nil)
	default:
		d.object(depth+1, object, object)
	}
}

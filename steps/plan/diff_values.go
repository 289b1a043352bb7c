package plan

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"sagevpc/steps/policy"
)

// environment shows which variables come, go or change, never what they hold.
func (d *differ) environment(depth int, before, after any) {
	b, _ := before.(map[string]any)
	a, _ := after.(map[string]any)
	if reflect.DeepEqual(b, a) {
		d.add(DiffLine{Mark: context, Depth: depth, Key: "Environment", Note: count(len(a), "value") + ", hidden, unchanged"})
		return
	}
	mark := Update.Symbol()
	switch {
	case len(b) == 0:
		mark = Create.Symbol()
	case len(a) == 0:
		mark = Delete.Symbol()
	}
	d.add(DiffLine{Mark: mark, Depth: depth, Key: "Environment", Note: count(len(a), "value") + ", hidden"})
	for _, key := range fields(b, a) {
		old, was := b[key]
		value, is := a[key]
		line := DiffLine{Mark: context, Depth: depth + 1, Key: key, Before: Hidden}
		switch {
		case was && is && old != value:
			line.Mark, line.After = Update.Symbol(), Hidden
		case !was && is:
			line.Mark, line.Before, line.After = Create.Symbol(), "", Hidden
		case was && !is:
			line.Mark = Delete.Symbol()
		}
		d.add(line)
	}
}

// document compares two policies line by line, both indented alike so that white space is no difference.
func (d *differ) document(depth int, before, after any) {
	b, _ := before.(string)
	a, _ := after.(string)
	b, a = indented(b), indented(a)
	mark := Update.Symbol()
	switch {
	case b == a || policy.Same(b, a):
		d.add(DiffLine{Mark: context, Depth: depth, Key: fieldPolicy, Note: "unchanged"})
		return
	case b == "":
		mark = Create.Symbol()
	case a == "":
		mark = Delete.Symbol()
	}
	d.add(DiffLine{Mark: mark, Depth: depth, Key: fieldPolicy})
	unified, err := udiff.ToUnifiedDiff("before", "after", b, udiff.Lines(b, a), len(b)+len(a))
	if err != nil {
		d.add(DiffLine{Mark: mark, Depth: depth + 1, Note: fmt.Sprintf("the difference could not be computed: %v", err)})
		return
	}
	for _, hunk := range unified.Hunks {
		for _, line := range hunk.Lines {
			text := strings.TrimSuffix(line.Content, "\n")
			switch line.Kind {
			case udiff.Insert:
				d.add(DiffLine{Mark: Create.Symbol(), Depth: depth + 1, After: text})
			case udiff.Delete:
				d.add(DiffLine{Mark: Delete.Symbol(), Depth: depth + 1, Before: text})
			case udiff.Equal:
				d.add(DiffLine{Mark: context, Depth: depth + 1, Before: text})
			}
		}
	}
}

// indented is a policy in one form; what is not a policy stays as it is.
func indented(text string) string {
	doc, err := policy.Parse([]byte(text))
	if err != nil {
		return text
	}
	return doc.String() + "\n"
}

// tagMap is a list of tags as an object: their order means nothing.
func tagMap(value any) map[string]any {
	items, _ := value.([]any)
	out := map[string]any{}
	for _, item := range items {
		if tag, ok := item.(map[string]any); ok {
			if key, ok := tag["Key"].(string); ok {
				out[key] = tag["Value"]
			}
		}
	}
	return out
}

func scalar(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	out, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(out)
}

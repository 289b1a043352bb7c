package console

import (
	"strconv"
	"strings"

	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// variants takes one further variant a flag; together they replace those of the answers.
func (f *answerFlags) variants(name, help string) {
	given := f.flags.StringArray(name, nil, help)
	f.add(name, func(a *plan.Answers) error {
		variants := []plan.Variant{}
		for _, text := range *given {
			v, err := parseVariant(name, text)
			if err != nil {
				return err
			}
			variants = append(variants, v)
		}
		a.Capacity.Variants = variants
		return nil
	})
}

// parseVariant reads TYPE=N with max, efa and name behind commas. The values' shapes are
// judged where those of the answers file are.
func parseVariant(flag, text string) (plan.Variant, error) {
	head, rest, more := strings.Cut(text, ",")
	kind, instances, counted := strings.Cut(strings.TrimSpace(head), "=")
	v := plan.NewVariant()
	v.InstanceType = strings.TrimSpace(kind)
	malformed := func(problem string) (plan.Variant, error) {
		return v, usage("--%s %s: %s. Write it as ml.g5.xlarge=2,max=4,efa=auto,name=shadow; only the type is needed", flag, printable.Line(text), problem)
	}
	if v.InstanceType == "" {
		return malformed("it names no instance type")
	}
	var err error
	if counted {
		if v.Instances, err = strconv.Atoi(strings.TrimSpace(instances)); err != nil {
			return malformed("the number of instances is not a whole number")
		}
	}
	v.MaxInstances = v.Instances
	if !more {
		return v, nil
	}
	for part := range strings.SplitSeq(rest, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "max":
			if v.MaxInstances, err = strconv.Atoi(value); err != nil {
				return malformed("max is not a whole number")
			}
		case "efa":
			v.EFA = value
		case "name":
			v.Name = value
		default:
			return malformed("it has a part that is none of max=, efa= and name=")
		}
	}
	return v, nil
}

package steps

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sagevpc/steps/plan"
)

// capacityPanel is what the addresses must suffice for, edited below the list of subnets.
func capacityPanel(s State) *Form {
	c := s.Answers.Capacity
	form := &Form{Fields: []Field{
		{Key: "instance_type", Label: "Instance type", Kind: TextField, Value: c.InstanceType, Hint: instanceHint(s)},
		{Key: "instances", Label: "Instances", Kind: NumberField, Value: strconv.Itoa(c.Instances), Hint: "running at first"},
		{Key: "max_instances", Label: "up to", Kind: NumberField, Value: strconv.Itoa(max(c.Instances, c.MaxInstances)), Hint: "auto scaling's maximum"},
		{Key: "efa", Label: "EFA", Kind: SelectField, Value: c.EFA, Options: options(plan.Auto, "true", "false"), Hint: efaHint(s)},
		{Key: "update", Label: "Updates", Kind: SelectField, Value: c.Update, Options: options(plan.UpdateBlueGreen, plan.UpdateRolling), Hint: "blue-green, the default, needs room for a second fleet"},
		{Key: "reserve", Label: "Reserve", Kind: NumberField, Value: strconv.Itoa(c.Reserve), Hint: "addresses kept free in each zone"},
	}}
	if c.Update == plan.UpdateRolling {
		form.Fields = append(form.Fields, Field{
			Key: "rolling_batch", Label: "Batch", Kind: TextField, Value: strconv.FormatFloat(c.RollingBatch, 'g', -1, 64), Hint: "share replaced at a time, 0.05 to 0.5",
		})
	}
	if len(c.Variants) > 0 {
		form.Fields = append(form.Fields, Field{
			Key: "variants", Label: "Variants", Kind: TextField, Value: variantsText(c.Variants), ReadOnly: "further variants come from --variant or the answers file",
		})
	}
	for i, f := range form.Fields {
		if r, ok := s.Rejected[f.Key]; ok {
			form.Fields[i].Value, form.Fields[i].Problem = r.Text, sentence(r.Problem)
		}
	}
	return form
}

// variantsText is the further variants in a line: "1 × ml.g5.xlarge (shadow)".
func variantsText(variants []plan.Variant) string {
	var texts []string
	for _, v := range variants {
		text := fmt.Sprintf("%d × %s", max(v.Instances, v.MaxInstances), label(v.InstanceType, "any type"))
		if v.Name != "" {
			text += " (" + v.Name + ")"
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, ", ")
}

func instanceHint(s State) string {
	if it := s.Facts.InstanceType; it != nil && it.Name == s.Answers.Capacity.InstanceType && !it.Found && it.Gaps == nil {
		return "EC2 knows no such type in this Region: is it spelled right?"
	}
	return "such as ml.g5.xlarge"
}

func efaHint(s State) string {
	if plan.EFA(s.Answers, s.Facts) {
		return s.Answers.Capacity.EFA + ": 5 addresses an instance"
	}
	return s.Answers.Capacity.EFA + ": 2 addresses an instance, 5 with EFA"
}

func options(values ...string) []Option {
	var out []Option
	for _, v := range values {
		out = append(out, Option{Value: v, Label: v})
	}
	return out
}

// answerCapacity takes the panel's texts; one that does not parse is kept as rejected and
// leaves its answer as it was. A field that is not given keeps its answer and is no longer
// rejected: so a panel takes back what it should not have been given.
func (s State) answerCapacity(fields map[string]string) State {
	c := s.Answers.Capacity
	s.Rejected = nil
	number := func(key string, least int, into *int) {
		text, ok := fields[key]
		if !ok {
			return
		}
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < least || n > 10_000 {
			s.Rejected = rejected(s.Rejected, key, text, fmt.Errorf("a whole number from %d to 10000 is wanted", least))
			return
		}
		*into = n
	}
	number("instances", 1, &c.Instances)
	number("max_instances", 1, &c.MaxInstances)
	number("reserve", 0, &c.Reserve)
	if c.MaxInstances < c.Instances {
		if text, given := fields["max_instances"]; given && s.Rejected["instances"].Problem == "" && s.Rejected["max_instances"].Problem == "" {
			s.Rejected = rejected(s.Rejected, "max_instances", text, fmt.Errorf("it is less than the %d instances at first", c.Instances))
			c.MaxInstances = s.Answers.Capacity.MaxInstances
		}
	}
	text := func(key string, into *string) {
		if value, ok := fields[key]; ok {
			*into = strings.TrimSpace(value)
		}
	}
	text("instance_type", &c.InstanceType)
	text("efa", &c.EFA)
	text("update", &c.Update)
	if batch, ok := fields["rolling_batch"]; ok {
		share, err := strconv.ParseFloat(strings.TrimSpace(batch), 64)
		if err != nil || share < 0.05 || share > 0.5 {
			s.Rejected = rejected(s.Rejected, "rolling_batch", batch, errors.New("a share from 0.05 to 0.5 is wanted"))
		} else {
			c.RollingBatch = share
		}
	}
	before := s.Answers.Capacity.InstanceType
	s.Answers.Capacity = c
	for _, e := range s.Answers.Validate() {
		if e.Key == "capacity.instance_type" {
			s.Rejected = rejected(s.Rejected, "instance_type", c.InstanceType, errors.New(e.Problem+". "+e.Fix))
			s.Answers.Capacity.InstanceType = before
		}
	}
	return s
}

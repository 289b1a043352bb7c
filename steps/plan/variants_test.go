package plan_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sagevpc/steps/plan"
)

func TestVariantsAreReadOverTheirDefaults(t *testing.T) {
	text := `version: 1
capacity:
  instances: 2
  variants:
    - instance_type: ml.g5.xlarge
    - {name: shadow, instance_type: ml.p4d.24xlarge, instances: 2, max_instances: 4, efa: true}
    - name: 007
      instances: 3
`
	want := []plan.Variant{
		{InstanceType: "ml.g5.xlarge", Instances: 1, MaxInstances: 1, EFA: "auto"},
		{Name: "shadow", InstanceType: "ml.p4d.24xlarge", Instances: 2, MaxInstances: 4, EFA: "true"},
		{Name: "007", Instances: 3, MaxInstances: 3, EFA: "auto"},
	}
	a, err := plan.ParseAnswers([]byte(text), "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a.Capacity.Variants, want) {
		t.Errorf("got  %+v\nwant %+v", a.Capacity.Variants, want)
	}
	if wrong := a.Validate(); wrong != nil {
		t.Errorf("they are refused: %v", wrong)
	}
	back, err := plan.FormatAnswers(a)
	if err != nil {
		t.Fatal(err)
	}
	again, err := plan.ParseAnswers(back, "a.yaml")
	if err != nil || !reflect.DeepEqual(a, again) {
		t.Errorf("what was written is read back as %+v, %v\n%s", again.Capacity, err, back)
	}
	object, err := json.Marshal(plan.Build(a, goodFacts()).Answers)
	if err != nil || !strings.Contains(string(object), `"variants":[{"instance_type":"ml.g5.xlarge","instances":1,"max_instances":1,"efa":"auto"},{"name":"shadow"`) {
		t.Errorf("the plan says %s, %v", object, err)
	}
}

func TestVariantsSayWhereTheyAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"variants: ml.g5.xlarge":             `a.yaml:3:13: variants takes a list, not "ml.g5.xlarge"`,
		"variants: [ml.g5.xlarge]":           `a.yaml:3:14: variants takes a mapping of keys to values, not "ml.g5.xlarge"`,
		"variants: [{instances: two}]":       `a.yaml:3:26: instances takes a whole number, not "two"`,
		"variants: [{max_instances: 1.5}]":   `a.yaml:3:30: max_instances takes a whole number, not "1.5"`,
		"variants: [{instances: ~}]":         "a.yaml:3:26: instances has no value",
		"variants: [{instance: 2}]":          `a.yaml:3:15: unknown key "instance". Did you mean "instances"?`,
		"variants: [{name: a, name: b}]":     "a.yaml:3:",
		"variants:\n    - {}\n    - {fa: 1}": `a.yaml:5:8: unknown key "fa". Did you mean "efa"?`,
	} {
		_, err := plan.ParseAnswers([]byte("version: 1\ncapacity:\n  "+text+"\n"), "a.yaml")
		var where *plan.AnswersError
		if !errors.As(err, &where) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func TestValidateNamesTheVariant(t *testing.T) {
	good := plan.Variant{InstanceType: "ml.g5.xlarge", Instances: 1, MaxInstances: 1, EFA: plan.Auto}
	for key, bend := range map[string]func(*plan.Variant){
		"name":          func(v *plan.Variant) { v.Name = "a_b" },
		"instance_type": func(v *plan.Variant) { v.InstanceType = "g5.xlarge" },
		"instances":     func(v *plan.Variant) { v.Instances = 0 },
		"max_instances": func(v *plan.Variant) { v.MaxInstances = -1 },
		"efa":           func(v *plan.Variant) { v.EFA = "maybe" },
	} {
		a := goodAnswers()
		v := good
		bend(&v)
		a.Capacity.Variants = []plan.Variant{good, v}
		wrong := a.Validate()
		if len(wrong) != 1 || wrong[0].Key != "capacity.variants[1]."+key || wrong[0].Flag != "--variant" || wrong[0].Fix == "" {
			t.Errorf("%s: got %+v", key, wrong)
		}
	}
	a := goodAnswers()
	for i := range 9 {
		v := good
		v.Name = fmt.Sprintf("variant-%d", i)
		a.Capacity.Variants = append(a.Capacity.Variants, v)
	}
	if wrong := a.Validate(); wrong != nil {
		t.Errorf("nine further variants are refused: %v", wrong)
	}
	a.Capacity.Variants = append(a.Capacity.Variants, good)
	if wrong := a.Validate(); len(wrong) != 1 || wrong[0].Key != "capacity.variants" {
		t.Errorf("an eleventh variant: %v", wrong)
	}
	a.Capacity.Variants = []plan.Variant{good, good}
	a.Capacity.Variants[0].Name, a.Capacity.Variants[1].Name = "x", "x"
	if wrong := a.Validate(); len(wrong) != 1 || wrong[0].Key != "capacity.variants[1].name" {
		t.Errorf("a name twice: %v", wrong)
	}
	a.Capacity.Variants = []plan.Variant{good}
	a.Capacity.Variants[0].MaxInstances = 10_001
	if wrong := a.Validate(); len(wrong) != 1 || wrong[0].Key != "capacity.variants[0].instances" {
		t.Errorf("too many: %v", wrong)
	}
}

package console_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"sagevpc/steps/plan"
)

func TestVariantFlags(t *testing.T) {
	r := newRig(t)
	path := r.answersFile(func(a *plan.Answers) {
		a.Capacity.Variants = []plan.Variant{{Name: "old", Instances: 1, MaxInstances: 1, EFA: plan.Auto}}
	})
	read := func(args ...string) []plan.Variant {
		t.Helper()
		r.want(0, append([]string{"plan", "--answers", path, "--output", "json"}, args...)...)
		var p plan.Plan
		if err := json.Unmarshal(r.out.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		return p.Answers.Capacity.Variants
	}
	if got := read(); len(got) != 1 || got[0].Name != "old" {
		t.Errorf("without the flag: %+v", got)
	}
	r = newRig(t)
	got := read("--variant", "ml.g5.xlarge", "--variant", "ml.g5.2xlarge=2, max=4 ,efa=true,name=shadow")
	want := []plan.Variant{
		{InstanceType: "ml.g5.xlarge", Instances: 1, MaxInstances: 1, EFA: plan.Auto},
		{Name: "shadow", InstanceType: "ml.g5.2xlarge", Instances: 2, MaxInstances: 4, EFA: "true"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestVariantFlagsSayWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "it names no instance type",
		"=2":                       "it names no instance type",
		"ml.g5.xlarge=two":         "the number of instances is not a whole number",
		"ml.g5.xlarge=2,max=many":  "max is not a whole number",
		"ml.g5.xlarge=2,most=3":    "none of max=, efa= and name=",
		"ml.g5.xlarge=2,":          "none of max=, efa= and name=",
		"g5.xlarge=2":              "is not a SageMaker instance type",
		"ml.g5.xlarge=0":           "0 is less than 1",
		"ml.g5.xlarge=1,efa=maybe": `"maybe" is not one of auto, true, false`,
	} {
		r := newRig(t)
		r.want(2, "plan", "--answers", r.answersFile(nil), "--variant", text)
		r.says(&r.err, want)
	}
}

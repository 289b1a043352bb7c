package plan

import (
	"fmt"
	"regexp"
)

// maxVariants is how many further variants an endpoint can have: an endpoint
// configuration takes at most ten, the main one included
// (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html).
const maxVariants = 9

// mostInstances is far above what any subnet holds.
const mostInstances = 10_000

// variantName is the API's pattern of VariantName, its length included.
var variantName = regexp.MustCompile(`^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$`)

// NewVariant is a variant as it is when nothing more is said of it: one instance.
func NewVariant() Variant { return Variant{Instances: 1, EFA: Auto} }

// UnmarshalYAML reads a variant over its defaults: one instance, as many at most as at
// first, EFA as the instance type has it.
func (v *Variant) UnmarshalYAML(unmarshal func(any) error) error {
	type plain Variant
	const notGiven = -1 << 62
	p := plain(NewVariant())
	p.MaxInstances = notGiven
	if err := unmarshal(&p); err != nil {
		return err
	}
	if p.MaxInstances == notGiven {
		p.MaxInstances = p.Instances
	}
	*v = Variant(p)
	return nil
}

// variants checks the shape of the further variants.
func (v *validator) variants(variants []Variant) {
	const key, flag = "capacity.variants", "--variant"
	if n := len(variants); n > maxVariants {
		v.add(key, flag, fmt.Sprintf("%d further variants are given, and an endpoint has at most %d beside the main one", n, maxVariants), "Leave the others out.")
	}
	names := map[string]bool{}
	for i, variant := range variants {
		at := func(field string) string { return fmt.Sprintf("%s[%d].%s", key, i, field) }
		if variant.Name != "" && (len(variant.Name) > 63 || !variantName.MatchString(variant.Name)) {
			v.add(at("name"), flag, fmt.Sprintf("%q is not a variant's name", variant.Name),
				"Use up to 63 letters, digits and hyphens, beginning and ending with a letter or digit.")
		}
		if variant.Name != "" && names[variant.Name] {
			v.add(at("name"), flag, variant.Name+" is named twice", "Give each variant a name of its own.")
		}
		names[variant.Name] = true
		v.instanceType(at("instance_type"), flag, variant.InstanceType)
		v.atLeast(at("instances"), flag, variant.Instances, 1)
		v.atLeast(at("max_instances"), flag, variant.MaxInstances, 1)
		if max(variant.Instances, variant.MaxInstances) > mostInstances {
			v.add(at("instances"), flag, fmt.Sprintf("more than %d is asked for", mostInstances), "No subnet holds as many: give what the variant will run.")
		}
		v.oneOf(at("efa"), flag, variant.EFA, Auto, "true", "false")
	}
}

func (v *validator) instanceType(key, flag, name string) {
	if name != "" && !instanceType.MatchString(name) {
		v.add(key, flag, fmt.Sprintf("%q is not a SageMaker instance type", name), `Give one such as "ml.g5.xlarge", with the "ml." in front.`)
	}
}

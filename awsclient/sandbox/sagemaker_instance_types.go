package sandbox

import (
	"slices"
	"strings"
)

// hostingFamilies are the instance types that a production variant may name, family by
// family with its sizes (ProductionVariantInstanceType of the service model, sagemaker 2017-07-24).
var hostingFamilies = []string{
	"t2 medium large xlarge 2xlarge",
	"m4 xlarge 2xlarge 4xlarge 10xlarge 16xlarge",
	"m5 large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
	"m5d large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
	"c4 large xlarge 2xlarge 4xlarge 8xlarge",
	"p2 xlarge 8xlarge 16xlarge",
	"p3 2xlarge 8xlarge 16xlarge",
	"c5 large xlarge 2xlarge 4xlarge 9xlarge 18xlarge",
	"c5d large xlarge 2xlarge 4xlarge 9xlarge 18xlarge",
	"g4dn xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"r5 large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
	"r5d large xlarge 2xlarge 4xlarge 12xlarge 24xlarge",
	"inf1 xlarge 2xlarge 6xlarge 24xlarge",
	"dl1 24xlarge",
	"c6i large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
	"m6i large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
	"r6i large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
	"g5 xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"g6 xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"r8g medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"g6e xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"g7e 2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge",
	"g7 2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge",
	"p4d 24xlarge",
	"c7g large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"m6g large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"m6gd large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"c6g large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"c6gd large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"c6gn large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"r6g large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"r6gd large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"p4de 24xlarge",
	"trn1 2xlarge 32xlarge",
	"trn1n 32xlarge",
	"trn2 48xlarge",
	"inf2 xlarge 8xlarge 24xlarge 48xlarge",
	"p5 48xlarge 4xlarge",
	"p5e 48xlarge",
	"p5en 48xlarge",
	"m7i large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"c7i large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"r7i large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"c8g medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"r7gd medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge",
	"m8g medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge",
	"c6in large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge",
	"p6-b200 48xlarge",
	"p6-b300 48xlarge",
	"p6e-gb200 36xlarge",
}

// hostingTypes are the names of all types, "ml.m5.large".
func hostingTypes() []string {
	var names []string
	for _, family := range hostingFamilies {
		name, sizes, _ := strings.Cut(family, " ")
		for size := range strings.FieldsSeq(sizes) {
			names = append(names, "ml."+name+"."+size)
		}
	}
	return names
}

// Addresses that one instance takes in the customer's subnets
// (https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html).
const (
	addressesEach    = 2
	addressesWithEFA = 5
)

// computeOf finds what EC2 knows of the type behind an "ml." type.
func computeOf(hostingType string) (instanceType, bool) {
	name := strings.TrimPrefix(hostingType, "ml.")
	i := slices.IndexFunc(instanceTypes, func(t instanceType) bool { return t.name == name })
	if i < 0 {
		return instanceType{}, false
	}
	return instanceTypes[i], true
}

// addressesOf is how many addresses an instance of a hosting type takes. Whether hosting
// attaches the EFA interfaces of a type that has them is not documented; the sandbox takes
// the page by its word.
func addressesOf(hostingType string) int {
	if t, known := computeOf(hostingType); known && t.efa > 0 {
		return addressesWithEFA
	}
	return addressesEach
}

// offersHosting reports whether a type can be had in a zone. A type that the sandbox's
// table does not know can be had in every Availability Zone.
func (r *region) offersHosting(hostingType string, z zone) bool {
	if z.kind != "availability-zone" {
		return false
	}
	t, known := computeOf(hostingType)
	if !known {
		return true
	}
	places, _ := r.offer(t, "availability-zone-id")
	return slices.Contains(places, z.id)
}

package facts

import "slices"

// InstanceType is what EC2 says about an instance type, without the "ml." prefix's meaning.
type InstanceType struct {
	Name  string   // as SageMaker names it, "ml.g5.xlarge"
	Found bool     // EC2 knows a type of that name in this Region
	EFA   bool     // NetworkInfo.EfaSupported
	Zones []string // AZ ids that offer it on EC2; necessary for SageMaker, not sufficient
	Gaps  Gaps     // TopicInstanceType, TopicOfferings
}

// Offered reports whether the type is offered in the AZ.
func (t InstanceType) Offered(zoneID string) bool { return slices.Contains(t.Zones, zoneID) }

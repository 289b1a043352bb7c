package capacity

// Subnet is a chosen subnet, or one that could be chosen.
type Subnet struct {
	ID     string
	ZoneID string // AZ id, "use1-az1"; a subnet without one is not counted
	Free   int    // unused private IPv4 addresses, as EC2 counts them
	Usable bool   // no rule forbids the subnet; one that is not usable is not counted
}

// Demand is what the subnets must hold. Values out of range are taken as the nearest
// that makes sense, so that a half-typed number never breaks the arithmetic.
type Demand struct {
	// PerInstance is how many addresses an instance takes: 2, or 5 with EFA
	// (https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html). Below 1 means 2.
	PerInstance int
	// Instances run at first; Max is where auto scaling stops. The larger is the fleet.
	Instances, Max int
	// Rolling updates replace the share Batch of the fleet at a time, 0.05 to 0.50;
	// otherwise an update starts a whole second fleet. A share that is not positive means 0.50.
	Rolling bool
	Batch   float64
	// Reserve is how many addresses stay free in each zone.
	Reserve int
	// Spent is how many addresses the plan itself takes, by AZ id.
	Spent map[string]int
	// Running is how many instances of this fleet already have their addresses in these
	// subnets: those addresses are no longer among the free ones.
	Running int
	// Others are the further variants of the same endpoint, shadow variants included.
	Others []Fleet
}

// Fleet is one further variant. The same bounds hold as in Demand.
type Fleet struct {
	Name           string
	PerInstance    int // addresses an instance takes
	Instances, Max int
	Running        int
}

// The names of the rungs, in the ladder's order.
const (
	Now       = "now"
	ScaledOut = "scaled out"
	Update    = "update"
	ZoneLost  = "zone lost"
	Both      = "both"
)

// EndpointsAdded is the rung that exists only where Demand.Spent takes addresses of a zone.
const EndpointsAdded = "endpoints added"

package sandbox

// A blueprint is what a scenario file says of its account. Objects are called by names,
// from which their ids follow; a name that a field refers to is one of the same VPC.
type blueprint struct {
	vpcs    []vpcPlan
	roles   []rolePlan
	buckets []bucketPlan
	models  []modelPlan
	// policies are the account's own managed policies, besides those that every account has.
	policies []policyPlan
	// lists are prefix lists of the account's own.
	lists []listPlan
	// caller holds the caller to policies; without it the caller may do everything.
	caller *callerPlan
}

type vpcPlan struct {
	name, cidr string
	isDefault  bool
	// more are the blocks of addresses that were added to the VPC later.
	more      []string
	unnamed   bool // nobody gave anything in it a name
	dedicated bool // its instances have hardware of their own
	// Both DNS attributes are on unless said otherwise.
	noDNSSupport, noDNSHostnames bool
	// resolvers are the DHCP option set's name servers; none means Amazon's own.
	resolvers []string
	// internet gives the VPC an internet gateway; one that is detached has been taken off again.
	internet  bool
	detached  bool
	tables    []tablePlan
	subnets   []subnetPlan
	groups    []groupPlan // besides "default", which every VPC has
	nats      []natPlan
	endpoints []endpointPlan
	acls      []aclPlan // besides "default", which every VPC has
}

// aclPlan is a network ACL. The last entry, which denies, comes by itself.
type aclPlan struct {
	name    string
	subnets []string
	entries []aclEntry
}

// listPlan is a prefix list of the account's own.
type listPlan struct {
	name  string
	cidrs []string
}

// tablePlan is a route table. Each has the VPC's own route; one of a VPC is the main one.
type tablePlan struct {
	name   string
	main   bool
	routes []routePlan
}

// routePlan leads a destination to "igw", the VPC's internet gateway, to "nat:NAME", or to
// the target with that id.
type routePlan struct{ to, via string }

type subnetPlan struct {
	name, zone, cidr string
	table            string // associated explicitly; "" follows the main one
	public           bool   // gives instances public addresses
	ipv6             string // its IPv6 block; without a cidr, it has no other
	state            string // "" is available
	owner            string // the account that shares it, "" is this one
	outpost          string // the ARN of the Outpost that it lies on
	tenants          []tenant
}

// tenant holds addresses of a subnet: count interfaces with each addresses (1 when not said).
type tenant struct {
	kind  tenantKind
	name  string
	count int
	each  int
}

type tenantKind string

const (
	onEC2         tenantKind = "ec2"
	onEKS         tenantKind = "eks"
	onECS         tenantKind = "ecs"
	onLambda      tenantKind = "lambda"
	onRDS         tenantKind = "rds"
	onElastiCache tenantKind = "elasticache"
	onELB         tenantKind = "elb"
	onSageMaker   tenantKind = "sagemaker"
)

type groupPlan struct {
	name, description string
	ingress, egress   []groupRule
}

// natPlan is a NAT gateway: a public one in a subnet unless said otherwise. A regional one
// lies in no subnet.
type natPlan struct {
	name, subnet string
	private      bool
	regional     bool
	failed       bool
}

// endpointPlan is a gateway endpoint with tables, or an interface endpoint with subnets
// and groups.
type endpointPlan struct {
	name, service    string // "s3"
	kind             string // "" follows from the rest
	tables           []string
	subnets, groups  []string
	policy           string // "" is full access
	state            string // "" is available
	requesterManaged bool
	// Private DNS of an interface endpoint is on, and for everyone, unless said otherwise.
	noPrivateDNS, inboundOnly bool
}

type rolePlan struct {
	name, path, description string
	trust                   string // a service, or "account"
	attached                []string
	inline                  []policyPlan
	boundary                string // ARN of the managed policy that bounds it
}

type bucketPlan struct {
	name, region string
	foreign      bool
	policy       string   // "" for none
	objects      []string // keys; the archives of the scenario's models are there by themselves
}

// modelPlan is a model made days before the scenario begins. The request is what
// CreateModel was sent, as JSON.
type modelPlan struct {
	name    string
	days    int
	request string
	tags    tags
}

// The zones that scenarios speak of, and what every address is part of.
const (
	zoneA = "us-east-1a" // use1-az1
	zoneB = "us-east-1b" // use1-az2
	zoneC = "us-east-1c" // use1-az3
	zoneD = "us-east-1d" // use1-az4

	everywhere = "0.0.0.0/0"
)

// The ids that follow from names.
func vpcID(vpc string) string            { return id("vpc", vpc) }
func subnetID(vpc, subnet string) string { return id("subnet", vpc+"/"+subnet) }
func tableID(vpc, table string) string   { return id("rtb", vpc+"/"+table) }
func groupID(vpc, group string) string   { return id("sg", vpc+"/"+group) }
func natID(vpc, nat string) string       { return id("nat", vpc+"/"+nat) }
func endpointID(vpc, name string) string { return id("vpce", vpc+"/"+name) }
func aclID(vpc, acl string) string       { return id("acl", vpc+"/"+acl) }
func listID(list string) string          { return id("pl", list) }

package plan

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"sagevpc/steps/policy"
)

// FieldError says that an answer has the wrong shape: a mistake of writing, not a
// finding about the account.
type FieldError struct {
	Key     string // "network.subnets", as in the answers file
	Flag    string // "--subnets"
	Problem string
	Fix     string
}

// Error names the field, what is wrong, and the remedy.
func (e FieldError) Error() string {
	return fmt.Sprintf("%s (%s): %s. %s", e.Key, e.Flag, e.Problem, e.Fix)
}

// Shapes of ids: eight or seventeen hexadecimal digits, old and new form.
var (
	vpcID        = regexp.MustCompile(`^vpc-([0-9a-f]{8}|[0-9a-f]{17})$`)
	subnetID     = regexp.MustCompile(`^subnet-([0-9a-f]{8}|[0-9a-f]{17})$`)
	groupID      = regexp.MustCompile(`^sg-([0-9a-f]{8}|[0-9a-f]{17})$`)
	routeTableID = regexp.MustCompile(`^rtb-([0-9a-f]{8}|[0-9a-f]{17})$`)
	endpointID   = regexp.MustCompile(`^vpce-([0-9a-f]{8}|[0-9a-f]{17})$`)
	regionName   = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$`)
	instanceType = regexp.MustCompile(`^ml\.[a-z0-9-]+\.[a-z0-9-]+$`)
	serviceName  = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)
)

// validator collects field errors.
type validator struct{ errs []FieldError }

func (v *validator) add(key, flag, problem, fix string) {
	v.errs = append(v.errs, FieldError{Key: key, Flag: flag, Problem: problem, Fix: fix})
}

func (v *validator) shape(key, flag string, pattern *regexp.Regexp, example string, values ...string) {
	for _, value := range values {
		if value != "" && !pattern.MatchString(value) {
			v.add(key, flag, fmt.Sprintf("%q has not the shape of %s", value, example), "Copy the id from the console or from the wizard's list.")
		}
	}
}

func (v *validator) oneOf(key, flag, value string, allowed ...string) {
	if value != "" && !slices.Contains(allowed, value) {
		v.add(key, flag, fmt.Sprintf("%q is not one of %s", value, strings.Join(allowed, ", ")), "Choose one of these words.")
	}
}

func (v *validator) atLeast(key, flag string, value, least int) {
	if value < least {
		v.add(key, flag, fmt.Sprintf("%d is less than %d", value, least), fmt.Sprintf("Give %d or more.", least))
	}
}

// ValidRegion reports whether a text has the shape of a Region's name.
func ValidRegion(name string) bool { return regionName.MatchString(name) }

// Validate checks the shape of every answer that is given: ids, words, ranges. It does
// not ask for what is missing, and it judges nothing about the account.
func (a Answers) Validate() []FieldError {
	v := &validator{}
	if a.Region != "" && !ValidRegion(a.Region) {
		v.add("region", "--region", fmt.Sprintf("%q is not a Region's name", a.Region), `Give one such as "us-east-1".`)
	}
	v.network(a.Network, a.S3)
	v.capacity(a.Capacity)
	v.s3(a.S3)
	v.reach(a.Reach)
	v.notYet(a)
	v.oneOf("dns", "--dns", a.DNS, DNSFix, DNSLeave)
	return v.errs
}

func (v *validator) network(n Network, s3 S3) {
	v.shape("network.vpc", "--vpc", vpcID, "vpc-0123456789abcdef0", n.VPC)
	v.shape("network.subnets", "--subnets", subnetID, "subnet-0123456789abcdef0", n.Subnets...)
	v.shape("network.security_groups", "--security-groups", groupID, "sg-0123456789abcdef0", n.SecurityGroups...)
	v.shape("s3.route_tables", "--route-tables", routeTableID, "rtb-0123456789abcdef0", s3.RouteTables...)
	v.shape("s3.endpoint", "--s3-endpoint", endpointID, "vpce-0123456789abcdef0", s3.Endpoint)
	v.wordOr("network.egress", "--egress", groupID, "sg-0123456789abcdef0", n.Egress, EgressLeave, EgressNew)
	v.distinct("network.subnets", "--subnets", n.Subnets)
	v.distinct("network.security_groups", "--security-groups", n.SecurityGroups)
}

func (v *validator) distinct(key, flag string, ids []string) {
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			v.add(key, flag, id+" is named twice", "Name it once.")
		}
	}
}

func (v *validator) capacity(c Capacity) {
	v.instanceType("capacity.instance_type", "--instance-type", c.InstanceType)
	v.atLeast("capacity.instances", "--instances", c.Instances, 1)
	v.atLeast("capacity.max_instances", "--max-instances", c.MaxInstances, 1)
	v.atLeast("capacity.reserve", "--reserve", c.Reserve, 0)
	if max(c.Instances, c.MaxInstances, c.Reserve) > mostInstances {
		v.add("capacity", "--instances", fmt.Sprintf("more than %d is asked for", mostInstances), "No subnet holds as many: give what the endpoint will run.")
	}
	v.oneOf("capacity.efa", "--efa", c.EFA, Auto, "true", "false")
	v.oneOf("capacity.update", "--update", c.Update, UpdateBlueGreen, UpdateRolling)
	// The range of RollingUpdatePolicy's MaximumBatchSize: 5 to 50 percent of the variant's instances.
	if c.Update == UpdateRolling && (c.RollingBatch < 0.05 || c.RollingBatch > 0.5) {
		v.add("capacity.rolling_batch", "--rolling-batch", fmt.Sprintf("%g is outside 0.05 to 0.5", c.RollingBatch),
			"Give the share of the fleet that is replaced at a time, for example 0.25.")
	}
	v.variants(c.Variants)
}

func (v *validator) s3(s S3) {
	v.oneOf("s3.action", "--s3-action", s.Action, Auto, S3Reuse, S3Extend, S3Create, S3None)
	if !strings.HasPrefix(s.Policy, PolicyFile) {
		v.oneOf("s3.policy", "--policy", s.Policy, slices.Concat([]string{PolicyKeep}, PolicyTemplates(), []string{PolicyFile + "PATH"})...)
	} else if s.Policy == PolicyFile && s.Document == "" {
		v.add("s3.policy", "--policy", "file: names no file", "Write file:PATH.")
	}
	v.oneOf("s3.association", "--association", s.Association, AssociationInherit, AssociationExplicit)
	v.wordOr("s3.policy_consent", "--policy-consent", endpointID, "vpce-0123456789abcdef0", s.PolicyConsent, PolicyConsentNew)
	v.oneOf("s3.bucket_policy", "--bucket-policy", s.BucketPolicy, BucketPolicyNone, BucketPolicyEndpointOnly)
	v.buckets("s3.buckets", "--buckets", s.Buckets)
	v.buckets("s3.bucket_policy_consent", "--bucket-policy-consent", s.BucketPolicyConsent)
}

func (v *validator) buckets(key, flag string, names []string) {
	for _, bucket := range names {
		if problem := policy.BucketProblem(bucket); problem != "" {
			v.add(key, flag, fmt.Sprintf("%q is not a bucket's name: %s", bucket, problem), "Give the name alone, without s3:// and without a key.")
		}
	}
}

func (v *validator) reach(r Reach) {
	for _, service := range r.Services {
		if !serviceName.MatchString(service) {
			v.add("reach.services", "--services", fmt.Sprintf("%q is not a service's short name", service), `Give names such as "logs" or "ecr.api", without the Region.`)
		}
	}
	v.distinct("reach.services", "--services", r.Services)
	for _, block := range r.Blocks {
		if _, err := netip.ParsePrefix(block); err != nil {
			v.add("reach.blocks", "--blocks", fmt.Sprintf("%q is not an address range", block), `Give one such as "10.20.0.0/16"; a single address is a range of /32.`)
		}
	}
	v.distinct("reach.blocks", "--blocks", r.Blocks)
	v.wordOr("reach.endpoint_security_group", "--endpoint-security-group", groupID, "sg-0123456789abcdef0", r.EndpointSecurityGroup, Auto)
	v.oneOf("reach.internet", "--internet", r.Internet, InternetNone, InternetNAT)
	v.wordOr("reach.nat_subnet", "--nat-subnet", subnetID, "subnet-0123456789abcdef0", r.NATSubnet, Auto)
}

// wordOr takes one of a few words, or an id.
func (v *validator) wordOr(key, flag string, pattern *regexp.Regexp, example, value string, words ...string) {
	if value != "" && !slices.Contains(words, value) && !pattern.MatchString(value) {
		v.add(key, flag, fmt.Sprintf("%q is neither %s nor has it the shape of %s", value, strings.Join(words, ", "), example),
			"Give one of these words, or copy the id from the console or from the wizard's list.")
	}
}

// notYet refuses the answers that belong to the format but that this version does not act on: reading
// past them would be a promise broken in silence.
func (v *validator) notYet(a Answers) {
	refuse := func(given bool, key, what string) {
		if given {
			v.add(key, "in the answers file", "this version cannot "+what, "Remove the key; do this part by hand.")
		}
	}
	refuse(a.Permissions != "" && a.Permissions != "report", "permissions", "attach permissions")
	refuse(a.Deploy.Endpoint != "", "deploy.endpoint", "deploy an endpoint")
}

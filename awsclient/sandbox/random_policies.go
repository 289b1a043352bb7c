package sandbox

import (
	"fmt"
	"strings"
)

// grant is a statement of an endpoint policy. Its fields are JSON.
type grant struct{ effect, principal, action, resource, condition string }

func (g grant) String() string {
	text := fmt.Sprintf(`{"Effect": %q, "Principal": %s, %s, %s`, g.effect, g.principal, g.action, g.resource)
	if g.condition != "" {
		text += `, "Condition": ` + g.condition
	}
	return text + "}"
}

func written(grants ...grant) string {
	var texts []string
	for _, g := range grants {
		texts = append(texts, g.String())
	}
	return `{"Version": "2012-10-17", "Statement": [` + strings.Join(texts, ", ") + "]}"
}

const (
	anyone     = `"*"`
	anyAction  = `"Action": "*"`
	reading    = `"Action": ["s3:GetObject", "s3:ListBucket"]`
	anyThing   = `"Resource": "*"`
	ourModels  = `"Resource": ["arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/*", "arn:aws:s3:::` + defaultBucket + `", "arn:aws:s3:::` + defaultBucket + `/*"]`
	otherPlace = `"Resource": ["arn:aws:s3:::acme-logs", "arn:aws:s3:::acme-logs/*"]`
)

var (
	grantAll  = grant{effect: "Allow", principal: anyone, action: anyAction, resource: anyThing}
	grantOurs = grant{effect: "Allow", principal: anyone, action: reading, resource: ourModels}
)

func (g grant) when(condition string) grant {
	g.condition = condition
	return g
}

func (g grant) denied() grant {
	g.effect = "Deny"
	return g
}

func (g grant) on(resource string) grant {
	g.resource = resource
	return g
}

func (g grant) doing(action string) grant {
	g.action = action
	return g
}

func (g grant) to(principal string) grant {
	g.principal = principal
	return g
}

// governed gives the endpoint on the way a policy.
func (d *draft) governed(policies []func(*draft) string) bool {
	e := d.used()
	if e == nil || e.policy != "" {
		return false
	}
	e.policy = pick(d, policies...)(d)
	return true
}

// governs makes a change of each policy.
func governs(name string, policies ...func(*draft) string) change {
	return change{name, func(d *draft) bool { return d.governed(policies) }}
}

// granting is a policy that is the same everywhere.
func granting(grants ...grant) func(*draft) string {
	return func(*draft) string { return written(grants...) }
}

func oddPolicies() []change {
	return []change{
		governs("a policy of our buckets", granting(grantOurs)),
		governs("a policy with other denies",
			granting(grantAll, grantAll.denied().on(otherPlace)),
			granting(grantAll, grantAll.denied().doing(`"Action": ["s3:PutObject", "s3:DeleteObject"]`)),
			granting(grantAll, grantAll.denied().doing(`"NotAction": ["s3:Get*", "s3:List*"]`)),
			func(*draft) string { return platformPolicy }),
		governs("a policy of patterns",
			granting(grantOurs.on(`"Resource": ["arn:aws:s3:::acme-*", "arn:aws:s3:::sagemaker-*"]`).doing(`"Action": "s3:*"`)),
			granting(grantAll.doing(`"NotAction": "s3:Put*"`)),
			granting(grantAll.on(`"NotResource": "arn:aws:s3:::acme-logs/*"`))),
		governs("a policy with conditions that hold",
			granting(grantAll.when(`{"StringEquals": {"aws:PrincipalAccount": "`+AccountID+`"}}`)),
			granting(grantAll.when(`{"StringEquals": {"aws:ResourceAccount": "`+AccountID+`"}}`)),
			granting(grantAll.when(`{"StringEquals": {"s3:ResourceAccount": "`+AccountID+`"}}`)),
			granting(grantAll.when(`{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::`+AccountID+`:role/SageMaker*"}}`)),
			granting(grantAll, grantAll.denied().when(`{"Bool": {"aws:SecureTransport": "false"}}`)),
			granting(grantAll, grantAll.denied().when(`{"StringNotEquals": {"aws:PrincipalAccount": "`+AccountID+`"}}`)),
			func(d *draft) string {
				return written(grantAll.when(`{"StringEquals": {"aws:SourceVpc": "` + vpcID(d.name) + `"}}`))
			},
			func(d *draft) string {
				return written(grantAll, grantAll.denied().when(`{"StringNotEquals": {"aws:SourceVpce": "`+endpointID(d.name, d.used().name)+`"}}`))
			}),
	}
}

func brokenPolicies() []change {
	return []change{
		governs("a policy that only denies", granting(grantAll.denied().on(otherPlace)), granting(grantAll.denied())),
		governs("a policy of other buckets",
			granting(grantAll.on(otherPlace)),
			granting(grantOurs.on(`"Resource": ["arn:aws:s3:::acme-models-eu", "arn:aws:s3:::acme-models-eu/*"]`)),
			granting(grantOurs.on(`"Resource": "arn:aws:s3:::acme-models"`)),
			granting(grantOurs.on(`"Resource": "arn:aws:s3:::acme-models/sentiment/*"`)),
			granting(grantAll.on(`"NotResource": ["arn:aws:s3:::acme-models*", "arn:aws:s3:::sagemaker-*"]`))),
		governs("a policy of part of what is needed",
			granting(grantOurs.on(`"Resource": "arn:aws:s3:::acme-models/*"`)),
			granting(grantOurs.doing(`"Action": "s3:GetObject"`)),
			granting(grantOurs.doing(`"Action": "s3:ListBucket"`)),
			granting(grantOurs.on(`"Resource": ["arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/fraud/*"]`))),
		governs("a policy of other actions",
			granting(grantAll.doing(`"Action": "s3:PutObject"`)),
			granting(grantAll.doing(`"Action": "dynamodb:*"`)),
			granting(grantAll.doing(`"NotAction": "s3:Get*"`)),
			granting(grantAll, grantAll.denied().doing(`"Action": "s3:Get*"`)),
			granting(grantAll, grantAll.denied().on(`"Resource": "arn:aws:s3:::acme-models/*"`))),
		governs("a policy with conditions that do not hold",
			granting(grantAll.when(`{"StringEquals": {"aws:PrincipalAccount": "999988887777"}}`)),
			granting(grantAll.when(`{"StringEquals": {"aws:ResourceAccount": "999988887777"}}`)),
			granting(grantAll.when(`{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::`+AccountID+`:role/Web*"}}`)),
			granting(grantAll.when(`{"StringEquals": {"aws:SourceVpc": "vpc-0123456789abcdef0"}}`)),
			granting(grantAll.when(`{"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}`)),
			granting(grantAll, grantAll.denied().when(`{"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}`)),
			granting(grantAll, grantAll.denied().when(`{"StringEquals": {"aws:PrincipalAccount": "`+AccountID+`"}}`))),
		governs("a policy of principals",
			granting(grantAll.to(`{"AWS": "`+AccountID+`"}`)),
			granting(grantAll.to(`{"AWS": "`+executionRole+`"}`)),
			granting(grantAll.to(`{"AWS": "arn:aws:iam::`+AccountID+`:root"}`)),
			granting(grantAll.to(`{"AWS": "*"}`)),
			granting(grantAll.to(`{"Service": "sagemaker.amazonaws.com"}`))),
	}
}

// brokenNames break what resolves S3's name.
func brokenNames() []change {
	return []change{
		{"DNS support off", func(d *draft) bool { d.vpc.noDNSSupport, d.vpc.noDNSHostnames = true, true; return true }},
		{"DNS host names off", func(d *draft) bool { d.vpc.noDNSHostnames = true; return true }},
		{"private DNS off", func(d *draft) bool {
			e := d.endpoint(s3Interface)
			if e != nil {
				e.noPrivateDNS = true
			}
			return e != nil
		}},
		{"private DNS for resolvers outside", func(d *draft) bool {
			e := d.endpoint(s3Interface)
			if e != nil {
				e.inboundOnly = true
			}
			return e != nil
		}},
		{"resolvers elsewhere", func(d *draft) bool { d.vpc.resolvers = []string{"192.168.1.53", "192.168.2.53"}; return true }},
		{"a resolver of the account's own", (*draft).ownResolver},
		{"Amazon's resolver beside another", func(d *draft) bool {
			d.vpc.resolvers = pick(d, []string{amazonDNS, "192.168.1.53"}, []string{"192.168.1.53", amazonDNS})
			return true
		}},
		{"the resolver of another block", func(d *draft) bool {
			d.vpc.more = append(d.vpc.more, "10.29.0.0/16")
			d.vpc.resolvers = []string{"10.29.0.2"}
			return true
		}},
	}
}

// ownResolver names a host of the VPC, which answers with S3's public addresses.
func (d *draft) ownResolver() bool {
	if d.group("default") != nil {
		return false
	}
	if d.subnet("resolvers") == nil {
		d.vpc.subnets = append(d.vpc.subnets, subnetPlan{
			name: "resolvers", zone: zoneB, cidr: "10.20.240.0/28", tenants: []tenant{{kind: onEC2, name: "resolver", count: 1}},
		})
	}
	d.vpc.groups = append(d.vpc.groups, groupPlan{name: "default", description: "default VPC security group", egress: allOut(), ingress: []groupRule{
		{protocol: "udp", from: dns, to: dns, cidrs: []string{pick(d, drawnBlock, "10.30.0.0/16")}},
	}})
	d.vpc.resolvers = []string{"10.20.240.4"}
	return true
}

package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// ec2Scope is one kind of resource that an operation works on. The ids stand in the
// parameter; without one the operation makes the resource, and the ARN ends in "/*".
type ec2Scope struct{ kind, param string }

// ofGroup is the scope of whatever is done to a security group.
var ofGroup = []ec2Scope{{"security-group", "GroupId"}}

// ec2Scopes are the resources of the operations that AWS scopes. All others are asked
// for on "*", as every Describe is
// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html).
var ec2Scopes = map[string][]ec2Scope{
	"CreateVpcEndpoint": {
		{"vpc", "VpcId"},
		{"vpc-endpoint", ""},
		{"route-table", "RouteTableId"},
		{"subnet", "SubnetId"},
		{"security-group", "SecurityGroupId"},
	},
	"ModifyVpcEndpoint": {
		{"vpc-endpoint", "VpcEndpointId"},
		{"route-table", "AddRouteTableId"},
		{"route-table", "RemoveRouteTableId"},
		{"subnet", "AddSubnetId"},
		{"subnet", "RemoveSubnetId"},
		{"security-group", "AddSecurityGroupId"},
		{"security-group", "RemoveSecurityGroupId"},
	},
	"DeleteVpcEndpoints":                  {{"vpc-endpoint", "VpcEndpointId"}},
	"ModifyVpcAttribute":                  {{"vpc", "VpcId"}},
	"GetManagedPrefixListEntries":         {{"prefix-list", "PrefixListId"}},
	"CreateRoute":                         {{"route-table", "RouteTableId"}},
	"ReplaceRoute":                        {{"route-table", "RouteTableId"}},
	"DeleteRoute":                         {{"route-table", "RouteTableId"}},
	"CreateSecurityGroup":                 {{"security-group", ""}, {"vpc", "VpcId"}},
	"DeleteSecurityGroup":                 ofGroup,
	"AuthorizeSecurityGroupEgress":        ofGroup,
	"AuthorizeSecurityGroupIngress":       ofGroup,
	"RevokeSecurityGroupEgress":           ofGroup,
	"RevokeSecurityGroupIngress":          ofGroup,
	"ModifySecurityGroupRules":            ofGroup,
	"UpdateSecurityGroupRuleDescriptions": ofGroup,
	"CreateNatGateway":                    {{"natgateway", ""}, {"subnet", "SubnetId"}, {"elastic-ip", "AllocationId"}},
	"DeleteNatGateway":                    {{"natgateway", "NatGatewayId"}},
	"AllocateAddress":                     {{"elastic-ip", ""}},
	"ReleaseAddress":                      {{"elastic-ip", "AllocationId"}},
}

// ec2Kinds are the kinds of resource by the prefix of their ids.
var ec2Kinds = map[string]string{
	"vpc": "vpc", "subnet": "subnet", "rtb": "route-table", "sg": "security-group", "vpce": "vpc-endpoint", "nat": "natgateway",
	"eipalloc": "elastic-ip", "igw": "internet-gateway", "acl": "network-acl", "eni": "network-interface", "dopt": "dhcp-options", "pl": "prefix-list",
}

// ec2Claims are the rights that a call of EC2 needs.
func (a *Account) ec2Claims(c *call) []claim {
	q, refusal := decodeQuery(&c.request)
	if _, known := ec2Named(c.op); !known || refusal != nil {
		return nil
	}
	if c.op == "CreateTags" || c.op == "DeleteTags" {
		return a.tagClaims(c, q)
	}
	scopes := ec2Scopes[c.op]
	if len(scopes) == 0 {
		return []claim{{action: "ec2:" + c.op, resource: "*"}}
	}
	region := a.world.region(c.region)
	var claims []claim
	for _, scope := range scopes {
		ids := q.texts(scope.param)
		if q.has(scope.param) {
			ids = append(ids, q.text(scope.param))
		}
		if scope.param == "" {
			claims = append(claims, scopedClaim(c, scope.kind, "*", requestFacts(q, scope.kind)))
		}
		for _, id := range ids {
			claims = append(claims, scopedClaim(c, scope.kind, id, region.factsOf(scope.kind, id)))
		}
	}
	return append(claims, creationClaims(c, q)...)
}

func scopedClaim(c *call, kind, id string, extra circumstances) claim {
	owner := AccountID
	if kind == "prefix-list" { // the lists here are AWS's own
		owner = "aws"
	}
	arn := "arn:aws:ec2:" + c.region + ":" + owner + ":" + kind + "/" + id
	known := circumstances{"ec2:Region": {c.region}}
	maps.Copy(known, extra)
	return claim{action: "ec2:" + c.op, resource: arn, shown: arn, circumstances: known}
}

// creationClaims are the rights that a creation needs besides its own: to tag, and to
// take a private DNS name.
func creationClaims(c *call, q *query) []claim {
	var claims []claim
	for _, spec := range q.list("TagSpecification") {
		tagging := scopedClaim(c, spec.text("ResourceType"), "*", requestedTags(spec.list("Tag")))
		tagging.action = "ec2:CreateTags"
		tagging.circumstances["ec2:CreateAction"] = []string{c.op}
		claims = append(claims, tagging)
	}
	if c.op == "CreateVpcEndpoint" && strings.EqualFold(q.text("PrivateDnsEnabled"), "true") {
		claims = append(claims, claim{action: "route53:AssociateVPCWithHostedZone", resource: "*"})
	}
	return claims
}

func (a *Account) tagClaims(c *call, q *query) []claim {
	var claims []claim
	for _, id := range q.texts("ResourceId") {
		prefix, _, _ := strings.Cut(id, "-")
		kind, known := ec2Kinds[prefix]
		if !known {
			kind = "*"
		}
		extra := requestedTags(q.list("Tag"))
		maps.Copy(extra, a.world.region(c.region).factsOf(kind, id))
		claims = append(claims, scopedClaim(c, kind, id, extra))
	}
	return claims
}

// requestFacts are the keys of a resource that the request makes.
func requestFacts(q *query, kind string) circumstances {
	made := circumstances{}
	for _, spec := range q.list("TagSpecification") {
		if spec.text("ResourceType") == kind {
			maps.Copy(made, requestedTags(spec.list("Tag")))
		}
	}
	if kind == "vpc-endpoint" {
		service := q.text("ServiceName")
		made["ec2:VpceServiceName"] = []string{service}
		if strings.HasPrefix(service, "com.amazonaws.") {
			made["ec2:VpceServiceOwner"] = []string{"amazon"}
		}
	}
	return made
}

func requestedTags(list []*query) circumstances {
	known := circumstances{}
	for _, member := range list {
		key := member.text("Key")
		known["aws:RequestTag/"+key] = []string{member.text("Value")}
		known["aws:TagKeys"] = append(known["aws:TagKeys"], key)
	}
	return known
}

// factsOf are the keys of a resource that exists: its tags, its VPC, the service of an
// endpoint. An id that names nothing has none.
func (r *region) factsOf(kind, id string) circumstances {
	known := circumstances{}
	for _, sort := range taggable() {
		if ec2Kinds[sort.prefix] != kind {
			continue
		}
		if tags, found := sort.find(r, id); found {
			for key, value := range *tags {
				known["aws:ResourceTag/"+key] = []string{value}
				known["ec2:ResourceTag/"+key] = []string{value}
			}
		}
	}
	if e, found := r.endpoint(id); found {
		known["ec2:VpceServiceName"] = []string{e.service}
	}
	if v, found := r.vpc(id); found {
		known["ec2:VpcID"], known["ec2:Tenancy"] = []string{v.id}, []string{v.tenancy}
	}
	if home := r.homeOf(id); home != "" {
		known["ec2:Vpc"] = []string{"arn:aws:ec2:" + r.name + ":" + AccountID + ":vpc/" + home}
	}
	return known
}

// homeOf is the VPC that a subnet, a route table or a security group lies in.
func (r *region) homeOf(id string) string {
	if s, found := r.subnet(id); found {
		return s.vpc
	}
	if t, found := r.table(id); found {
		return t.vpc
	}
	if i := slices.IndexFunc(r.groups, func(g *securityGroup) bool { return g.id == id }); i >= 0 {
		return r.groups[i].vpc
	}
	return ""
}

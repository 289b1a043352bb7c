package sandbox

import (
	"net/http"
	"strconv"
	"strings"
)

const (
	ec2Version = "2016-11-15"
	ec2XMLNS   = "http://ec2.amazonaws.com/doc/2016-11-15/"
)

var ec2Service = service{
	name:      "ec2",
	operation: queryOperation,
	action:    func(op string) string { return "ec2:" + op },
	answer:    answerEC2,
	refuse:    refuseEC2,
	says: vocabulary{
		unsigned: apiError{http.StatusBadRequest, "MissingParameter", "The request must contain the parameter AWSAccessKeyId"},
		badKey:   apiError{http.StatusUnauthorized, "AuthFailure", "AWS was not able to validate the provided access credentials"},
		badScope: apiError{http.StatusUnauthorized, "AuthFailure", "Credential should be scoped to a valid region. "},
		denied:   apiError{http.StatusForbidden, "UnauthorizedOperation", "You are not authorized to perform this operation. %s"},
	},
}

// queryOperation reads the operation of the Query protocols.
func queryOperation(req *request) string {
	q, refusal := decodeQuery(req)
	if refusal != nil {
		return ""
	}
	return q.text("Action")
}

// ec2Call is one call of EC2 while it is being answered.
type ec2Call struct {
	*call
	*query
	account *Account
	world   *world
	region  *region
	out     *xmlWriter
}

// ec2Op is one operation: the parameters it takes besides those of every operation, and what it does.
type ec2Op struct {
	params string
	run    func(*ec2Call) *apiError
	// writes marks an operation that decides about DryRun itself, once it has found the
	// request valid. Reads end right after their parameters were looked at.
	writes bool
	// noDryRun marks the one operation that AWS gave no DryRun.
	noDryRun bool
}

const pagedParams = " Filter MaxResults NextToken"

// ec2Ops are the operations that the account knows.
var ec2Ops = map[string]ec2Op{
	"DescribeRegions":               {params: "RegionName AllRegions Filter", run: describeRegions},
	"DescribeAvailabilityZones":     {params: "ZoneName ZoneId AllAvailabilityZones Filter", run: describeAvailabilityZones},
	"DescribeVpcs":                  {params: "VpcId" + pagedParams, run: describeVpcs},
	"DescribeVpcAttribute":          {params: "VpcId Attribute", run: describeVpcAttribute},
	"ModifyVpcAttribute":            {params: "VpcId EnableDnsSupport EnableDnsHostnames EnableNetworkAddressUsageMetrics", run: modifyVpcAttribute, writes: true, noDryRun: true},
	"DescribeDhcpOptions":           {params: "DhcpOptionsId" + pagedParams, run: describeDhcpOptions},
	"DescribeSubnets":               {params: "SubnetId" + pagedParams, run: describeSubnets},
	"DescribeSecurityGroups":        {params: "GroupId GroupName" + pagedParams, run: describeSecurityGroups},
	"DescribeRouteTables":           {params: "RouteTableId" + pagedParams, run: describeRouteTables},
	"DescribeNetworkAcls":           {params: "NetworkAclId" + pagedParams, run: describeNetworkAcls},
	"DescribeInternetGateways":      {params: "InternetGatewayId" + pagedParams, run: describeInternetGateways},
	"DescribeNatGateways":           {params: "NatGatewayId" + pagedParams, run: describeNatGateways},
	"DescribeNetworkInterfaces":     {params: "NetworkInterfaceId IncludeManagedResources" + pagedParams, run: describeNetworkInterfaces},
	"DescribeManagedPrefixLists":    {params: "PrefixListId" + pagedParams, run: describeManagedPrefixLists},
	"GetManagedPrefixListEntries":   {params: "PrefixListId TargetVersion MaxResults NextToken", run: getManagedPrefixListEntries},
	"DescribePrefixLists":           {params: "PrefixListId" + pagedParams, run: describePrefixLists},
	"DescribeInstanceTypes":         {params: "InstanceType IncludeUnsupportedInRegion" + pagedParams, run: describeInstanceTypes},
	"DescribeInstanceTypeOfferings": {params: "LocationType" + pagedParams, run: describeInstanceTypeOfferings},
	"DescribeVpcEndpointServices":   {params: "ServiceName ServiceRegion" + pagedParams, run: describeVpcEndpointServices},
	"DescribeVpcEndpoints":          {params: "VpcEndpointId" + pagedParams, run: describeVpcEndpoints},
	"CreateVpcEndpoint": {params: "VpcEndpointType VpcId ServiceName PolicyDocument RouteTableId SubnetId SecurityGroupId IpAddressType " +
		"DnsOptions ClientToken PrivateDnsEnabled TagSpecification SubnetConfiguration ServiceRegion", run: createVpcEndpoint, writes: true},
	"ModifyVpcEndpoint": {params: "VpcEndpointId ResetPolicy PolicyDocument AddRouteTableId RemoveRouteTableId AddSubnetId RemoveSubnetId " +
		"AddSecurityGroupId RemoveSecurityGroupId IpAddressType DnsOptions PrivateDnsEnabled SubnetConfiguration", run: modifyVpcEndpoint, writes: true},
	"DeleteVpcEndpoints": {params: "VpcEndpointId", run: deleteVpcEndpoints, writes: true},
	"CreateTags":         {params: "ResourceId Tag", run: createTags, writes: true},
	"DeleteTags":         {params: "ResourceId Tag", run: deleteTags, writes: true},
}

func answerEC2(a *Account, c *call) (reply, *apiError) {
	q, refusal := decodeQuery(&c.request)
	if refusal != nil {
		return reply{}, refusal
	}
	if c.op == "" {
		return reply{}, refusef("MissingAction", "The request is missing an action or a required parameter.")
	}
	op, known := ec2Named(c.op)
	if !known {
		return reply{}, refusef("InvalidAction", "The action %s is not valid for this web service.", c.op)
	}
	if q.text("Version") != ec2Version {
		return reply{}, refusef("InvalidAction", "The action %s is not valid for this web service.", c.op)
	}
	if refusal := onlyKnown(q, op); refusal != nil {
		return reply{}, refusal
	}
	x := &ec2Call{call: c, query: q, account: a, world: a.world, region: a.world.region(c.region), out: &xmlWriter{}}
	if !op.writes {
		if refusal := x.dryRun(); refusal != nil {
			return reply{}, refusal
		}
	}
	x.out.buf.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<` + c.op + `Response xmlns="` + ec2XMLNS + `">`)
	x.out.text("requestId", c.id)
	if refusal := a.lagging(x, op); refusal != nil {
		return reply{}, refusal
	}
	x.out.close(c.op + "Response")
	return reply{status: http.StatusOK, header: ec2Header(c), body: x.out.buf.Bytes()}, nil
}

// onlyKnown refuses parameters that the operation does not have.
func onlyKnown(q *query, op ec2Op) *apiError {
	taken := map[string]bool{"Action": true, "Version": true, "DryRun": !op.noDryRun}
	for name := range strings.FieldsSeq(op.params) {
		taken[name] = true
	}
	for _, name := range q.names() {
		if !taken[name] && !strings.HasPrefix(name, "X-Amz-") {
			return refusef("UnknownParameter", "The parameter %s is not recognized", name)
		}
		// What a read takes below a name are the members of a list. One that has no number
		// would be passed over, and the answer be a list of everything.
		for part := range q.at(name).children {
			if n, err := strconv.Atoi(part); !op.writes && (err != nil || n < 1) {
				return refusef("UnknownParameter", "The parameter %s.%s is not recognized", name, part)
			}
		}
	}
	return nil
}

// dryRun ends a call that only asks whether it would be allowed.
func (x *ec2Call) dryRun() *apiError {
	dry, refusal := x.flag("DryRun")
	if refusal != nil || !dry {
		return refusal
	}
	return &apiError{http.StatusPreconditionFailed, "DryRunOperation", "Request would have succeeded, but DryRun flag is set."}
}

// need refuses a call that lacks one of the parameters.
func (x *ec2Call) need(names ...string) *apiError {
	for _, name := range names {
		if len(x.at(name).children) == 0 && x.text(name) == "" {
			return refusef("MissingParameter", "The request must contain the parameter %s", name)
		}
	}
	return nil
}

func (x *ec2Call) done() *apiError {
	x.out.flag("return", true)
	return nil
}

func refuseEC2(c *call, refusal *apiError) reply {
	w := &xmlWriter{}
	w.buf.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.inside("Response", func() {
		w.inside("Errors", func() {
			w.inside("Error", func() {
				w.text("Code", refusal.code)
				w.text("Message", refusal.message)
			})
		})
		w.text("RequestID", c.id)
	})
	return reply{status: refusal.status, header: ec2Header(c), body: w.buf.Bytes()}
}

func ec2Header(c *call) http.Header {
	h := header("text/xml;charset=UTF-8")
	h.Set("X-Amzn-Requestid", c.id)
	return h
}

"""Reading a network: what is told of each object, and which filters find it."""

from account import NOWHERE, Unordered
from suite import Case, refused


def of(vpc, key="vpc-id"):
    """Returns the filter that every list of a VPC's objects takes."""
    return lambda account: [{"Name": key, "Values": [account[f"vpc:{vpc}"]]}]


def by(name, *values):
    return [{"Name": name, "Values": list(values)}]


PROD = of("ml-prod")


def picked(list_of, *keys):
    return [[one.get(key) for key in keys] for one in list_of]


def first(account, operation, key, **query):
    return getattr(account.ec2, operation)(**query)[key][0]


def vpc(account):
    got = account.ec2.describe_vpcs(VpcIds=[account["vpc:ml-prod"]])["Vpcs"]
    return [[v["CidrBlock"], v["State"], v["IsDefault"], v["InstanceTenancy"], v["OwnerId"], v["CidrBlockAssociationSet"][0]["CidrBlockState"], v["Tags"]] for v in got]


def attribute(name):
    def call(account):
        got = account.ec2.describe_vpc_attribute(VpcId=account["vpc:ml-prod"], Attribute=name)
        return {key: value for key, value in got.items() if key != "ResponseMetadata"}

    return call


def subnets(account):
    got = account.ec2.describe_subnets(Filters=PROD(account))["Subnets"]
    return Unordered([s["SubnetId"], s["CidrBlock"], s["AvailableIpAddressCount"], s["MapPublicIpOnLaunch"]] for s in got)


def groups(account):
    got = account.ec2.describe_security_groups(Filters=PROD(account))["SecurityGroups"]
    return Unordered([g["GroupName"], len(g["IpPermissions"]), len(g["IpPermissionsEgress"])] for g in got)


def rules(group, direction):
    def call(account):
        return first(account, "describe_security_groups", "SecurityGroups", GroupIds=[account[f"group:ml-prod/{group}"]])[direction]

    return call


def routes(table):
    def call(account):
        got = first(account, "describe_route_tables", "RouteTables", RouteTableIds=[account[f"table:{table}"]])
        keys = ("DestinationCidrBlock", "DestinationPrefixListId", "GatewayId", "NatGatewayId", "State", "Origin")
        return [[route[key] for key in keys if route.get(key)] for route in got["Routes"]]

    return call


def tables(*filters):
    def call(account):
        query = [{"Name": name, "Values": [account[value] if ":" in value else value]} for name, value in filters]
        return Unordered(t["RouteTableId"] for t in account.ec2.describe_route_tables(Filters=query)["RouteTables"])

    return call


def associations(account):
    got = account.ec2.describe_route_tables(Filters=PROD(account))["RouteTables"]
    return Unordered([t["RouteTableId"], [[a["Main"], a.get("SubnetId"), a["AssociationState"]["State"]] for a in t["Associations"]]] for t in got)


def entries(account):
    got = first(account, "describe_network_acls", "NetworkAcls", Filters=PROD(account))
    return [got["IsDefault"], sorted([e["Egress"], e["RuleNumber"], e["Protocol"], e["RuleAction"], e["CidrBlock"]] for e in got["Entries"]), len(got["Associations"])]


def gateways(account):
    got = account.ec2.describe_internet_gateways(Filters=of("ml-prod", "attachment.vpc-id")(account))["InternetGateways"]
    return [[g["InternetGatewayId"], g["Attachments"]] for g in got]


def nats(account):
    got = account.ec2.describe_nat_gateways(Filters=of("ml-staging")(account))["NatGateways"]
    return [[n["NatGatewayId"], n["SubnetId"], n["State"], n.get("ConnectivityType"), len(n["NatGatewayAddresses"])] for n in got]


def endpoints(account):
    got = account.ec2.describe_vpc_endpoints(Filters=PROD(account))["VpcEndpoints"]
    keys = ("VpcEndpointId", "VpcEndpointType", "ServiceName", "State", "RouteTableIds", "SubnetIds", "PrivateDnsEnabled", "RequesterManaged")
    return Unordered(picked(got, *keys))


def unknown(operation, parameter, prefix):
    return lambda account: getattr(account.ec2, operation)(**{parameter: [f"{prefix}-{NOWHERE}"]})


ALL_OUT = [{"IpProtocol": "-1", "UserIdGroupPairs": [], "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": []}]

CASES = [
    Case("ec2:DescribeVpcs", "by id", vpc, [["10.0.0.0/16", "available", False, "default", "<account>", {"State": "associated"}, [{"Key": "Name", "Value": "ml-prod"}]]]),
    Case("ec2:DescribeVpcs", "by a tag with a wildcard", lambda a: Unordered(v["VpcId"] for v in a.ec2.describe_vpcs(Filters=by("tag:Name", "ml-*"))["Vpcs"]), ["<vpc:ml-prod>", "<vpc:ml-staging>"]),
    Case("ec2:DescribeVpcs", "by two filters, of which both must hold", lambda a: a.ec2.describe_vpcs(Filters=by("tag:Name", "ml-prod") + by("cidr", "10.1.0.0/16"))["Vpcs"], []),
    Case("ec2:DescribeVpcs", "by an unknown id", unknown("describe_vpcs", "VpcIds", "vpc"), refused(400, "InvalidVpcID.NotFound", f"The vpc ID 'vpc-{NOWHERE}' does not exist")),
    Case("ec2:DescribeVpcs", "by an unknown filter", lambda a: a.ec2.describe_vpcs(Filters=by("colour", "red")), refused(400, "InvalidParameterValue", "The filter 'colour' is invalid")),
    Case("ec2:DescribeVpcAttribute", "resolver", attribute("enableDnsSupport"), {"EnableDnsSupport": {"Value": True}, "VpcId": "<vpc:ml-prod>"}),
    Case("ec2:DescribeVpcAttribute", "host names", attribute("enableDnsHostnames"), {"EnableDnsHostnames": {"Value": True}, "VpcId": "<vpc:ml-prod>"}),
    Case("ec2:DescribeVpcAttribute", "an attribute that does not exist", lambda a: a.loose_ec2.describe_vpc_attribute(VpcId=a["vpc:ml-prod"], Attribute="enableColours"), refused(400, "InvalidParameterValue", "Value (enableColours) for parameter attribute is invalid. Unknown vpc attribute")),
    Case("ec2:DescribeSubnets", "of a VPC, with the addresses that are left", subnets, [
        ["<subnet:batch-b>", "10.0.20.0/24", 237, False], ["<subnet:private-a>", "10.0.1.0/24", 236, False], ["<subnet:private-b>", "10.0.2.0/24", 198, False],
        ["<subnet:private-d>", "10.0.4.0/28", 11, False], ["<subnet:public-b>", "10.0.12.0/24", 240, True], ["<subnet:rds-b>", "10.0.21.0/26", 56, False],
        ["<subnet:tiny-a>", "10.0.9.0/28", 3, False]]),
    Case("ec2:DescribeSubnets", "by an unknown id", unknown("describe_subnets", "SubnetIds", "subnet"), refused(400, "InvalidSubnetID.NotFound", f"The subnet ID 'subnet-{NOWHERE}' does not exist")),
    Case("ec2:DescribeSubnets", "by an unknown filter", lambda a: a.ec2.describe_subnets(Filters=by("colour", "red")), refused(400, "InvalidParameterValue", "The filter 'colour' is invalid")),
    Case("ec2:DescribeSecurityGroups", "of a VPC, with the number of their rules", groups, [
        ["default", 1, 1], ["endpoints-sg", 1, 1], ["model-sg", 0, 1], ["s3-only-sg", 0, 1], ["stripped-sg", 0, 0]]),
    Case("ec2:DescribeSecurityGroups", "a rule that lets everything out", rules("model-sg", "IpPermissionsEgress"), ALL_OUT),
    Case("ec2:DescribeSecurityGroups", "a rule on a prefix list", rules("s3-only-sg", "IpPermissionsEgress"), [
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [], "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [{"PrefixListId": "<list:s3>"}]}]),
    Case("ec2:DescribeSecurityGroups", "a rule with a description", rules("endpoints-sg", "IpPermissions"), [
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [], "IpRanges": [{"Description": "HTTPS from the VPC", "CidrIp": "10.0.0.0/16"}], "Ipv6Ranges": [], "PrefixListIds": []}]),
    Case("ec2:DescribeSecurityGroups", "by an unknown id", unknown("describe_security_groups", "GroupIds", "sg"), refused(400, "InvalidGroup.NotFound", f"The security group 'sg-{NOWHERE}' does not exist")),
    Case("ec2:DescribeRouteTables", "routes that lead to an endpoint", routes("private-a"), [
        ["10.0.0.0/16", "local", "active", "CreateRouteTable"], ["<list:s3>", "<endpoint:s3>", "active", "CreateRoute"]]),
    Case("ec2:DescribeRouteTables", "routes that lead to the internet", routes("public"), [
        ["10.0.0.0/16", "local", "active", "CreateRouteTable"], ["0.0.0.0/0", "<igw:ml-prod>", "active", "CreateRoute"]]),
    Case("ec2:DescribeRouteTables", "routes that lead to a NAT gateway", routes("staging-a"), [
        ["10.1.0.0/16", "local", "active", "CreateRouteTable"], ["0.0.0.0/0", "<nat:staging>", "active", "CreateRoute"], ["<list:s3>", "<endpoint:staging-s3>", "active", "CreateRoute"]]),
    Case("ec2:DescribeRouteTables", "associations of a VPC's tables", associations, [
        ["<table:main>", [[True, None, "associated"]]],
        ["<table:private-a>", [[False, "<subnet:private-a>", "associated"], [False, "<subnet:tiny-a>", "associated"]]],
        ["<table:private-b>", [[False, "<subnet:private-b>", "associated"], [False, "<subnet:batch-b>", "associated"], [False, "<subnet:rds-b>", "associated"]]],
        ["<table:public>", [[False, "<subnet:public-b>", "associated"]]]]),
    Case("ec2:DescribeRouteTables", "by a subnet's association", tables(("association.subnet-id", "subnet:rds-b")), ["<table:private-b>"]),
    Case("ec2:DescribeRouteTables", "by a subnet that follows the main table", tables(("association.subnet-id", "subnet:private-d")), []),
    Case("ec2:DescribeRouteTables", "the main one of a VPC", tables(("association.main", "true"), ("vpc-id", "vpc:ml-prod")), ["<table:main>"]),
    Case("ec2:DescribeRouteTables", "by a prefix list that routes lead to", tables(("route.destination-prefix-list-id", "list:s3"), ("vpc-id", "vpc:ml-prod")), ["<table:private-a>"]),
    Case("ec2:DescribeRouteTables", "by an unknown id", unknown("describe_route_tables", "RouteTableIds", "rtb"), refused(400, "InvalidRouteTableID.NotFound", f"The routeTable ID 'rtb-{NOWHERE}' does not exist")),
    Case("ec2:DescribeNetworkAcls", "the default one", entries, [True, [
        [False, 100, "-1", "allow", "0.0.0.0/0"], [False, 32767, "-1", "deny", "0.0.0.0/0"], [True, 100, "-1", "allow", "0.0.0.0/0"], [True, 32767, "-1", "deny", "0.0.0.0/0"]], 7]),
    Case("ec2:DescribeNetworkAcls", "by an unknown id", unknown("describe_network_acls", "NetworkAclIds", "acl"), refused(400, "InvalidNetworkAclID.NotFound", f"The networkAcl ID 'acl-{NOWHERE}' does not exist")),
    Case("ec2:DescribeInternetGateways", "by the VPC", gateways, [["<igw:ml-prod>", [{"State": "available", "VpcId": "<vpc:ml-prod>"}]]]),
    Case("ec2:DescribeInternetGateways", "by an unknown id", unknown("describe_internet_gateways", "InternetGatewayIds", "igw"), refused(400, "InvalidInternetGatewayID.NotFound", f"The internetGateway ID 'igw-{NOWHERE}' does not exist")),
    Case("ec2:DescribeNatGateways", "by the VPC", nats, [["<nat:staging>", "<subnet:staging-public-a>", "available", "public", 1]]),
    Case("ec2:DescribeNatGateways", "by an unknown id", unknown("describe_nat_gateways", "NatGatewayIds", "nat"), refused(400, "NatGatewayNotFound", f"NAT gateway nat-{NOWHERE} was not found")),
    Case("ec2:DescribeVpcEndpoints", "by the VPC", endpoints, [
        ["<endpoint:logs>", "Interface", "com.amazonaws.us-east-1.logs", "available", [], ["<subnet:private-a>", "<subnet:private-b>"], True, False],
        ["<endpoint:s3>", "Gateway", "com.amazonaws.us-east-1.s3", "available", ["<table:private-a>"], [], False, False]]),
    Case("ec2:DescribeVpcEndpoints", "by the type", lambda a: [e["VpcEndpointId"] for e in a.ec2.describe_vpc_endpoints(Filters=PROD(a) + by("vpc-endpoint-type", "Interface"))["VpcEndpoints"]], ["<endpoint:logs>"]),
    Case("ec2:DescribeVpcEndpoints", "by an unknown id", unknown("describe_vpc_endpoints", "VpcEndpointIds", "vpce"), refused(400, "InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id 'vpce-{NOWHERE}' does not exist")),
    Case("ec2:DescribeNetworkInterfaces", "in a subnet", lambda a: len(a.ec2.describe_network_interfaces(Filters=by("subnet-id", a["subnet:tiny-a"]))["NetworkInterfaces"]), 8),
    Case("ec2:DescribeNetworkInterfaces", "by an address", lambda a: picked(a.ec2.describe_network_interfaces(Filters=PROD(a) + by("addresses.private-ip-address", "10.0.9.4"))["NetworkInterfaces"], "PrivateIpAddress", "SubnetId"), [["10.0.9.4", "<subnet:tiny-a>"]]),
    Case("ec2:DescribeNetworkInterfaces", "by an unknown id", unknown("describe_network_interfaces", "NetworkInterfaceIds", "eni"), refused(400, "InvalidNetworkInterfaceID.NotFound", f"The networkInterface ID 'eni-{NOWHERE}' does not exist")),
    Case("ec2:DescribeDhcpOptions", "by an unknown id", unknown("describe_dhcp_options", "DhcpOptionsIds", "dopt"), refused(400, "InvalidDhcpOptionID.NotFound", f"The dhcpOption ID 'dopt-{NOWHERE}' does not exist")),
]

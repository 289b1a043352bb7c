"""What EC2 lets one build: groups and their rules, tables and routes, NAT gateways, interface endpoints."""

from account import NOWHERE, Unordered
from cases.ec2_network import by, routes
from suite import Case, refused

PROD = "vpc:ml-prod"
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
LOGS = "com.amazonaws.us-east-1.secretsmanager"


def group(account):
    got = account.ec2.create_security_group(VpcId=account[PROD], GroupName="clients", Description="Made by a client")
    return account.keep("group:made", got["GroupId"])


def rules(account):
    got = account.ec2.describe_security_group_rules(Filters=by("group-id", account["group:made"]))["SecurityGroupRules"]
    keys = ("IsEgress", "IpProtocol", "FromPort", "ToPort", "CidrIpv4", "PrefixListId", "Description")
    return Unordered([str(rule.get(key)) for key in keys] for rule in got)


def rule(operation, permission, target="group:made"):
    def call(account):
        one = {key: translated(account, value) for key, value in permission.items()}
        return getattr(account.ec2, operation)(GroupId=account[target], IpPermissions=[one])["Return"]

    return call


def translated(account, value):
    """Returns value with ids in the place of <names>."""
    if isinstance(value, list):
        return [translated(account, one) for one in value]
    if isinstance(value, dict):
        return {key: translated(account, one) for key, one in value.items()}
    return account[value[1:-1]] if isinstance(value, str) and value.startswith("<") else value


def do(operation, pick=None, keep=None, path=(), **request):
    """Returns a call; keep names the id that lies at the path of the answer."""

    def call(account):
        got = getattr(account.ec2, operation)(**{key: translated(account, value) for key, value in request.items()})
        if keep:
            found = got
            for step in path:
                found = found[step]
            account.keep(keep, found)
        return pick(got) if pick else got

    return call


def true(got):
    return got.get("Return", True)


def nothing(_):
    return None


def nat(account):
    one = account.ec2.describe_nat_gateways(NatGatewayIds=[account["nat:made"]])["NatGateways"][0]
    return [one["VpcId"], one["SubnetId"], one["ConnectivityType"], [a["AllocationId"] for a in one["NatGatewayAddresses"]]]


def interface(account):
    one = account.ec2.describe_vpc_endpoints(VpcEndpointIds=[account["endpoint:interface"]])["VpcEndpoints"][0]
    cards = account.ec2.describe_network_interfaces(NetworkInterfaceIds=one["NetworkInterfaceIds"])["NetworkInterfaces"]
    return [
        one["VpcEndpointType"], one["PrivateDnsEnabled"], [g["GroupId"] for g in one["Groups"]], len(one["DnsEntries"]) > 1,
        Unordered([card["SubnetId"], card["InterfaceType"], str(card["RequesterManaged"])] for card in cards),
    ]


def create_interface(**over):
    request = {
        "VpcId": f"<{PROD}>", "ServiceName": LOGS, "VpcEndpointType": "Interface", "SubnetIds": ["<subnet:private-a>"],
        "SecurityGroupIds": ["<group:ml-prod/endpoints-sg>"], "PrivateDnsEnabled": True, **over,
    }
    return do("create_vpc_endpoint", keep="endpoint:interface", path=("VpcEndpoint", "VpcEndpointId"), pick=lambda got: got["VpcEndpoint"]["State"].lower(), **request)


LOCAL = ["10.0.0.0/16", "local", "active", "CreateRouteTable"]
NAT = ["0.0.0.0/0", "<nat:made>", "active", "CreateRoute"]
IGW = ["0.0.0.0/0", "<igw:ml-prod>", "active", "CreateRoute"]
ALL_OUT = ["True", "-1", "-1", "-1", "0.0.0.0/0", "None", "None"]
TO_S3 = {**HTTPS, "PrefixListIds": [{"PrefixListId": "<list:s3>", "Description": "S3"}]}

CASES = [
    Case("ec2:CreateSecurityGroup", "in a VPC", group, "<group:made>"),
    Case("ec2:CreateSecurityGroup", "a name that is taken", group, refused(400, "InvalidGroup.Duplicate", "The security group 'clients' already exists for VPC '<vpc:ml-prod>'")),
    Case("ec2:DescribeSecurityGroupRules", "of a new group", rules, [ALL_OUT]),
    Case("ec2:AuthorizeSecurityGroupEgress", "to a prefix list", rule("authorize_security_group_egress", TO_S3), True),
    Case("ec2:AuthorizeSecurityGroupEgress", "what is there", rule("authorize_security_group_egress", {**HTTPS, "PrefixListIds": [{"PrefixListId": "<list:s3>"}]}), refused(400, "InvalidPermission.Duplicate", "the specified rule \"peer: <list:s3>, TCP, from port: 443, to port: 443, ALLOW\" already exists")),
    Case("ec2:AuthorizeSecurityGroupIngress", "from a network", rule("authorize_security_group_ingress", {**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}), True),
    Case("ec2:DescribeSecurityGroupRules", "after they were added", rules, [
        ["False", "tcp", "443", "443", "10.0.0.0/16", "None", "None"], ALL_OUT, ["True", "tcp", "443", "443", "None", "<list:s3>", "S3"]]),
    Case("ec2:RevokeSecurityGroupEgress", "the rule to the prefix list", rule("revoke_security_group_egress", TO_S3), True),
    Case("ec2:RevokeSecurityGroupIngress", "the rule from the network", rule("revoke_security_group_ingress", {**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}), True),
    Case("ec2:DescribeSecurityGroupRules", "after they were removed", rules, [ALL_OUT]),
    Case("ec2:DeleteSecurityGroup", "the new one", do("delete_security_group", pick=true, GroupId="<group:made>"), True),
    Case("ec2:DeleteSecurityGroup", "a default one", do("delete_security_group", GroupId="<group:ml-prod/default>"), refused(400, "CannotDelete", "the specified group: \"<group:ml-prod/default>\" name: \"default\" cannot be deleted by a user")),
    Case("ec2:DeleteSecurityGroup", "one that does not exist", do("delete_security_group", GroupId=f"sg-{NOWHERE}"), refused(400, "InvalidGroup.NotFound", f"The security group 'sg-{NOWHERE}' does not exist")),
    Case("ec2:CreateRouteTable", "in a VPC", do("create_route_table", keep="table:made", path=("RouteTable", "RouteTableId"), pick=lambda got: got["RouteTable"]["RouteTableId"], VpcId=f"<{PROD}>"), "<table:made>"),
    Case("ec2:AllocateAddress", "for a NAT gateway", do("allocate_address", keep="eip:made", path=("AllocationId",), pick=lambda got: got["Domain"], Domain="vpc"), "vpc"),
    Case("ec2:DescribeAddresses", "by id", do("describe_addresses", pick=lambda got: [[a["AllocationId"], a["Domain"], a.get("AssociationId")] for a in got["Addresses"]], AllocationIds=["<eip:made>"]), [["<eip:made>", "vpc", None]]),
    Case("ec2:CreateNatGateway", "a public one", do("create_nat_gateway", keep="nat:made", path=("NatGateway", "NatGatewayId"), pick=lambda got: got["NatGateway"]["State"], SubnetId="<subnet:public-b>", AllocationId="<eip:made>"), "pending"),
    Case("ec2:DescribeNatGateways", "the new one", nat, ["<vpc:ml-prod>", "<subnet:public-b>", "public", ["<eip:made>"]]),
    Case("ec2:CreateRoute", "to the NAT gateway", do("create_route", pick=true, RouteTableId="<table:made>", DestinationCidrBlock="0.0.0.0/0", NatGatewayId="<nat:made>"), True),
    Case("ec2:CreateRoute", "a destination that is taken", do("create_route", RouteTableId="<table:made>", DestinationCidrBlock="0.0.0.0/0", GatewayId="<igw:ml-prod>"), refused(400, "RouteAlreadyExists", "The route identified by 0.0.0.0/0 already exists.")),
    Case("ec2:DescribeRouteTables", "the route to the NAT gateway", routes("made"), [LOCAL, NAT]),
    Case("ec2:ReplaceRoute", "by one to the internet", do("replace_route", pick=nothing, RouteTableId="<table:made>", DestinationCidrBlock="0.0.0.0/0", GatewayId="<igw:ml-prod>"), None),
    Case("ec2:DescribeRouteTables", "the route to the internet", routes("made"), [LOCAL, IGW]),
    Case("ec2:DeleteRoute", "to the internet", do("delete_route", pick=nothing, RouteTableId="<table:made>", DestinationCidrBlock="0.0.0.0/0"), None),
    Case("ec2:DeleteRoute", "one that does not exist", do("delete_route", RouteTableId="<table:made>", DestinationCidrBlock="0.0.0.0/0"), refused(400, "InvalidRoute.NotFound", "no route with destination-cidr-block 0.0.0.0/0 in route table <table:made>")),
    Case("ec2:DeleteRoute", "one that an endpoint made", do("delete_route", RouteTableId="<table:private-a>", DestinationPrefixListId="<list:s3>"), refused(400, "InvalidParameterValue", "cannot remove VPC endpoint route <list:s3> in route table <table:private-a>")),
    Case("ec2:AssociateRouteTable", "with a subnet", do("associate_route_table", keep="association:made", path=("AssociationId",), pick=lambda got: got["AssociationState"]["State"], RouteTableId="<table:made>", SubnetId="<subnet:private-d>"), "associated"),
    Case("ec2:DeleteRouteTable", "one in use", do("delete_route_table", RouteTableId="<table:made>"), refused(400, "DependencyViolation", "The routeTable '<table:made>' has dependencies and cannot be deleted.")),
    Case("ec2:ReplaceRouteTableAssociation", "with another table", do("replace_route_table_association", keep="association:made", path=("NewAssociationId",), pick=lambda got: got["AssociationState"]["State"], AssociationId="<association:made>", RouteTableId="<table:private-a>"), "associated"),
    Case("ec2:DisassociateRouteTable", "from a subnet", do("disassociate_route_table", pick=nothing, AssociationId="<association:made>"), None),
    Case("ec2:DeleteRouteTable", "the new one", do("delete_route_table", pick=nothing, RouteTableId="<table:made>"), None),
    Case("ec2:DeleteNatGateway", "the new one", do("delete_nat_gateway", pick=lambda got: got["NatGatewayId"], NatGatewayId="<nat:made>"), "<nat:made>"),
    Case("ec2:CreateVpcEndpoint", "an interface", create_interface(), "pending"),
    Case("ec2:DescribeVpcEndpoints", "the interface, and its own in the subnet", interface, ["Interface", True, ["<group:ml-prod/endpoints-sg>"], True, [["<subnet:private-a>", "vpc_endpoint", "True"]]]),
    Case("ec2:CreateVpcEndpoint", "an interface with a private name that is taken", create_interface(ServiceName="com.amazonaws.us-east-1.logs"), refused(400, "InvalidParameter", "private-dns-enabled cannot be set because there is already a conflicting DNS domain for logs.us-east-1.amazonaws.com in the VPC <vpc:ml-prod>")),
    Case("ec2:CreateVpcEndpoint", "an interface with two subnets of a zone", create_interface(SubnetIds=["<subnet:private-a>", "<subnet:tiny-a>"], PrivateDnsEnabled=False), refused(400, "DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone of <subnet:tiny-a>. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.")),
    Case("ec2:CreateVpcEndpoint", "an interface with a route table", create_interface(RouteTableIds=["<table:main>"]), refused(400, "InvalidParameter", "Route table IDs are only supported for Gateway type VPC Endpoint.")),
    Case("ec2:DeleteVpcEndpoints", "the interface", do("delete_vpc_endpoints", pick=lambda got: got["Unsuccessful"], VpcEndpointIds=["<endpoint:interface>"]), []),
]

"""DryRun of everything that has it: it is answered as allowed, and nothing has changed after."""

from dataclasses import replace

from cases.cli import ENDPOINT, FAILED, aws
from suite import Case, refused

ALLOWED = refused(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")

HTTPS = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]


def association(account):
    table = account.ec2.describe_route_tables(RouteTableIds=[account["table:private-a"]])["RouteTables"][0]
    return next(a["RouteTableAssociationId"] for a in table["Associations"] if a.get("SubnetId"))


def spare(account):
    """Makes what has nothing else depend on it."""
    account.keep("table:spare", account.ec2.create_route_table(VpcId=account["vpc:ml-prod"])["RouteTable"]["RouteTableId"])
    account.keep("eip:spare", account.ec2.allocate_address(Domain="vpc")["AllocationId"])


def spare_gone(account):
    account.ec2.delete_route_table(RouteTableId=account["table:spare"])
    account.ec2.release_address(AllocationId=account["eip:spare"])


# Operations with a request each that would succeed.
REQUESTS = {
    "describe_regions": lambda a: {},
    "describe_availability_zones": lambda a: {},
    "describe_vpcs": lambda a: {},
    "describe_vpc_attribute": lambda a: {"VpcId": a["vpc:ml-prod"], "Attribute": "enableDnsSupport"},
    "describe_dhcp_options": lambda a: {},
    "describe_subnets": lambda a: {},
    "describe_security_groups": lambda a: {},
    "describe_route_tables": lambda a: {},
    "describe_network_acls": lambda a: {},
    "describe_internet_gateways": lambda a: {},
    "describe_nat_gateways": lambda a: {},
    "describe_network_interfaces": lambda a: {},
    "describe_managed_prefix_lists": lambda a: {},
    "get_managed_prefix_list_entries": lambda a: {"PrefixListId": a["list:s3"]},
    "describe_prefix_lists": lambda a: {},
    "describe_instance_types": lambda a: {},
    "describe_instance_type_offerings": lambda a: {},
    "describe_vpc_endpoint_services": lambda a: {},
    "describe_vpc_endpoints": lambda a: {},
    "create_vpc_endpoint": lambda a: {"VpcId": a["vpc:ml-prod"], "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": [a["table:main"]]},
    "modify_vpc_endpoint": lambda a: {"VpcEndpointId": a["endpoint:s3"], "AddRouteTableIds": [a["table:main"]]},
    "delete_vpc_endpoints": lambda a: {"VpcEndpointIds": [a["endpoint:s3"]]},
    "create_security_group": lambda a: {"VpcId": a["vpc:ml-prod"], "GroupName": "dry", "Description": "Made by a dry run"},
    "delete_security_group": lambda a: {"GroupId": a["group:ml-prod/s3-only-sg"]},
    "describe_security_group_rules": lambda a: {},
    "authorize_security_group_ingress": lambda a: {"GroupId": a["group:ml-prod/model-sg"], "IpPermissions": HTTPS},
    "authorize_security_group_egress": lambda a: {"GroupId": a["group:ml-prod/stripped-sg"], "IpPermissions": HTTPS},
    "revoke_security_group_ingress": lambda a: {"GroupId": a["group:ml-prod/endpoints-sg"], "IpPermissions": HTTPS},
    "revoke_security_group_egress": lambda a: {"GroupId": a["group:ml-prod/model-sg"], "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]},
    "create_route_table": lambda a: {"VpcId": a["vpc:ml-prod"]},
    "associate_route_table": lambda a: {"RouteTableId": a["table:private-a"], "SubnetId": a["subnet:private-d"]},
    "create_route": lambda a: {"RouteTableId": a["table:main"], "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": a["igw:ml-prod"]},
    "replace_route": lambda a: {"RouteTableId": a["table:public"], "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": a["igw:ml-prod"]},
    "delete_route": lambda a: {"RouteTableId": a["table:public"], "DestinationCidrBlock": "0.0.0.0/0"},
    "describe_addresses": lambda a: {},
    "allocate_address": lambda a: {"Domain": "vpc"},
    "create_nat_gateway": lambda a: {"SubnetId": a["subnet:private-d"], "ConnectivityType": "private"},
    "delete_nat_gateway": lambda a: {"NatGatewayId": a["nat:staging"]},
    "disassociate_route_table": lambda a: {"AssociationId": association(a)},
    "replace_route_table_association": lambda a: {"AssociationId": association(a), "RouteTableId": a["table:private-b"]},
    "delete_route_table": lambda a: {"RouteTableId": a["table:spare"]},
    "release_address": lambda a: {"AllocationId": a["eip:spare"]},
    "create_tags": lambda a: {"Resources": [a["vpc:ml-prod"]], "Tags": [{"Key": "dry", "Value": "run"}]},
    "delete_tags": lambda a: {"Resources": [a["vpc:ml-prod"]], "Tags": [{"Key": "Name"}]},
}

# What REQUESTS would change, if one of them were executed.
READ_BACK = (
    ("describe_vpcs", "Vpcs"), ("describe_subnets", "Subnets"), ("describe_route_tables", "RouteTables"), ("describe_security_groups", "SecurityGroups"),
    ("describe_vpc_endpoints", "VpcEndpoints"), ("describe_network_interfaces", "NetworkInterfaces"), ("describe_nat_gateways", "NatGateways"),
    ("describe_addresses", "Addresses"),
)


def pascal(snake):
    return "".join(part.capitalize() for part in snake.split("_"))


def picture(account):
    return {operation: getattr(account.ec2, operation)()[key] for operation, key in READ_BACK}


def keep_picture(account):
    account.before = picture(account)


def unchanged(account):
    now = picture(account)
    return [operation for operation, _ in READ_BACK if now[operation] != account.before[operation]]


def dry(operation, request):
    return lambda account: getattr(account.ec2, operation)(DryRun=True, **request(account))


def refuses_first(account):
    account.ec2.create_vpc_endpoint(
        DryRun=True, VpcId=account["vpc:ml-prod"], ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[account["table:private-a"]])


CASES = [
    Case("dry run", "what is there only to be deleted", spare, None),
    Case("dry run", "the account before", keep_picture, None),
    *(Case(f"ec2:{pascal(operation)}", "dry run", dry(operation, request), ALLOWED) for operation, request in REQUESTS.items()),
    Case("ec2:CreateVpcEndpoint", "dry run of what would be refused", refuses_first, refused(
        400, "RouteAlreadyExists", "route table <table:private-a> already has a route with destination-prefix-list-id <list:s3>")),
    Case("aws ec2 create-vpc-endpoint", "dry run", aws("ec2", "create-vpc-endpoint", *ENDPOINT, "--dry-run", pick=lambda got: "taken"), replace(ALLOWED, status=FAILED)),
    Case("aws ec2 delete-vpc-endpoints", "dry run", aws("ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", "<endpoint:s3>", "--dry-run", pick=lambda got: "taken"), replace(ALLOWED, status=FAILED)),
    Case("dry run", "lists that differ after all of them", unchanged, []),
    Case("dry run", "what was there only to be deleted", spare_gone, None),
]

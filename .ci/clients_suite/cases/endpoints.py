"""A gateway endpoint from its creation to its deletion, and the routes that follow it."""

import json

from cases.ec2_network import NOWHERE, routes
from suite import Case, refused

S3 = "com.amazonaws.us-east-1.s3"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::acme-models/*"]}]}
ALL = {"Version": "2008-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
TAGS = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "made"}]}]


def create(*tables, keep=None, vpc="vpc:ml-prod", service=S3, **more):
    def call(account):
        got = account.ec2.create_vpc_endpoint(
            VpcId=account[vpc], ServiceName=service, VpcEndpointType="Gateway", RouteTableIds=[account[t] for t in tables], **more)
        one = got["VpcEndpoint"]
        if keep:
            account.keep(keep, one["VpcEndpointId"])
        return [one["VpcEndpointId"], one["VpcEndpointType"], one["State"].lower(), one["RouteTableIds"], one.get("Tags", [])]

    return call


def modify(endpoint, **request):
    def call(account):
        ids = {key: [account[v] for v in value] if isinstance(value, list) else value for key, value in request.items()}
        return account.ec2.modify_vpc_endpoint(VpcEndpointId=account[endpoint], **ids).get("Return")

    return call


def read(endpoint):
    def call(account):
        one = account.ec2.describe_vpc_endpoints(VpcEndpointIds=[account[endpoint]])["VpcEndpoints"][0]
        return [one["RouteTableIds"], json.loads(one["PolicyDocument"]), one["Tags"]]

    return call


def delete(*endpoints):
    def call(account):
        got = account.ec2.delete_vpc_endpoints(VpcEndpointIds=[account.ids.get(e, e) for e in endpoints])["Unsuccessful"]
        return [[u["ResourceId"], u["Error"]["Code"], u["Error"]["Message"]] for u in got]

    return call


def tagging(operation, tags):
    return lambda account: getattr(account.ec2, operation)(Resources=[account["endpoint:made"]], Tags=tags) and None


LOCAL = ["10.0.0.0/16", "local", "active", "CreateRouteTable"]
MADE = ["<list:s3>", "<endpoint:made>", "active", "CreateRoute"]
NAME = {"Key": "Name", "Value": "made"}

CASES = [
    Case("ec2:CreateVpcEndpoint", "a gateway", create("table:main", keep="endpoint:made", TagSpecifications=TAGS), ["<endpoint:made>", "Gateway", "available", ["<table:main>"], [NAME]]),
    Case("ec2:DescribeRouteTables", "the new endpoint's route", routes("main"), [LOCAL, MADE]),
    Case("ec2:DescribeVpcEndpoints", "the new endpoint", read("endpoint:made"), [["<table:main>"], ALL, [NAME]]),
    Case("ec2:ModifyVpcEndpoint", "extended by a table", modify("endpoint:made", AddRouteTableIds=["table:private-b"]), True),
    Case("ec2:DescribeRouteTables", "the route in the table that was added", routes("private-b"), [LOCAL, MADE]),
    Case("ec2:ModifyVpcEndpoint", "another policy", modify("endpoint:made", PolicyDocument=json.dumps(POLICY)), True),
    Case("ec2:DescribeVpcEndpoints", "the other policy", read("endpoint:made"), [["<table:main>", "<table:private-b>"], POLICY, [NAME]]),
    Case("ec2:ModifyVpcEndpoint", "the first policy again", modify("endpoint:made", ResetPolicy=True), True),
    Case("ec2:ModifyVpcEndpoint", "less a table", modify("endpoint:made", RemoveRouteTableIds=["table:main"]), True),
    Case("ec2:DescribeVpcEndpoints", "the first policy, and a table less", read("endpoint:made"), [["<table:private-b>"], ALL, [NAME]]),
    Case("ec2:DescribeRouteTables", "the table that was removed", routes("main"), [LOCAL]),
    Case("ec2:CreateTags", "of an endpoint", tagging("create_tags", [{"Key": "team", "Value": "risk"}]), None),
    Case("ec2:DescribeVpcEndpoints", "by a tag", lambda a: [e["VpcEndpointId"] for e in a.ec2.describe_vpc_endpoints(Filters=[{"Name": "tag:team", "Values": ["risk"]}])["VpcEndpoints"]], ["<endpoint:made>"]),
    Case("ec2:DeleteTags", "of an endpoint", tagging("delete_tags", [{"Key": "team"}]), None),
    Case("ec2:DeleteVpcEndpoints", "one, and one that does not exist", delete("endpoint:made", f"vpce-{NOWHERE}"), [[f"vpce-{NOWHERE}", "InvalidVpcEndpoint.NotFound", f"The Vpc Endpoint Id 'vpce-{NOWHERE}' does not exist"]]),
    Case("ec2:DescribeVpcEndpoints", "one that was deleted", read("endpoint:made"), refused(400, "InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '<endpoint:made>' does not exist")),
    Case("ec2:DescribeRouteTables", "the routes of an endpoint that was deleted", routes("private-b"), [LOCAL]),
    Case("ec2:ModifyVpcAttribute", "host names off", lambda a: a.ec2.modify_vpc_attribute(VpcId=a["vpc:ml-prod"], EnableDnsHostnames={"Value": False}) and None, None),
    Case("ec2:DescribeVpcAttribute", "host names that are off", lambda a: a.ec2.describe_vpc_attribute(VpcId=a["vpc:ml-prod"], Attribute="enableDnsHostnames")["EnableDnsHostnames"], {"Value": False}),
    Case("ec2:ModifyVpcAttribute", "host names on", lambda a: a.ec2.modify_vpc_attribute(VpcId=a["vpc:ml-prod"], EnableDnsHostnames={"Value": True}) and None, None),
]

"""Builds in one account what lies in another, so that the same calls can be made to both."""

import json

VPCS = ("ml-prod", "ml-staging")


def named(tagged):
    return next((tag["Value"] for tag in tagged.get("Tags", tagged.get("TagSet", [])) if tag["Key"] == "Name"), "")


def every(client, operation, key, **query):
    """Returns all objects of a list that comes in pages."""
    return [one for page in client.get_paginator(operation).paginate(**query) for one in page[key]]


def of_vpc(account, operation, key, vpc, parameter="vpc-id"):
    return every(account.ec2, operation, key, Filters=[{"Name": parameter, "Values": [account[f"vpc:{vpc}"]]}])


def learn(account):
    """Gives names to what lies in an account."""
    account.keep("account", account.sts.get_caller_identity()["Account"])
    for vpc in every(account.ec2, "describe_vpcs", "Vpcs"):
        if named(vpc) in VPCS:
            account.keep("vpc:" + named(vpc), vpc["VpcId"])
    for listed in every(account.ec2, "describe_managed_prefix_lists", "PrefixLists"):
        account.keep("list:" + listed["PrefixListName"].rpartition(".")[2], listed["PrefixListId"])
    for vpc in VPCS:
        for kind, operation, key, an_id in (
            ("subnet", "describe_subnets", "Subnets", "SubnetId"),
            ("table", "describe_route_tables", "RouteTables", "RouteTableId"),
            ("endpoint", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
            ("nat", "describe_nat_gateways", "NatGateways", "NatGatewayId"),
        ):
            for one in of_vpc(account, operation, key, vpc):
                account.keep(f"{kind}:{named(one)}", one[an_id])
        for one in of_vpc(account, "describe_security_groups", "SecurityGroups", vpc):
            account.keep(f"group:{vpc}/{one['GroupName']}", one["GroupId"])
        for one in of_vpc(account, "describe_network_acls", "NetworkAcls", vpc):
            account.keep(f"acl:{vpc}", one["NetworkAclId"])
        for one in of_vpc(account, "describe_internet_gateways", "InternetGateways", vpc, "attachment.vpc-id"):
            account.keep(f"igw:{vpc}", one["InternetGatewayId"])


def replicate(source, target):
    """Builds the source's VPCs, roles, buckets and models in the target."""
    target.keep("account", target.sts.get_caller_identity()["Account"])
    for listed in every(target.ec2, "describe_managed_prefix_lists", "PrefixLists"):
        target.keep("list:" + listed["PrefixListName"].rpartition(".")[2], listed["PrefixListId"])
    for name in VPCS:
        Network(source, target, name).build()
    roles(source, target)
    for bucket in ("acme-models", "acme-models-eu"):
        region = source.s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] or "us-east-1"
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        target.client("s3", region=region).create_bucket(Bucket=bucket, **where)
        for found in source.client("s3", region=region).list_objects_v2(Bucket=bucket).get("Contents", []):
            target.client("s3", region=region).put_object(Bucket=bucket, Key=found["Key"], Body=b"model")
    for model in reversed(every(source.sagemaker, "list_models", "Models")):
        made = source.sagemaker.describe_model(ModelName=model["ModelName"])
        tags = source.sagemaker.list_tags(ResourceArn=made["ModelArn"])["Tags"]
        for gone in ("ModelArn", "CreationTime", "ResponseMetadata", "DeploymentRecommendation"):
            made.pop(gone, None)
        target.sagemaker.create_model(**translated(source, target, made), Tags=tags)
    learn(target)


def translated(source, target, value):
    """Returns value with the target's ids in the place of the source's."""
    if isinstance(value, dict):
        return {key: translated(source, target, one) for key, one in value.items()}
    if isinstance(value, list):
        return [translated(source, target, one) for one in value]
    if isinstance(value, str):
        for name, an_id in source.ids.items():
            if name in target.ids:
                value = value.replace(an_id, target.ids[name])
    return value


def roles(source, target):
    for role in every(source.iam, "list_roles", "Roles"):
        if role["Path"].startswith("/aws-service-role/"):
            continue  # these are made by their services
        target.iam.create_role(
            RoleName=role["RoleName"], Path=role["Path"], Description=role.get("Description", ""),
            AssumeRolePolicyDocument=json.dumps(translated(source, target, role["AssumeRolePolicyDocument"])),
        )
        for policy in every(source.iam, "list_attached_role_policies", "AttachedPolicies", RoleName=role["RoleName"]):
            arn = translated(source, target, policy["PolicyArn"])
            if ":aws:policy/" not in arn:
                target.iam.create_policy(PolicyName=policy["PolicyName"], PolicyDocument=json.dumps({
                    "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
            target.iam.attach_role_policy(RoleName=role["RoleName"], PolicyArn=arn)


class Network:
    """One VPC on its way from the source to the target."""

    def __init__(self, source, target, name):
        self.source, self.target, self.name = source, target, name

    def build(self):
        vpc = self.source.ec2.describe_vpcs(VpcIds=[self.source[f"vpc:{self.name}"]])["Vpcs"][0]
        made = self.target.ec2.create_vpc(CidrBlock=vpc["CidrBlock"])["Vpc"]["VpcId"]
        self.vpc = self.target.keep(f"vpc:{self.name}", made)
        self.tag(made, vpc)
        self.target.ec2.modify_vpc_attribute(VpcId=made, EnableDnsHostnames={"Value": True})
        self.gateway()
        for subnet in of_vpc(self.source, "describe_subnets", "Subnets", self.name):
            self.subnet(subnet)
        self.tables()
        self.groups()
        self.interfaces()
        self.nats()
        self.endpoints()

    def tag(self, an_id, like):
        tags = like.get("Tags", like.get("TagSet"))
        if tags:
            self.target.ec2.create_tags(Resources=[an_id], Tags=tags)

    def gateway(self):
        for igw in of_vpc(self.source, "describe_internet_gateways", "InternetGateways", self.name, "attachment.vpc-id"):
            made = self.target.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            self.target.keep(f"igw:{self.name}", made)
            self.tag(made, igw)
            self.target.ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=self.vpc)

    def subnet(self, like):
        made = self.target.ec2.create_subnet(VpcId=self.vpc, CidrBlock=like["CidrBlock"], AvailabilityZone=like["AvailabilityZone"])
        made = self.target.keep(f"subnet:{named(like)}", made["Subnet"]["SubnetId"])
        self.tag(made, like)
        if like["MapPublicIpOnLaunch"]:
            self.target.ec2.modify_subnet_attribute(SubnetId=made, MapPublicIpOnLaunch={"Value": True})

    def tables(self):
        main = of_vpc(self.target, "describe_route_tables", "RouteTables", self.name)[0]["RouteTableId"]
        for table in of_vpc(self.source, "describe_route_tables", "RouteTables", self.name):
            made = main
            if not any(a["Main"] for a in table["Associations"]):
                made = self.target.ec2.create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]
            self.target.keep(f"table:{named(table)}", made)
            self.tag(made, table)
            for one in table["Associations"]:
                if one.get("SubnetId"):
                    self.target.ec2.associate_route_table(RouteTableId=made, SubnetId=translated(self.source, self.target, one["SubnetId"]))
            for route in table["Routes"]:
                if route.get("GatewayId", "").startswith("igw-"):
                    self.target.ec2.create_route(
                        RouteTableId=made, DestinationCidrBlock=route["DestinationCidrBlock"], GatewayId=self.target[f"igw:{self.name}"])

    def groups(self):
        for group in of_vpc(self.source, "describe_security_groups", "SecurityGroups", self.name):
            if group["GroupName"] == "default":
                continue
            made = self.target.ec2.create_security_group(VpcId=self.vpc, GroupName=group["GroupName"], Description=group["Description"])["GroupId"]
            self.target.keep(f"group:{self.name}/{group['GroupName']}", made)
            born = self.target.ec2.describe_security_groups(GroupIds=[made])["SecurityGroups"][0]["IpPermissionsEgress"]
            self.target.ec2.revoke_security_group_egress(GroupId=made, IpPermissions=born)
            for rules, authorize in (
                (group["IpPermissions"], self.target.ec2.authorize_security_group_ingress),
                (group["IpPermissionsEgress"], self.target.ec2.authorize_security_group_egress),
            ):
                if rules:
                    authorize(GroupId=made, IpPermissions=translated(self.source, self.target, rules))

    def interfaces(self):
        for one in of_vpc(self.source, "describe_network_interfaces", "NetworkInterfaces", self.name):
            if one["InterfaceType"] in ("nat_gateway", "vpc_endpoint"):
                continue
            self.target.ec2.create_network_interface(
                SubnetId=translated(self.source, self.target, one["SubnetId"]),
                PrivateIpAddresses=[{"PrivateIpAddress": a["PrivateIpAddress"], "Primary": a["Primary"]} for a in one["PrivateIpAddresses"]],
            )

    def nats(self):
        for nat in of_vpc(self.source, "describe_nat_gateways", "NatGateways", self.name):
            address = self.target.ec2.allocate_address(Domain="vpc")["AllocationId"]
            made = self.target.ec2.create_nat_gateway(SubnetId=translated(self.source, self.target, nat["SubnetId"]), AllocationId=address)
            made = self.target.keep(f"nat:{named(nat)}", made["NatGateway"]["NatGatewayId"])
            self.tag(made, nat)
            for table in of_vpc(self.source, "describe_route_tables", "RouteTables", self.name):
                for route in table["Routes"]:
                    if route.get("NatGatewayId") == nat["NatGatewayId"]:
                        self.target.ec2.create_route(
                            RouteTableId=self.target[f"table:{named(table)}"], DestinationCidrBlock=route["DestinationCidrBlock"], NatGatewayId=made)

    def endpoints(self):
        for one in of_vpc(self.source, "describe_vpc_endpoints", "VpcEndpoints", self.name):
            request = {key: one[key] for key in ("VpcEndpointType", "ServiceName", "RouteTableIds", "SubnetIds", "PolicyDocument") if one.get(key)}
            if one["VpcEndpointType"] == "Interface":
                request.update(SecurityGroupIds=[g["GroupId"] for g in one["Groups"]], PrivateDnsEnabled=one["PrivateDnsEnabled"])
            made = self.target.ec2.create_vpc_endpoint(VpcId=self.vpc, **translated(self.source, self.target, request))["VpcEndpoint"]["VpcEndpointId"]
            self.target.keep(f"endpoint:{named(one)}", made)
            self.tag(made, one)

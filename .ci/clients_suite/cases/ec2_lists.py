"""Lists that AWS keeps for everybody, and how lists are cut into pages."""

from cases.ec2_network import NOWHERE, PROD, by
from replica import every
from suite import Case, refused


def pages(operation, key, size, filters=PROD):
    """Returns the size of each page of a list."""

    def call(account):
        query = {"Filters": filters(account)} if filters else {}
        paginator = account.ec2.get_paginator(operation)
        return [len(page[key]) for page in paginator.paginate(**query, PaginationConfig={"PageSize": size})]

    return call


def zones(account):
    got = account.ec2.describe_availability_zones()["AvailabilityZones"]
    return [sorted(z["ZoneName"] for z in got), sorted(z["ZoneId"] for z in got), sorted({z["ZoneType"] for z in got})]


def service(kind, name):
    def call(account):
        query = by("service-type", kind) + by("service-name", f"com.amazonaws.us-east-1.{name}")
        got = account.ec2.describe_vpc_endpoint_services(Filters=query)
        return [got["ServiceNames"], [[s["ServiceName"], s["ServiceType"][0]["ServiceType"], s["Owner"]] for s in got["ServiceDetails"]]]

    return call


def instance_type(name):
    def call(account):
        got = account.ec2.describe_instance_types(InstanceTypes=[name])["InstanceTypes"][0]
        return [got["VCpuInfo"]["DefaultVCpus"], got["MemoryInfo"]["SizeInMiB"], got["NetworkInfo"]["EfaSupported"],
                got["NetworkInfo"]["MaximumNetworkInterfaces"], got["NetworkInfo"]["Ipv4AddressesPerInterface"]]

    return call


def offered(account):
    got = account.ec2.describe_instance_type_offerings(LocationType="availability-zone-id", Filters=by("instance-type", "m5.xlarge"))
    return [[o["InstanceType"], o["LocationType"]] for o in got["InstanceTypeOfferings"][:1]]


CASES = [
    Case("ec2:DescribeRegions", "those that need no consent", lambda a: {r["OptInStatus"] for r in a.ec2.describe_regions(RegionNames=["us-east-1"])["Regions"]} == {"opt-in-not-required"}, True),
    Case("ec2:DescribeRegions", "one that does not exist", lambda a: a.ec2.describe_regions(RegionNames=["us-esat-1"]), refused(400, "InvalidParameterValue", "Invalid region provided: us-esat-1")),
    Case("ec2:DescribeAvailabilityZones", "all", zones, [
        [f"us-east-1{letter}" for letter in "abcdef"], [f"use1-az{n}" for n in range(1, 7)], ["availability-zone"]]),
    Case("ec2:DescribeAvailabilityZones", "one that does not exist", lambda a: a.ec2.describe_availability_zones(ZoneNames=["us-east-1z"]), refused(400, "InvalidParameterValue", "Invalid availability zone: [us-east-1z]")),
    Case("ec2:DescribeVpcEndpointServices", "the gateway to S3", service("Gateway", "s3"), [["com.amazonaws.us-east-1.s3"], [["com.amazonaws.us-east-1.s3", "Gateway", "amazon"]]]),
    Case("ec2:DescribeVpcEndpointServices", "an interface", service("Interface", "sagemaker.runtime"), [["com.amazonaws.us-east-1.sagemaker.runtime"], [["com.amazonaws.us-east-1.sagemaker.runtime", "Interface", "amazon"]]]),
    Case("ec2:DescribeVpcEndpointServices", "one that does not exist", lambda a: a.ec2.describe_vpc_endpoint_services(ServiceNames=["com.amazonaws.us-east-1.nothing"]), refused(400, "InvalidServiceName", "The Vpc Endpoint Service 'com.amazonaws.us-east-1.nothing' does not exist")),
    Case("ec2:DescribeVpcEndpointServices", "by an unknown filter", lambda a: a.ec2.describe_vpc_endpoint_services(Filters=by("vpc-id", a["vpc:ml-prod"])), refused(400, "InvalidFilter", "The filter 'vpc-id' is invalid")),
    Case("ec2:DescribeVpcEndpoints", "by an unknown filter", lambda a: a.ec2.describe_vpc_endpoints(Filters=by("colour", "red")), refused(400, "InvalidParameterValue", "Unsupported filter attribute: [colour]")),
    Case("ec2:DescribeManagedPrefixLists", "by name", lambda a: [[p["PrefixListId"], p["OwnerId"], p["AddressFamily"]] for p in a.ec2.describe_managed_prefix_lists(Filters=by("prefix-list-name", "com.amazonaws.us-east-1.s3"))["PrefixLists"]], [["<list:s3>", "AWS", "IPv4"]]),
    Case("ec2:DescribePrefixLists", "by name", lambda a: [[p["PrefixListId"], p["PrefixListName"], bool(p.get("Cidrs"))] for p in a.ec2.describe_prefix_lists(Filters=by("prefix-list-name", "com.amazonaws.us-east-1.s3"))["PrefixLists"]], [["<list:s3>", "com.amazonaws.us-east-1.s3", True]]),
    Case("ec2:GetManagedPrefixListEntries", "of S3's list", lambda a: bool(every(a.ec2, "get_managed_prefix_list_entries", "Entries", PrefixListId=a["list:s3"])), True),
    Case("ec2:GetManagedPrefixListEntries", "of an unknown list", lambda a: a.ec2.get_managed_prefix_list_entries(PrefixListId=f"pl-{NOWHERE}"), refused(400, "InvalidPrefixListID.NotFound", f"The prefix list ID 'pl-{NOWHERE}' does not exist")),
    Case("ec2:DescribeInstanceTypes", "without EFA", instance_type("g5.xlarge"), [4, 16384, False, 4, 15]),
    Case("ec2:DescribeInstanceTypes", "with EFA", instance_type("g5.48xlarge"), [192, 786432, True, 7, 50]),
    Case("ec2:DescribeInstanceTypes", "one that does not exist", lambda a: a.ec2.describe_instance_types(InstanceTypes=["g5.mini"]), refused(400, "InvalidInstanceType", "The following supplied instance types do not exist: [g5.mini]")),
    Case("ec2:DescribeInstanceTypeOfferings", "by the zone's id", offered, [["m5.xlarge", "availability-zone-id"]]),
    Case("ec2:DescribeSubnets", "page by page", pages("describe_subnets", "Subnets", 5), [5, 2]),
    Case("ec2:DescribeRouteTables", "page by page", pages("describe_route_tables", "RouteTables", 5, lambda a: by("vpc-id", a["vpc:ml-prod"], a["vpc:ml-staging"])), [5, 2]),
    Case("ec2:DescribeSecurityGroups", "page by page", pages("describe_security_groups", "SecurityGroups", 5, lambda a: by("vpc-id", a["vpc:ml-prod"], a["vpc:ml-staging"])), [5, 2]),
    Case("ec2:DescribeVpcEndpoints", "page by page", pages("describe_vpc_endpoints", "VpcEndpoints", 1), [1, 1]),
    Case("ec2:DescribeNetworkInterfaces", "page by page", pages("describe_network_interfaces", "NetworkInterfaces", 5, lambda a: by("subnet-id", a["subnet:tiny-a"])), [5, 3]),
    Case("ec2:GetManagedPrefixListEntries", "page by page", lambda a: sorted({len(p["Entries"]) for p in a.ec2.get_paginator("get_managed_prefix_list_entries").paginate(PrefixListId=a["list:s3"], PaginationConfig={"PageSize": 1})}), [1]),
    Case("ec2:DescribeSubnets", "a page too small", lambda a: a.loose_ec2.describe_subnets(MaxResults=4), refused(400, "InvalidParameterValue", "Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.")),
    Case("ec2:DescribeSubnets", "a page too large", lambda a: a.loose_ec2.describe_subnets(MaxResults=1001), refused(400, "InvalidParameterValue", "Value ( 1001 ) for parameter maxResults is invalid. Expecting a value less than or equal to 1000.")),
    Case("ec2:DescribeSubnets", "a token of nobody's", lambda a: a.ec2.describe_subnets(MaxResults=5, NextToken="bm9ib2R5"), refused(400, "InvalidNextToken", "The specified NextToken is not valid.")),
]

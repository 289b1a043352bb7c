"""Changes of endpoints that AWS refuses, and what a token does to a creation."""

from account import NOWHERE
from cases.endpoints import NAME, S3, create, delete, modify
from suite import Case, refused

FIRST = ["<endpoint:token>", "Gateway", "available", ["<table:main>"], []]

CASES = [
    Case("ec2:CreateVpcEndpoint", "with a token", create("table:main", keep="endpoint:token", ClientToken="clients-1"), FIRST),
    Case("ec2:CreateVpcEndpoint", "the token in the answer", lambda a: a.ec2.create_vpc_endpoint(VpcId=a["vpc:ml-prod"], ServiceName=S3, VpcEndpointType="Gateway", RouteTableIds=[a["table:main"]], ClientToken="clients-1").get("ClientToken"), "clients-1"),
    Case("ec2:CreateVpcEndpoint", "the same again by its token", create("table:main", ClientToken="clients-1"), FIRST),
    Case("ec2:CreateVpcEndpoint", "another table with the same token", create("table:public", ClientToken="clients-1"), refused(400, "IdempotentParameterMismatch", "The client token clients-1 was used before with other parameters.")),
    Case("ec2:CreateVpcEndpoint", "a table that has a way to S3", create("table:private-a"), refused(400, "RouteAlreadyExists", "route table <table:private-a> already has a route with destination-prefix-list-id <list:s3>")),
    Case("ec2:CreateVpcEndpoint", "a table of another VPC", create("table:staging-public"), refused(400, "InvalidParameter", "route table <table:staging-public> and network <vpc:ml-prod> belong to different networks")),
    Case("ec2:CreateVpcEndpoint", "a table that does not exist", lambda a: a.ec2.create_vpc_endpoint(VpcId=a["vpc:ml-prod"], ServiceName=S3, RouteTableIds=[f"rtb-{NOWHERE}"]), refused(400, "InvalidRouteTableID.NotFound", f"The routeTable ID 'rtb-{NOWHERE}' does not exist")),
    Case("ec2:CreateVpcEndpoint", "a service that does not exist", create(service="com.amazonaws.us-east-1.nothing"), refused(400, "InvalidServiceName", "The Vpc Endpoint Service 'com.amazonaws.us-east-1.nothing' does not exist")),
    Case("ec2:CreateVpcEndpoint", "a VPC that does not exist", lambda a: a.ec2.create_vpc_endpoint(VpcId=f"vpc-{NOWHERE}", ServiceName=S3), refused(400, "InvalidVpcID.NotFound", f"The vpc ID 'vpc-{NOWHERE}' does not exist")),
    Case("ec2:CreateVpcEndpoint", "no VPC", lambda a: a.loose_ec2.create_vpc_endpoint(ServiceName=S3), refused(400, "MissingParameter", "The request must contain the parameter VpcId")),
    Case("ec2:CreateVpcEndpoint", "a policy that is no JSON", create("table:public", PolicyDocument='{"Version":'), refused(400, "InvalidPolicyDocument", "The Policy Document is not valid. Syntax error at position (1,11)")),
    Case("ec2:ModifyVpcEndpoint", "extended by a table that has a way to S3", modify("endpoint:s3", AddRouteTableIds=["table:private-a"]), refused(400, "RouteAlreadyExists", "route table <table:private-a> already has a route with destination-prefix-list-id <list:s3>")),
    Case("ec2:ModifyVpcEndpoint", "less a table that it does not have", modify("endpoint:s3", RemoveRouteTableIds=["table:public"]), refused(400, "InvalidParameter", "Route table <table:public> is not associated with VPC endpoint <endpoint:s3>")),
    Case("ec2:ModifyVpcEndpoint", "one that does not exist", lambda a: a.ec2.modify_vpc_endpoint(VpcEndpointId=f"vpce-{NOWHERE}", ResetPolicy=True), refused(400, "InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id 'vpce-{NOWHERE}' does not exist")),
    Case("ec2:CreateTags", "of an object that does not exist", lambda a: a.ec2.create_tags(Resources=[f"vpce-{NOWHERE}"], Tags=[NAME]), refused(400, "InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id 'vpce-{NOWHERE}' does not exist")),
    Case("ec2:DeleteVpcEndpoints", "the one with a token", delete("endpoint:token"), []),
]

"""Requests that no client would send: each service refuses them in its own format."""

import json

from suite import Case, refused

EC2 = "Version=2016-11-15&"


def ec2(body, **more):
    return lambda account: account.raw("ec2", body, **more)


def by_get(account):
    query = f"?{EC2}Action=DescribeVpcs&Filter.1.Name=cidr&Filter.1.Value.1=192.0.2.0/24"
    body = account.raw("ec2", b"", method="GET", query=query)["body"]
    return "<vpcSet/>" in body or "<vpcSet></vpcSet>" in body


def sagemaker(body, target="ListModels", **more):
    return lambda account: account.raw("sagemaker", body, headers={"X-Amz-Target": f"SageMaker.{target}"}, **more)


def elsewhere(service, operation, region):
    return lambda account: getattr(account.client(service, region=region), operation)()


CASES = [
    Case("ec2:raw", "an action that does not exist", ec2(EC2 + "Action=DescribeColours"), refused(400, "InvalidAction", "The action DescribeColours is not valid for this web service.")),
    Case("ec2:raw", "no action", ec2(EC2), refused(400, "MissingAction", "The request is missing an action or a required parameter.")),
    Case("ec2:raw", "an action of another version", ec2("Version=1999-01-01&Action=DescribeVpcs"), refused(400, "InvalidAction", "The action DescribeVpcs is not valid for this web service.")),
    Case("ec2:raw", "a parameter that does not exist", ec2(EC2 + "Action=DescribeVpcs&Colour=red"), refused(400, "UnknownParameter", "The parameter Colour is not recognized")),
    Case("ec2:raw", "a flag that is neither", ec2(EC2 + "Action=DescribeVpcs&DryRun=perhaps"), refused(400, "InvalidParameterValue", "Value (perhaps) for parameter DryRun is invalid. Must be one of 'true' or 'false'")),
    Case("ec2:raw", "a number that is none", ec2(EC2 + "Action=DescribeVpcs&MaxResults=many"), refused(400, "InvalidParameterValue", "Value (many) for parameter MaxResults is invalid. Invalid integer.")),
    Case("ec2:raw", "a body that is no form", ec2(EC2 + "Action=DescribeVpcs&A=%zz"), refused(400, "MalformedQueryString", "The query string contains a syntax error")),
    Case("ec2:raw", "an id of the wrong shape", ec2(EC2 + "Action=DescribeVpcs&VpcId.1=vpc-XYZ"), refused(400, "InvalidVpcID.Malformed", "Invalid Id: 'vpc-XYZ' (expecting 'vpc-...; the Id may only contain lowercase alphanumeric characters and a single dash')")),
    Case("ec2:raw", "by GET", by_get, True),
    Case("ec2:raw", "without a signature", ec2(EC2 + "Action=DescribeVpcs", sign=False), refused(400, "MissingParameter", "The request must contain the parameter AWSAccessKeyId")),
    Case("ec2:DescribeVpcs", "in a Region that does not exist", elsewhere("ec2", "describe_vpcs", "us-esat-1"), refused(401, "AuthFailure", "Credential should be scoped to a valid region. ")),
    Case("ec2:DescribeVpcs", "in a Region that is not enabled", elsewhere("ec2", "describe_vpcs", "af-south-1"), refused(401, "AuthFailure", "AWS was not able to validate the provided access credentials")),
    Case("sagemaker:raw", "an operation that does not exist", sagemaker("{}", "ListColours"), refused(400, "UnknownOperationException", "")),
    Case("sagemaker:raw", "a body that is no JSON", sagemaker('{"MaxResults":'), refused(400, "SerializationException", "")),
    Case("sagemaker:raw", "a body that is no object", sagemaker("[1]"), refused(400, "SerializationException", "")),
    Case("sagemaker:raw", "a member of another type", sagemaker(json.dumps({"NameContains": 7})), refused(400, "SerializationException", "The value of NameContains can not be converted to its type")),
    Case("sagemaker:raw", "without a signature", sagemaker("{}", sign=False), refused(400, "MissingAuthenticationTokenException", "Missing Authentication Token")),
    Case("sagemaker:ListModels", "in a Region that does not exist", elsewhere("sagemaker", "list_models", "us-esat-1"), refused(400, "InvalidSignatureException", "Credential should be scoped to a valid region. ")),
    Case("sagemaker:ListModels", "in a Region that is not enabled", elsewhere("sagemaker", "list_models", "af-south-1"), refused(400, "UnrecognizedClientException", "The security token included in the request is invalid.")),
    Case("iam:raw", "an action that does not exist", lambda a: a.raw("iam", "Version=2010-05-08&Action=ListColours"), refused(400, "InvalidAction", "Could not find operation ListColours for version 2010-05-08")),
    Case("sts:raw", "an action that does not exist", lambda a: a.raw("sts", "Version=2011-06-15&Action=GetColour"), refused(400, "InvalidAction", "Could not find operation GetColour for version 2011-06-15")),
    Case("sts:raw", "without a signature", lambda a: a.raw("sts", "Version=2011-06-15&Action=GetCallerIdentity", sign=False), refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token")),
]

"""What the sandbox does on request and moto does not: denials, faults, sessions that end.

Each Trouble has an account of its own, to which its calls are made in their order.
"""

import time
from dataclasses import dataclass

from suite import TAKEN, Case, refused


@dataclass(frozen=True)
class Trouble:
    scenario: str
    faults: tuple
    cases: tuple
    pace: int = 1  # how much faster than the clock the account's time runs

    @property
    def unreadable(self):
        """Whether answers are broken on purpose, so that they cannot be held against a model."""
        return any(fault.endswith(" cut") for fault in self.faults)

    @property
    def flags(self):
        return ["--pace", str(self.pace)] + [word for fault in self.faults for word in ("--fault", fault)]


def call(service, operation, attempts=1, **request):
    """Returns a call with a client of its own, which tries so many times."""

    def made(account):
        retries = {"total_max_attempts": attempts, "mode": "standard"}
        return getattr(account.client(service, retries=retries), operation)(**request)

    return made


def failing(error, **request):
    """Returns a call of which only the kind of failure counts; its message has the port."""

    def made(account):
        try:
            return call("ec2", **request)(account)
        except Exception as failure:
            if type(failure).__name__ == error:
                return error
            raise

    return made


def denied(action):
    return refused(403, "UnauthorizedOperation", (
        "You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/DataScientist/demo is not authorized to perform: "
        f"{action} because no identity-based policy allows the {action} action"))


EXPIRED = "The security token included in the request is expired"
ATTRIBUTE = {"VpcId": "vpc-0123456789abcdef0", "Attribute": "enableDnsSupport"}


def deployed(account):
    """Creates a model in a network without a way to S3, and an endpoint of it, and waits for its end."""
    ec2, sagemaker = account.client("ec2"), account.client("sagemaker")
    named = [{"Name": "tag:Name", "Values": ["isolated-a", "isolated-b"]}]
    subnets = ec2.describe_subnets(Filters=named)["Subnets"]
    groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnets[0]["VpcId"]]}])["SecurityGroups"]
    container = {"Image": "111122223333.dkr.ecr.us-east-1.amazonaws.com/sentiment:1", "ModelDataUrl": "s3://acme-models/sentiment/model.tar.gz"}
    network = {"Subnets": [s["SubnetId"] for s in subnets], "SecurityGroupIds": [groups[0]["GroupId"]]}
    role = "arn:aws:iam::111122223333:role/SageMakerExecution"
    sagemaker.create_model(ModelName="sentiment", ExecutionRoleArn=role, PrimaryContainer=container, VpcConfig=network)
    variant = {"VariantName": "all", "ModelName": "sentiment", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName="sentiment", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="sentiment", EndpointConfigName="sentiment")
    for _ in range(600):
        endpoint = sagemaker.describe_endpoint(EndpointName="sentiment")
        if endpoint["EndpointStatus"] != "Creating":
            return endpoint["EndpointStatus"] + ": " + endpoint.get("FailureReason", "").split(".tar.gz")[0]
        time.sleep(0.05)
    return "still Creating"

ALL = (
    Trouble("tour", ("ec2:DescribeVpcs throttle first 3", "sagemaker:ListModels throttle first 1"), (
        Case("ec2:DescribeVpcs", "throttled", call("ec2", "describe_vpcs"), refused(503, "RequestLimitExceeded", "Request limit exceeded.")),
        Case("ec2:DescribeVpcs", "throttled, and tried again by the client", call("ec2", "describe_vpcs", attempts=3), TAKEN),
        Case("sagemaker:ListModels", "throttled", call("sagemaker", "list_models"), refused(400, "ThrottlingException", "Rate exceeded")),
        Case("sagemaker:ListModels", "not throttled any more", call("sagemaker", "list_models"), TAKEN),
    )),
    Trouble("tour", ("ec2:DescribeVpcs error 503", "ec2:DescribeSubnets error 500", "ec2:DescribeSecurityGroups deny", "sagemaker:ListModels error 500"), (
        Case("ec2:DescribeVpcs", "unavailable", call("ec2", "describe_vpcs"), refused(503, "Unavailable", "The service is unavailable. Please try again shortly.")),
        Case("ec2:DescribeSubnets", "an error of the service", call("ec2", "describe_subnets"), refused(500, "InternalError", "An internal error has occurred")),
        Case("ec2:DescribeSecurityGroups", "denied", call("ec2", "describe_security_groups"), denied("ec2:DescribeSecurityGroups")),
        Case("sagemaker:ListModels", "an error of the service", call("sagemaker", "list_models"), refused(500, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure.")),
    )),
    Trouble("tour", ("ec2:DescribeVpcs cut", "ec2:DescribeSubnets reset first 1"), (
        Case("ec2:DescribeVpcs", "an answer that is cut off", failing("ResponseParserError", operation="describe_vpcs"), "ResponseParserError"),
        Case("ec2:DescribeSubnets", "a connection that is reset", failing("ConnectionClosedError", operation="describe_subnets"), "ConnectionClosedError"),
        Case("ec2:DescribeSubnets", "a connection that is not reset any more", call("ec2", "describe_subnets"), TAKEN),
    )),
    Trouble("tour", ("* expire after 1",), (
        Case("ec2:DescribeVpcs", "while the session lasts", call("ec2", "describe_vpcs"), TAKEN),
        Case("ec2:DescribeVpcs", "after the session", call("ec2", "describe_vpcs"), refused(400, "RequestExpired", "Request has expired.")),
        Case("sagemaker:ListModels", "after the session", call("sagemaker", "list_models"), refused(400, "ExpiredTokenException", EXPIRED)),
        Case("sts:GetCallerIdentity", "after the session", call("sts", "get_caller_identity"), refused(403, "ExpiredToken", EXPIRED)),
        Case("iam:ListRoles", "after the session", call("iam", "list_roles"), refused(403, "ExpiredToken", EXPIRED)),
        Case("s3:GetBucketLocation", "after the session", call("s3", "get_bucket_location", Bucket="acme-models"), refused(400, "ExpiredToken", "The provided token has expired.")),
    )),
    Trouble("no-network-rights", (), (
        Case("ec2:DescribeVpcs", "with the right", call("ec2", "describe_vpcs"), TAKEN),
        Case("ec2:DescribeVpcAttribute", "without the right", call("ec2", "describe_vpc_attribute", **ATTRIBUTE), denied("ec2:DescribeVpcAttribute")),
        Case("ec2:DescribeVpcAttribute", "a dry run without the right", call("ec2", "describe_vpc_attribute", DryRun=True, **ATTRIBUTE), denied("ec2:DescribeVpcAttribute")),
        Case("sagemaker:ListModels", "with the right", call("sagemaker", "list_models"), TAKEN),
    )),
    Trouble("no-s3", (), (
        Case("sagemaker:DescribeEndpoint", "without a way to S3", deployed, 'Failed: Failed to download model data from URL "s3://acme-models/sentiment/model'),
    ), pace=3000),
)

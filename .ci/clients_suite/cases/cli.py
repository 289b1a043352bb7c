"""The AWS CLI, whose parsers and paginators are those that people use."""

import json
import re

from account import NOWHERE, Unordered
from cases.models import request
from suite import Case, refused


def aws(service, operation, *options, keep=None, pick=lambda got: got):
    """Returns a call of the CLI. Options in angle brackets are names of objects."""

    def call(account):
        words = [re.sub("<(.+?)>", lambda name: account[name[1]], option) for option in options]
        got = account.cli(service, operation, *words)
        if keep:
            account.keep(keep, pick(got))
        return None if got is None else pick(got)

    return call


def ids(key, an_id):
    return lambda got: Unordered(one[an_id] for one in got[key])


def model(name):
    def call(account):
        return account.cli("sagemaker", "create-model", "--cli-input-json", json.dumps(request(account, ModelName=name)))["ModelArn"]

    return call


PROD = ("--filters", "Name=vpc-id,Values=<vpc:ml-prod>")
ENDPOINT = ("--vpc-id", "<vpc:ml-prod>", "--service-name", "com.amazonaws.us-east-1.s3", "--route-table-ids", "<table:main>")
ARN = "arn:aws:sagemaker:us-east-1:<account>:model/"
FAILED = 255

CASES = [
    Case("aws sts get-caller-identity", "the account", aws("sts", "get-caller-identity", pick=lambda got: got["Account"]), "<account>"),
    Case("aws ec2 describe-vpcs", "by tag", aws("ec2", "describe-vpcs", "--filters", "Name=tag:Name,Values=ml-*", pick=ids("Vpcs", "VpcId")), ["<vpc:ml-prod>", "<vpc:ml-staging>"]),
    Case("aws ec2 describe-subnets", "page by page", aws("ec2", "describe-subnets", *PROD, "--page-size", "5", pick=lambda got: len(got["Subnets"])), 7),
    Case("aws ec2 describe-subnets", "an unknown filter", aws("ec2", "describe-subnets", "--filters", "Name=colour,Values=red"), refused(FAILED, "InvalidParameterValue", "The filter 'colour' is invalid")),
    Case("aws ec2 describe-security-groups", "of a VPC", aws("ec2", "describe-security-groups", *PROD, pick=ids("SecurityGroups", "GroupName")), ["default", "endpoints-sg", "model-sg", "s3-only-sg", "stripped-sg"]),
    Case("aws ec2 describe-route-tables", "an unknown id", aws("ec2", "describe-route-tables", "--route-table-ids", f"rtb-{NOWHERE}"), refused(FAILED, "InvalidRouteTableID.NotFound", f"The routeTable ID 'rtb-{NOWHERE}' does not exist")),
    Case("aws ec2 describe-network-acls", "of a VPC", aws("ec2", "describe-network-acls", *PROD, pick=ids("NetworkAcls", "NetworkAclId")), ["<acl:ml-prod>"]),
    Case("aws ec2 describe-vpc-endpoints", "of a VPC", aws("ec2", "describe-vpc-endpoints", *PROD, pick=ids("VpcEndpoints", "VpcEndpointId")), ["<endpoint:logs>", "<endpoint:s3>"]),
    Case("aws ec2 describe-prefix-lists", "by name", aws("ec2", "describe-prefix-lists", "--filters", "Name=prefix-list-name,Values=com.amazonaws.us-east-1.s3", pick=ids("PrefixLists", "PrefixListId")), ["<list:s3>"]),
    Case("aws ec2 describe-instance-types", "one", aws("ec2", "describe-instance-types", "--instance-types", "m5.xlarge", pick=lambda got: got["InstanceTypes"][0]["VCpuInfo"]["DefaultVCpus"]), 4),
    Case("aws ec2 create-vpc-endpoint", "a gateway", aws("ec2", "create-vpc-endpoint", *ENDPOINT, keep="endpoint:cli", pick=lambda got: got["VpcEndpoint"]["VpcEndpointId"]), "<endpoint:cli>"),
    Case("aws ec2 modify-vpc-endpoint", "extended by a table", aws("ec2", "modify-vpc-endpoint", "--vpc-endpoint-id", "<endpoint:cli>", "--add-route-table-ids", "<table:private-b>"), {"Return": True}),
    Case("aws ec2 describe-route-tables", "the route in the table that was added", aws("ec2", "describe-route-tables", "--route-table-ids", "<table:private-b>", pick=lambda got: [r.get("GatewayId") for r in got["RouteTables"][0]["Routes"]]), ["local", "<endpoint:cli>"]),
    Case("aws ec2 create-tags", "of the endpoint", aws("ec2", "create-tags", "--resources", "<endpoint:cli>", "--tags", "Key=Name,Value=cli"), None),
    Case("aws ec2 delete-vpc-endpoints", "the endpoint", aws("ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", "<endpoint:cli>"), {"Unsuccessful": []}),
    Case("aws sagemaker create-model", "in a VPC", model("clients-cli"), ARN + "clients-cli"),
    Case("aws sagemaker create-model", "a name that is taken", model("clients-cli"), refused(FAILED, "ValidationException", f'Cannot create already existing model "{ARN}clients-cli".')),
    Case("aws sagemaker create-model", "a name with an underscore", model("clients_cli"), refused(FAILED, "ValidationException", r"1 validation error detected: Value 'clients_cli' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?")),
    Case("aws sagemaker describe-model", "the new one", aws("sagemaker", "describe-model", "--model-name", "clients-cli", pick=lambda got: got["VpcConfig"]["Subnets"]), ["<subnet:private-a>", "<subnet:private-b>"]),
    Case("aws sagemaker list-models", "page by page", aws("sagemaker", "list-models", "--page-size", "3", "--name-contains", "v", pick=ids("Models", "ModelName")), ["churn-v2", "fraud-v2", "fraud-v3", "ranker-v1"]),
    Case("aws sagemaker delete-model", "the new one", aws("sagemaker", "delete-model", "--model-name", "clients-cli"), None),
    Case("aws iam get-role", "one that does not exist", aws("iam", "get-role", "--role-name", "Nobody"), refused(FAILED, "NoSuchEntity", "The role with name Nobody cannot be found.")),
    Case("aws iam list-attached-role-policies", "of a role", aws("iam", "list-attached-role-policies", "--role-name", "SageMakerExecution", pick=ids("AttachedPolicies", "PolicyName")), ["AmazonSageMakerFullAccess", "ReadAcmeModels"]),
    Case("aws s3api get-bucket-location", "elsewhere", aws("s3api", "get-bucket-location", "--bucket", "acme-models-eu"), {"LocationConstraint": "eu-west-1"}),
]

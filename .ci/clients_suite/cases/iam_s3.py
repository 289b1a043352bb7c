"""Who calls, the roles, and the buckets."""

from account import Unordered
from replica import every
from suite import Case, refused


def role(account):
    got = account.iam.get_role(RoleName="SageMakerExecution")["Role"]
    return [got["Path"], got["RoleName"], got["Arn"], got["Description"], got["MaxSessionDuration"], got["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]]


def service_roles(account):
    return [r["RoleName"] for r in every(account.iam, "list_roles", "Roles", PathPrefix="/service-role/")]


def role_pages(account):
    pages = account.iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2})
    got = [[r["RoleName"] for r in page["Roles"] if "service-role" not in r["Path"]] for page in pages]
    return [max(map(len, got)) <= 2, Unordered(name for page in got for name in page)]


def location(bucket):
    return lambda account: account.s3.get_bucket_location(Bucket=bucket)["LocationConstraint"]


CASES = [
    Case("sts:GetCallerIdentity", "the account", lambda a: a.sts.get_caller_identity()["Account"], "<account>"),
    Case("iam:GetRole", "by name", role, ["/", "SageMakerExecution", "arn:aws:iam::<account>:role/SageMakerExecution", "Runs the team's models", 3600, {"Service": "sagemaker.amazonaws.com"}]),
    Case("iam:GetRole", "one that does not exist", lambda a: a.iam.get_role(RoleName="Nobody"), refused(404, "NoSuchEntity", "The role with name Nobody cannot be found.")),
    Case("iam:GetRole", "a name that no role can have", lambda a: a.iam.get_role(RoleName="No body"), refused(400, "ValidationError", "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")),
    Case("iam:ListRoles", "by path", service_roles, ["AmazonSageMaker-ExecutionRole-20250311T101010"]),
    Case("iam:ListRoles", "page by page", role_pages, [True, ["DataScientist", "FeatureStoreLambda", "SageMakerExecution", "WebServer"]]),
    Case("iam:ListRoles", "a page too large", lambda a: a.iam.list_roles(MaxItems=1001), refused(400, "ValidationError", "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000")),
    Case("iam:ListAttachedRolePolicies", "of a role", lambda a: sorted(p["PolicyArn"] for p in every(a.iam, "list_attached_role_policies", "AttachedPolicies", RoleName="SageMakerExecution")), [
        "arn:aws:iam::<account>:policy/ReadAcmeModels", "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"]),
    Case("iam:ListAttachedRolePolicies", "of a role that does not exist", lambda a: a.iam.list_attached_role_policies(RoleName="Nobody"), refused(404, "NoSuchEntity", "The role with name Nobody cannot be found.")),
    Case("s3:GetBucketLocation", "in us-east-1, which has no name there", location("acme-models"), None),
    Case("s3:GetBucketLocation", "elsewhere", location("acme-models-eu"), "eu-west-1"),
    Case("s3:GetBucketLocation", "of a bucket that does not exist", location("acme-nowhere"), refused(404, "NoSuchBucket", "The specified bucket does not exist")),
    Case("s3:HeadBucket", "where it lies", lambda a: a.s3.head_bucket(Bucket="acme-models")["BucketRegion"], "us-east-1"),
    Case("s3:HeadBucket", "one that does not exist", lambda a: a.s3.head_bucket(Bucket="acme-nowhere"), refused(404, "404", "Not Found")),
]

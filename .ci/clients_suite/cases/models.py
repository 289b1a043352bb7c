"""Models from their creation to their deletion."""

from datetime import timedelta

from replica import every
from suite import Case, refused

ROLE = "arn:aws:iam::{account}:role/SageMakerExecution"
IMAGE = "{account}.dkr.ecr.us-east-1.amazonaws.com/fraud:3"
DATA = "s3://acme-models/fraud/model.tar.gz"


def request(account, **over):
    """Returns a request for a model that AWS takes, but for what over says; None leaves a member out."""
    made = {
        "ModelName": "clients-1",
        "ExecutionRoleArn": ROLE.format(account=account["account"]),
        "PrimaryContainer": {"Image": IMAGE.format(account=account["account"]), "ModelDataUrl": DATA, "Environment": {"LOG_LEVEL": "info"}},
        "VpcConfig": {"Subnets": [account["subnet:private-a"], account["subnet:private-b"]], "SecurityGroupIds": [account["group:ml-prod/model-sg"]]},
        **over,
    }
    return {key: value for key, value in made.items() if value is not None}


def create(**over):
    return lambda account: account.sagemaker.create_model(**request(account, **over))["ModelArn"]


def names(**query):
    return lambda account: [m["ModelName"] for m in account.sagemaker.list_models(**query)["Models"]]


def pages(account):
    got = account.sagemaker.get_paginator("list_models").paginate(SortBy="Name", SortOrder="Ascending", PaginationConfig={"PageSize": 4})
    return [[m["ModelName"] for m in page["Models"]] for page in got]


def made_since(account):
    """Lists by time, with the time of an existing model as the bound, which it does not include."""
    bound = account.sagemaker.describe_model(ModelName="ranker-v1")["CreationTime"]
    got = every(account.sagemaker, "list_models", "Models", CreationTimeBefore=bound + timedelta(seconds=1), SortBy="Name")
    return "ranker-v1" in [m["ModelName"] for m in got]


def read(name):
    def call(account):
        got = account.sagemaker.describe_model(ModelName=name)
        return {key: got.get(key) for key in ("ModelName", "ModelArn", "PrimaryContainer", "ExecutionRoleArn", "VpcConfig", "EnableNetworkIsolation")}

    return call


def pipeline(account):
    got = account.sagemaker.describe_model(ModelName="ranker-v1")
    return [[c["ContainerHostname"] for c in got["Containers"]], got["InferenceExecutionConfig"]]


def isolated(account):
    got = account.sagemaker.describe_model(ModelName="clients-2")
    return [got["EnableNetworkIsolation"], "VpcConfig" in got]


def tags(account):
    arn = account.sagemaker.describe_model(ModelName="clients-1")["ModelArn"]
    return sorted([t["Key"], t["Value"]] for t in every(account.sagemaker, "list_tags", "Tags", ResourceArn=arn))


def add_tags(account):
    arn = account.sagemaker.describe_model(ModelName="clients-1")["ModelArn"]
    return sorted([t["Key"], t["Value"]] for t in account.sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])["Tags"])


def delete_tags(account):
    arn = account.sagemaker.describe_model(ModelName="clients-1")["ModelArn"]
    account.sagemaker.delete_tags(ResourceArn=arn, TagKeys=["stage"])
    return tags(account)


def delete(name):
    return lambda account: account.sagemaker.delete_model(ModelName=name) and None


ARN = "arn:aws:sagemaker:us-east-1:<account>:model/"
VPC = {"Subnets": ["<subnet:private-a>", "<subnet:private-b>"], "SecurityGroupIds": ["<group:ml-prod/model-sg>"]}
CONTAINER = {"Image": IMAGE.format(account="<account>"), "ModelDataUrl": DATA, "Environment": {"LOG_LEVEL": "info"}}

CASES = [
    Case("sagemaker:ListModels", "the newest first", names(), ["banner-demo", "fraud-v3", "support-chat", "ranker-v1", "churn-v2", "fraud-v2"]),
    Case("sagemaker:ListModels", "by a part of the name", names(NameContains="fraud", SortBy="Name", SortOrder="Ascending"), ["fraud-v2", "fraud-v3"]),
    Case("sagemaker:ListModels", "page by page", pages, [["banner-demo", "churn-v2", "fraud-v2", "fraud-v3"], ["ranker-v1", "support-chat"]]),
    Case("sagemaker:ListModels", "by the time of creation", made_since, True),
    Case("sagemaker:ListModels", "a page too large", lambda a: a.sagemaker.list_models(MaxResults=101), refused(400, "ValidationException", "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100")),
    Case("sagemaker:ListModels", "by an order that does not exist", lambda a: a.sagemaker.list_models(SortBy="Colour"), refused(400, "ValidationException", "1 validation error detected: Value 'Colour' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [Name, CreationTime]")),
    Case("sagemaker:DescribeModel", "one in a VPC", lambda a: a.sagemaker.describe_model(ModelName="churn-v2")["VpcConfig"], {"Subnets": ["<subnet:staging-a>", "<subnet:staging-b>"], "SecurityGroupIds": ["<group:ml-staging/staging-model-sg>"]}),
    Case("sagemaker:DescribeModel", "one of several containers", pipeline, [["features", "ranker"], {"Mode": "Serial"}]),
    Case("sagemaker:DescribeModel", "one that does not exist", read("nothing"), refused(400, "ValidationException", f'Could not find model "{ARN}nothing".')),
    Case("sagemaker:CreateModel", "in a VPC", create(Tags=[{"Key": "team", "Value": "risk"}]), ARN + "clients-1"),
    Case("sagemaker:DescribeModel", "the new model", read("clients-1"), {
        "ModelName": "clients-1", "ModelArn": ARN + "clients-1", "PrimaryContainer": CONTAINER,
        "ExecutionRoleArn": ROLE.format(account="<account>"), "VpcConfig": VPC, "EnableNetworkIsolation": False}),
    Case("sagemaker:ListTags", "of the new model", tags, [["team", "risk"]]),
    Case("sagemaker:AddTags", "to the new model", add_tags, [["stage", "test"], ["team", "risk"]]),
    Case("sagemaker:DeleteTags", "of the new model", delete_tags, [["team", "risk"]]),
    Case("sagemaker:CreateModel", "without a VPC, isolated", create(ModelName="clients-2", VpcConfig=None, EnableNetworkIsolation=True), ARN + "clients-2"),
    Case("sagemaker:DescribeModel", "one without a VPC, isolated", isolated, [True, False]),
    Case("sagemaker:DeleteModel", "the new ones", lambda a: [delete(name)(a) for name in ("clients-1", "clients-2")], [None, None]),
    Case("sagemaker:DeleteModel", "one that does not exist", delete("clients-1"), refused(400, "ValidationException", f'Could not find model "{ARN}clients-1".')),
    Case("sagemaker:ListTags", "of a model that does not exist", lambda a: a.sagemaker.list_tags(ResourceArn=f"arn:aws:sagemaker:us-east-1:{a['account']}:model/clients-1"), refused(400, "ValidationException", f'Could not find model "{ARN}clients-1".')),
]

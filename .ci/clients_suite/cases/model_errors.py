"""Models that AWS refuses, with its reasons."""

from cases.models import ARN, DATA, create, delete, names, request
from suite import Case, refused

BROKEN = "1 validation error detected: "
NAME = r"Member must satisfy regular expression pattern: [a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?"


def case(about, message, over, code="ValidationException"):
    """Returns the case of a model that is refused; over makes of the account what the request differs in."""
    return Case("sagemaker:CreateModel", about, lambda a: a.loose_sagemaker.create_model(**request(a, **over(a))), refused(400, code, message))


def network(subnets=("subnet:private-a", "subnet:private-b"), groups=("group:ml-prod/model-sg",)):
    return lambda account: {"VpcConfig": {
        "Subnets": [account.ids.get(s, s) for s in subnets], "SecurityGroupIds": [account.ids.get(g, g) for g in groups]}}


def container(**members):
    return lambda account: {"PrimaryContainer": {**request(account)["PrimaryContainer"], **members}}


CASES = [
    Case("sagemaker:CreateModel", "one to be in the way", create(), f"{ARN}clients-1"),
    Case("sagemaker:CreateModel", "a name that is taken", create(), refused(400, "ValidationException", f'Cannot create already existing model "{ARN}clients-1".')),
    Case("sagemaker:CreateModel", "a name that is taken, in capitals", create(ModelName="CLIENTS-1"), refused(400, "ValidationException", f'Cannot create already existing model "{ARN}clients-1".')),
    Case("sagemaker:DeleteModel", "the one in the way", delete("clients-1"), None),
    case("no name", BROKEN + "Value null at 'modelName' failed to satisfy constraint: Member must not be null", lambda a: {"ModelName": None}),
    case("a name with an underscore", BROKEN + f"Value 'clients_1' at 'modelName' failed to satisfy constraint: {NAME}", lambda a: {"ModelName": "clients_1"}),
    case("a name that is too long", BROKEN + f"Value '{'a' * 64}' at 'modelName' failed to satisfy constraint: Member must have length less than or equal to 63", lambda a: {"ModelName": "a" * 64}),
    case("two faults at once", f"2 validation errors detected: Value 'clients_1' at 'modelName' failed to satisfy constraint: {NAME}; Value '[]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must have length greater than or equal to 1",
         lambda a: {"ModelName": "clients_1", **network(groups=())(a)}),
    case("no security group", BROKEN + "Value '[]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must have length greater than or equal to 1", network(groups=())),
    case("seventeen subnets", BROKEN + f"Value '[{', '.join(['subnet-1'] * 17)}]' at 'vpcConfig.subnets' failed to satisfy constraint: Member must have length less than or equal to 16", network(subnets=["subnet-1"] * 17)),
    case("a subnet that does not exist", "The subnet ID 'subnet-0123456789abcdef0' does not exist", network(subnets=["subnet-0123456789abcdef0"])),
    case("subnets of two VPCs", "The subnets <subnet:private-a>, <subnet:staging-a> do not all belong to the same VPC", network(subnets=["subnet:private-a", "subnet:staging-a"])),
    case("a group of another VPC", "Security group <group:ml-staging/default> and subnet <subnet:private-a> belong to different networks.", network(groups=["group:ml-staging/default"])),
    case("a role that does not trust SageMaker", "Could not assume role arn:aws:iam::<account>:role/WebServer. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.",
         lambda a: {"ExecutionRoleArn": f"arn:aws:iam::{a['account']}:role/WebServer"}),
    case("a role that is none", BROKEN + r"Value 'SageMakerExecutionRole' at 'executionRoleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+",
         lambda a: {"ExecutionRoleArn": "SageMakerExecutionRole"}),
    case("an image of no ECR", 'Using non-ECR image "nginx:latest" without Vpc repository access mode is not supported.', container(Image="nginx:latest")),
    case("model data by an unknown protocol", BROKEN + "Value 'ftp://acme/model.tar.gz' at 'primaryContainer.modelDataUrl' failed to satisfy constraint: Member must satisfy regular expression pattern: (https|s3)://([^/]+)/?(.*)", container(ModelDataUrl="ftp://acme/model.tar.gz")),
    case("model data in another Region", 'Could not access model data at s3://acme-models-eu/fraud.tar.gz. Please ensure that the role "arn:aws:iam::<account>:role/SageMakerExecution" exists and that its trust relationship policy '
         'allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in us-east-1. If your Model uses multiple models or uncompressed models, please ensure that the role has "s3:ListBucket" permission.', container(ModelDataUrl="s3://acme-models-eu/fraud.tar.gz")),
    case("a mode that does not exist", BROKEN + "Value 'DoubleModel' at 'primaryContainer.mode' failed to satisfy constraint: Member must satisfy enum value set: [SingleModel, MultiModel]", container(Mode="DoubleModel", ModelDataUrl=DATA)),
    case("no container", "You must specify either PrimaryContainer or Containers.", lambda a: {"PrimaryContainer": None}),
    case("both kinds of container", "You cannot specify both PrimaryContainer and Containers.", lambda a: {"Containers": [request(a)["PrimaryContainer"]]}),
    Case("sagemaker:ListModels", "what was refused is not there", names(NameContains="clients"), []),
]

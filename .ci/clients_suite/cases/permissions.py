"""Policies of roles and buckets, what they come to, and objects."""

import json

from account import Unordered
from replica import every
from suite import Case, refused

ROLE = "SageMakerExecution"
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::clients-own/*"}]}
PRIVATE = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-models/secret/*"}]}


def do(service, operation, pick=None, **request):
    return lambda account: (pick or (lambda got: got))(getattr(getattr(account, service), operation)(**request))


def nothing(_):
    return None


def may(action, resource):
    def call(account):
        got = account.iam.simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{account['account']}:role/{ROLE}", ActionNames=[action], ResourceArns=[resource])
        return [[r["EvalActionName"], r["EvalDecision"], [[s["EvalResourceName"], s["EvalResourceDecision"]] for s in r["ResourceSpecificResults"]]] for r in got["EvaluationResults"]]

    return call


def managed(account):
    arn = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
    policy = account.iam.get_policy(PolicyArn=arn)["Policy"]
    version = account.iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    return [policy["PolicyName"], version["IsDefaultVersion"], "ec2:CreateVpcEndpoint" in json.dumps(version["Document"])]


def inline(account):
    return Unordered(every(account.iam, "list_role_policies", "PolicyNames", RoleName=ROLE))


def put(account):
    return account.iam.put_role_policy(RoleName=ROLE, PolicyName="Clients", PolicyDocument=json.dumps(READ)) and None


TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
FULL = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"
MADE = "ClientsRole"


def custom(account):
    got = account.iam.simulate_custom_policy(
        PolicyInputList=[json.dumps(READ)], ActionNames=["s3:GetObject", "s3:PutObject"], ResourceArns=["arn:aws:s3:::clients-own/x"])
    return [[r["EvalActionName"], r["EvalDecision"]] for r in got["EvaluationResults"]]


def attached(account):
    return [p["PolicyArn"] for p in every(account.iam, "list_attached_role_policies", "AttachedPolicies", RoleName=MADE)]


CASES = [
    Case("iam:CreateRole", "for Lambda", do("iam", "create_role", lambda got: got["Role"]["Arn"], RoleName=MADE, AssumeRolePolicyDocument=json.dumps(TRUST)), f"arn:aws:iam::<account>:role/{MADE}"),
    Case("iam:CreateRole", "a name that is taken", do("iam", "create_role", RoleName=MADE, AssumeRolePolicyDocument=json.dumps(TRUST)), refused(409, "EntityAlreadyExists", f"Role with name {MADE} already exists.")),
    Case("iam:UpdateAssumeRolePolicy", "for SageMaker", do("iam", "update_assume_role_policy", nothing, RoleName=MADE, PolicyDocument=json.dumps(TRUST).replace("lambda", "sagemaker")), None),
    Case("iam:GetRole", "its new trust", do("iam", "get_role", lambda got: got["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"], RoleName=MADE), {"Service": "sagemaker.amazonaws.com"}),
    Case("iam:AttachRolePolicy", "a managed one", do("iam", "attach_role_policy", nothing, RoleName=MADE, PolicyArn=FULL), None),
    Case("iam:ListAttachedRolePolicies", "of the new role", attached, [FULL]),
    Case("iam:DeleteRole", "one with a policy", do("iam", "delete_role", RoleName=MADE), refused(409, "DeleteConflict", "Cannot delete entity, must detach all policies first.")),
    Case("iam:DetachRolePolicy", "the managed one", do("iam", "detach_role_policy", nothing, RoleName=MADE, PolicyArn=FULL), None),
    Case("iam:DeleteRole", "the new one", do("iam", "delete_role", nothing, RoleName=MADE), None),
    Case("iam:ListPolicies", "the account's own", do("iam", "list_policies", lambda got: [p["PolicyName"] for p in got["Policies"]], Scope="Local"), ["ReadAcmeModels"]),
    Case("iam:SimulateCustomPolicy", "of one document", custom, [["s3:GetObject", "allowed"], ["s3:PutObject", "implicitDeny"]]),
    Case("sts:DecodeAuthorizationMessage", "nobody's message", do("sts", "decode_authorization_message", EncodedMessage="bm9ib2R5"), refused(400, "InvalidAuthorizationMessageException", "Message is not valid")),
    Case("iam:GetPolicy", "a managed one, and its version", managed, ["AmazonSageMakerFullAccess", True, True]),
    Case("iam:GetPolicy", "one that does not exist", do("iam", "get_policy", PolicyArn="arn:aws:iam::aws:policy/Nothing"), refused(404, "NoSuchEntity", "Policy arn:aws:iam::aws:policy/Nothing was not found.")),
    Case("iam:SimulatePrincipalPolicy", "before", may("s3:GetObject", "arn:aws:s3:::clients-own/x"), [["s3:GetObject", "implicitDeny", [["arn:aws:s3:::clients-own/x", "implicitDeny"]]]]),
    Case("iam:PutRolePolicy", "a new one", put, None),
    Case("iam:GetRolePolicy", "the new one", do("iam", "get_role_policy", lambda got: got["PolicyDocument"], RoleName=ROLE, PolicyName="Clients"), READ),
    Case("iam:ListRolePolicies", "with the new one", lambda a: "Clients" in list(inline(a)), True),
    Case("iam:SimulatePrincipalPolicy", "after", may("s3:GetObject", "arn:aws:s3:::clients-own/x"), [["s3:GetObject", "allowed", [["arn:aws:s3:::clients-own/x", "allowed"]]]]),
    Case("iam:PutRolePolicy", "no JSON", do("iam", "put_role_policy", RoleName=ROLE, PolicyName="Broken", PolicyDocument="{"), refused(400, "MalformedPolicyDocument", "Syntax errors in policy.")),
    Case("iam:DeleteRolePolicy", "the new one", do("iam", "delete_role_policy", nothing, RoleName=ROLE, PolicyName="Clients"), None),
    Case("iam:DeleteRolePolicy", "one that does not exist", do("iam", "delete_role_policy", RoleName=ROLE, PolicyName="Clients"), refused(404, "NoSuchEntity", "The role policy with name Clients cannot be found.")),
    Case("iam:GetRolePolicy", "one that does not exist", do("iam", "get_role_policy", RoleName=ROLE, PolicyName="Clients"), refused(404, "NoSuchEntity", "The role policy with name Clients cannot be found.")),
    Case("s3:GetBucketPolicy", "where there is none", do("s3", "get_bucket_policy", Bucket="acme-models"), refused(404, "NoSuchBucketPolicy", "The bucket policy does not exist")),
    Case("s3:PutBucketPolicy", "a new one", do("s3", "put_bucket_policy", nothing, Bucket="acme-models", Policy=json.dumps(PRIVATE)), None),
    Case("s3:GetBucketPolicy", "the new one", do("s3", "get_bucket_policy", lambda got: json.loads(got["Policy"]), Bucket="acme-models"), PRIVATE),
    Case("s3:PutBucketPolicy", "no JSON", do("s3", "put_bucket_policy", Bucket="acme-models", Policy="{"), refused(400, "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'")),
    Case("s3:DeleteBucketPolicy", "the new one", do("s3", "delete_bucket_policy", nothing, Bucket="acme-models"), None),
    Case("s3:HeadObject", "a model's data", do("s3", "head_object", lambda got: got["ContentLength"] > 0, Bucket="acme-models", Key="fraud/model.tar.gz"), True),
    Case("s3:HeadObject", "one that does not exist", do("s3", "head_object", Bucket="acme-models", Key="nothing"), refused(404, "404", "Not Found")),
]

"""Drives the built binary against the account that the contract suite built in moto, and
reads the results back with boto3, a client that shares no code with it."""

import json
import os
import subprocess
import sys
import tempfile

import boto3

BINARY = os.path.abspath(sys.argv[1])
ENDPOINT = os.environ["SAGEVPC_CONTRACT_ENDPOINT"]
with open(os.environ["SAGEVPC_CONTRACT_OUT"], encoding="utf-8") as f:
    ACCOUNT = json.load(f)
WORK = tempfile.mkdtemp()
ENV = dict(
    os.environ,
    AWS_ACCESS_KEY_ID="testing",
    AWS_SECRET_ACCESS_KEY="testing",
    AWS_EC2_METADATA_DISABLED="true",
    HOME=WORK,
)
for name in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
    ENV.pop(name, None)
passed = failed = 0


def client(service):
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name=ACCOUNT["region"],
        aws_access_key_id="testing", aws_secret_access_key="testing",
    )


SAGEMAKER, EC2 = client("sagemaker"), client("ec2")


def check(what, got, want):
    global passed, failed
    if got == want:
        passed += 1
        print(f"--- PASS: {what}")
    else:
        failed += 1
        print(f"--- FAIL: {what}\n    got  {got}\n    want {want}")


def answers(name, **over):
    network = {
        "vpc": ACCOUNT["vpc"],
        "subnets": ACCOUNT["subnets"][:2],
        "security_groups": ACCOUNT["security_groups"][:1],
    }
    network.update(over.pop("network", {}))
    document = {
        "version": 1,
        "region": ACCOUNT["region"],
        "model": {"name": name, "from": ACCOUNT["model"]},
        "network": network,
        "capacity": {"instance_type": "ml.m5.xlarge", "instances": 2, "max_instances": 2},
    }
    document.update(over)
    path = os.path.join(WORK, name + ".yaml")
    with open(path, "w", encoding="utf-8") as out:
        json.dump(document, out)  # JSON is YAML
    return path


def sagevpc(*args):
    return subprocess.run(
        [BINARY, *args, "--endpoint-url", ENDPOINT], env=ENV, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=300, check=False,
    )


def names():
    return sorted(m["ModelName"] for m in SAGEMAKER.list_models(MaxResults=100)["Models"])


def plan_and_apply():
    path = answers("contract-vpc")
    before = names()
    planned = sagevpc("plan", "--answers", path, "--output", "json")
    check("plan ends with 0", (planned.returncode, planned.stderr[-2000:] if planned.returncode else ""), (0, ""))
    plan = json.loads(planned.stdout)
    check("plan is applicable", plan["applicable"], True)
    check("plan creates the endpoint, then the model", [c["kind"] for c in plan["changes"]], ["ec2:VpcEndpoint", "sagemaker:Model"])
    no_path = [f for f in plan["findings"] if f["rule"] == "s3.no-path"]
    check("s3.no-path is so now and repaired after", sorted({(f["now"], f["after"]) for f in no_path}), [(True, False)])
    check("plan writes nothing", names(), before)

    applied = sagevpc("apply", "--answers", path, "--yes", "--output", "json")
    check("apply ends with 0", (applied.returncode, applied.stderr[-2000:] if applied.returncode else ""), (0, ""))
    model = SAGEMAKER.describe_model(ModelName="contract-vpc")
    config = model["VpcConfig"]
    check("boto3 reads the subnets back", sorted(config["Subnets"]), sorted(ACCOUNT["subnets"][:2]))
    check("boto3 reads the security groups back", config["SecurityGroupIds"], ACCOUNT["security_groups"][:1])
    origin = SAGEMAKER.describe_model(ModelName=ACCOUNT["model"])
    check("the container was copied", model["PrimaryContainer"], origin["PrimaryContainer"])
    tables = EC2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [ACCOUNT["vpc"]]}])["RouteTables"]
    main = [t for t in tables if any(a.get("Main") for a in t["Associations"])][0]
    check("the main table has a route to the endpoint", any(r.get("GatewayId", "").startswith("vpce-") for r in main["Routes"]), True)

    again = sagevpc("plan", "--answers", path, "--output", "json")
    check("the same plan again is blocked: the name is taken", again.returncode, 3)
    check("and says so", [f["rule"] for f in json.loads(again.stdout)["findings"] if f["severity"] == "block"], ["model.exists"])


def refused():
    before = names()
    subnets = ACCOUNT["subnets"]
    cases = [
        ("one subnet", 3, "subnet.single-az", {"network": {"subnets": subnets[:1]}}),
        ("a subnet of another VPC", 3, "subnet.other-vpc", {"network": {"subnets": subnets[:2] + [ACCOUNT["other_subnet"]]}}),
        ("a group of another VPC", 3, "sg.other-vpc", {"network": {"security_groups": [ACCOUNT["other_security_group"]]}}),
        ("no security group", 3, "sg.none", {"network": {"security_groups": []}}),
        ("17 subnets", 3, "subnet.too-many", {"network": {"subnets": subnets[:2] + [f"subnet-{i:017x}" for i in range(15)]}}),
        ("an id of the wrong shape", 2, "network.subnets", {"network": {"subnets": ["subnet-1", "subnet-2"]}}),
        ("an unknown key", 2, "netwrok", {"netwrok": {}}),
        ("a wrong type", 2, "instances", {"capacity": {"instances": "two"}}),
        ("another version", 2, "version", {"version": 2}),
        ("a region that does not exist", 2, "Region", {"region": "us-esat-1"}),
        ("a file that is not there", 2, "missing.json", {"s3": {"policy": "file:missing.json"}}),
    ]
    for i, (what, code, names_it, over) in enumerate(cases):
        done = sagevpc("apply", "--answers", answers(f"refused-{i}", **over), "--yes")
        said = done.stdout + done.stderr
        check(f"{what}: exit {code}", (done.returncode, names_it in said or said), (code, True))
    gone = sagevpc("apply", "--answers", os.path.join(WORK, "nowhere.yaml"), "--yes")
    check("an answers file that is not there: exit 2", (gone.returncode, "nowhere.yaml" in gone.stderr), (2, True))
    check("nothing was written by what was refused", names(), before)


plan_and_apply()
refused()
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)

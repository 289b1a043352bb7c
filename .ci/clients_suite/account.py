"""One account as its clients see it: boto3, the AWS CLI, and requests made by hand."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session
from botocore.parsers import create_parser

from shapes import faults_of

NOWHERE = "0123456789abcdef0"  # the digits of ids that name nothing
SERVICES = ("ec2", "sagemaker", "iam", "sts", "s3")


class Unordered(list):
    """A list whose order says nothing; it is compared sorted by the names of what is in it."""


class CommandFailed(Exception):
    """The AWS CLI ended with an error."""

    def __init__(self, status, code, message):
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


class Account:
    """The clients of one server, and the names of what lies in its account.

    ids differ from server to server; the cases speak of names, and what comes back has
    them in the place of ids.
    """

    def __init__(self, server):
        self.server = server.name
        self.environment = server.environment
        self.url = server.environment["AWS_ENDPOINT_URL"]
        self.region = server.environment["AWS_REGION"]
        self.credentials = Credentials(server.environment["AWS_ACCESS_KEY_ID"], server.environment["AWS_SECRET_ACCESS_KEY"])
        self.ids = {}  # by name
        self.faults = defaultdict(set)  # of answers against the models, by operation
        self.home = tempfile.TemporaryDirectory()
        # A client checks a request before it sends it. Those called loose do not, so that the server must.
        for service in SERVICES:
            setattr(self, service, self.client(service))
            setattr(self, "loose_" + service, self.client(service, parameter_validation=False))

    def client(self, service, region=None, key=None, **config):
        """Returns a client of boto3 that tries once, and whose answers are held against the model."""
        made = boto3.client(
            service, endpoint_url=self.url, region_name=region or self.region,
            aws_access_key_id=key or self.credentials.access_key, aws_secret_access_key=self.credentials.secret_key,
            config=Config(**{"retries": {"total_max_attempts": 1}, **config}),
        )
        made.meta.events.register(f"before-parse.{made.meta.service_model.service_id.hyphenize()}", self.hold)
        return made

    def hold(self, operation_model, response_dict, **_):
        body = response_dict["body"]
        if not isinstance(body, bytes):  # a stream
            return
        name = f"{operation_model.service_model.endpoint_prefix.removeprefix('api.')}:{operation_model.name}"
        try:
            found = faults_of(operation_model, response_dict["status_code"], response_dict["headers"], body)
        except Exception as broken:  # the answer cannot even be read
            found = [f"{type(broken).__name__}: {broken}"]
        self.faults[name].update(self.named(one) for one in found)

    def __getitem__(self, name):
        return self.ids[name]

    def keep(self, name, an_id):
        """Gives an object its name in this suite."""
        self.ids[name] = an_id
        return an_id

    def named(self, value):
        """Returns value with names in the place of ids."""
        if isinstance(value, dict):
            return {key: self.named(one) for key, one in value.items()}
        if isinstance(value, Unordered):
            return sorted(self.named(one) for one in value)
        if isinstance(value, (list, tuple)):
            return [self.named(one) for one in value]
        if isinstance(value, str) and self.ids:
            names = {an_id: name for name, an_id in self.ids.items()}
            longest_first = sorted(names, key=len, reverse=True)
            value = re.sub("|".join(map(re.escape, longest_first)), lambda found: f"<{names[found[0]]}>", value)
            return re.sub(rf"\b(vpce|subnet|rtb)-(?!{NOWHERE})[0-9a-f]{{17}}\b", r"<another \1>", value)
        return value

    def cli(self, *words):
        """Runs the AWS CLI and returns what it printed, decoded; None when it printed nothing."""
        environment = {
            **self.environment, "HOME": self.home.name, "PATH": os.environ["PATH"], "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": "",
        }
        done = subprocess.run(
            [os.path.join(os.path.dirname(sys.executable), "aws"), *words, "--output", "json"],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )
        if done.returncode == 0:
            return json.loads(done.stdout) if done.stdout.strip() else None
        said = re.search(r"An error occurred \((\S+)\) when calling the \S+ operation[^:]*: ?(.*)", done.stderr, re.DOTALL)
        if said:
            raise CommandFailed(done.returncode, said[1], said[2].strip())
        raise CommandFailed(done.returncode, "", done.stderr.strip())

    def raw(self, service, body, region=None, method="POST", headers=None, sign=True, query=""):
        """Sends a request made by hand, and returns what botocore's parser makes of the answer."""
        model = getattr(self, service).meta.service_model
        json_protocol = model.metadata["protocol"] == "json"
        kind = "application/x-amz-json-1.1" if json_protocol else "application/x-www-form-urlencoded; charset=utf-8"
        request = AWSRequest(method, f"{self.url}/{query}", data=body, headers={"Content-Type": kind, **(headers or {})})
        if sign:
            SigV4Auth(self.credentials, model.signing_name, region or self.region).add_auth(request)
        got = URLLib3Session().send(request.prepare())
        answer = {"status_code": got.status_code, "headers": got.headers, "body": got.content}
        parsed = create_parser(model.metadata["protocol"]).parse(answer, None)
        if got.status_code >= 300:
            raise ClientError(parsed, "raw")
        return {"ResponseMetadata": parsed["ResponseMetadata"], "body": got.content.decode()}

"""Holds raw answers against botocore's own models of them.

botocore's parsers skip over what they do not know. These functions do not: each element
or member that the model lacks, each required one that is absent, and each value of another
type, size or pattern than the model's is a fault, told with its path.
"""

import json
import re
import xml.etree.ElementTree as ElementTree
from datetime import datetime

WHOLE = {"integer", "long"}

# What AWS is documented to answer although its model does not list it.
BEYOND_MODEL = {
    # "For an internet gateway, the state is available when attached to a VPC"
    # (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InternetGatewayAttachment.html).
    "AttachmentStatus": {"available"},
    # The values of the filter interface-type, which are those of the answer
    # (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html).
    "NetworkInterfaceType": {"nat_gateway"},
    # The value of every answer that is quoted anywhere, such as in
    # https://github.com/aws/aws-cli/blob/develop/awscli/examples/iam/simulate-principal-policy.rst.
    "PolicySourceType": {"IAM Policy"},
    # The model has Available and Pending; AWS answers them in lower case
    # (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html, its examples).
    "State": {"pending", "available", "deleting", "deleted", "rejected", "failed", "expired"},
}

# Members that AWS is documented to answer although its model does not have them, with their text.
BEYOND_MEMBERS = {
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html, its examples.
    ("CreateSecurityGroupResult", "return"): "true",
}


def faults_of(operation, status, headers, body):
    """Returns what is wrong with an answer to the operation, as a list of sentences."""
    metadata = operation.service_model.metadata
    protocol = metadata["protocol"]
    if status >= 300:
        return list({"json": json_error, "ec2": ec2_error, "query": query_error, "rest-xml": s3_error}[protocol](headers, body))
    if protocol == "json":
        return list(json_answer(operation, headers, body))
    if protocol == "rest-xml":
        return list(s3_answer(operation, headers, body))
    return list(query_answer(operation, headers, body))


def typed(headers, want):
    got = headers.get("Content-Type", "").split(";")[0]
    if got != want:
        yield f"Content-Type is {got!r}, not {want!r}"


# JSON


def json_answer(operation, headers, body):
    yield from typed(headers, "application/x-amz-json-1.1")
    if not operation.output_shape:
        if body not in (b"", b"{}"):
            yield f"a body where the model has none: {body[:80]!r}"
        return
    yield from json_value(operation.output_shape, json.loads(body), operation.output_shape.name)


def json_value(shape, value, at):
    kinds = {
        "structure": dict, "map": dict, "list": list, "string": str, "boolean": bool, "timestamp": (int, float),
        "integer": int, "long": int, "double": (int, float), "float": (int, float),
    }
    if not isinstance(value, kinds[shape.type_name]) or (isinstance(value, bool) and shape.type_name != "boolean"):
        yield f"{at}: {type(value).__name__} where the model has {shape.type_name}"
        return
    yield from limited(shape, value, at)
    if shape.type_name == "structure":
        for name in value.keys() - shape.members.keys():
            yield f"{at}.{name}: not in the model"
        for name in set(shape.required_members) - value.keys():
            yield f"{at}.{name}: required and absent"
        for name in value.keys() & shape.members.keys():
            yield from json_value(shape.members[name], value[name], f"{at}.{name}")
    elif shape.type_name == "list":
        for one in value:
            yield from json_value(shape.member, one, f"{at}[]")
    elif shape.type_name == "map":
        for key, one in value.items():
            yield from json_value(shape.key, key, f"{at}{{key}}")
            yield from json_value(shape.value, one, f"{at}{{}}")


def limited(shape, value, at):
    """Tells which of the model's limits a value breaks."""
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed and value not in BEYOND_MODEL.get(shape.name, ()):
        yield f"{at}: {value!r} is none of the model's values"
    size = value if shape.type_name in WHOLE | {"float", "double"} else len(value) if isinstance(value, (str, list, dict)) else None
    if size is not None and not shape.metadata.get("min", size) <= size <= shape.metadata.get("max", size):
        yield f"{at}: a size of {size} is outside of the model's limits"
    pattern = shape.metadata.get("pattern")
    if pattern and isinstance(value, str) and not re.search(portable(pattern), value):
        yield f"{at}: {value!r} does not match {pattern!r}"


def portable(pattern):
    """Rewrites the character properties of Java's patterns, which Python lacks."""
    return pattern.replace(r"\p{L}", r"\w").replace(r"\p{Z}", r"\s").replace(r"\p{N}", r"\d")


def json_error(headers, body):
    yield from typed(headers, "application/x-amz-json-1.1")
    said = json.loads(body)
    if not isinstance(said.get("__type"), str):
        yield "an error without __type"
    for name in said.keys() - {"__type", "message", "Message"}:
        yield f"error.{name}: not part of an error"


# XML


def query_answer(operation, headers, body):
    yield from typed(headers, "text/xml")
    metadata = operation.service_model.metadata
    root = ElementTree.fromstring(body)
    space = root.tag.partition("}")[0].removeprefix("{")
    if space.rstrip("/") != metadata["xmlNamespace"].rstrip("/"):
        yield f"the namespace is {space!r}"
    if local(root) != operation.name + "Response":
        yield f"the answer is called {local(root)!r}"
    content = list(root)
    ids = take(content, "requestId") if metadata["protocol"] == "ec2" else [i for m in take(content, "ResponseMetadata") for i in take(list(m), "RequestId")]
    if len(ids) != 1 or not ids[0].text:
        yield "no request id"
    shape = operation.output_shape
    if metadata["protocol"] == "query" and shape:
        results = take(content, shape.serialization.get("resultWrapper", operation.name + "Result"))
        if len(results) != 1:
            yield f"{len(results)} results"
        for unknown in content:
            yield f"{local(unknown)}: not in the model"
        content = [child for result in results for child in result]
    if shape:
        yield from xml_members(shape, content, shape.name)
    else:
        # Operations without a result answer <return>true</return>.
        for unknown in content:
            if (local(unknown), unknown.text) != ("return", "true"):
                yield f"{local(unknown)}: not in the model"


def local(element):
    return element.tag.partition("}")[2] or element.tag


def take(elements, name):
    """Removes the elements called name from the list, and returns them."""
    found = [e for e in elements if local(e) == name]
    for one in found:
        elements.remove(one)
    return found


def xml_members(shape, elements, at):
    rest = list(elements)
    for name, member in shape.members.items():
        if member.serialization.get("location") in ("header", "headers", "statusCode") or member.serialization.get("xmlAttribute"):
            continue
        flat = member.type_name == "list" and member.serialization.get("flattened")
        tag = member.serialization.get("name", name)
        if flat:
            tag = member.member.serialization.get("name", tag)
        found = take(rest, tag)
        if not found and name in shape.required_members:
            yield f"{at}.{name}: required and absent"
        if len(found) > 1 and not flat:
            yield f"{at}.{name}: {len(found)} times"
        for one in found:
            yield from xml_value(member.member if flat else member, one, f"{at}.{name}")
    for unknown in rest:
        if BEYOND_MEMBERS.get((shape.name, local(unknown))) != (unknown.text or ""):
            yield f"{at}.{local(unknown)}: not in the model"


def xml_value(shape, element, at):
    children, text = list(element), element.text or ""
    if shape.type_name in ("structure", "list", "map"):
        if text.strip():
            yield f"{at}: text {text.strip()[:40]!r} where the model has {shape.type_name}"
    elif children:
        yield f"{at}: elements where the model has {shape.type_name}"
        return
    if shape.type_name == "structure":
        yield from xml_members(shape, children, at)
    elif shape.type_name == "list":
        tag = shape.member.serialization.get("name", "member")
        for one in children:
            if local(one) != tag:
                yield f"{at}[]: <{local(one)}> where the model has <{tag}>"
            else:
                yield from xml_value(shape.member, one, f"{at}[]")
    elif not plain(shape.type_name, text):
        yield f"{at}: {text!r} where the model has {shape.type_name}"
    elif shape.type_name == "string":
        yield from limited(shape, text, at)


def plain(kind, text):
    """Tells whether text is how XML writes a value of the kind."""
    if kind == "boolean":
        return text in ("true", "false")
    if kind in WHOLE:
        return re.fullmatch(r"-?\d+", text) is not None
    if kind in ("double", "float"):
        return re.fullmatch(r"-?\d+(\.\d+)?([eE]-?\d+)?", text) is not None
    if kind == "timestamp":
        try:
            return datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is not None
        except ValueError:
            return False
    return True


def ec2_error(headers, body):
    yield from typed(headers, "text/xml")
    yield from exact(body, "Response", {"Errors/Error/Code", "Errors/Error/Message", "RequestID"}, set())


def query_error(headers, body):
    yield from typed(headers, "text/xml")
    yield from exact(body, "ErrorResponse", {"Error/Type", "Error/Code", "Error/Message", "RequestId"}, {"Error/Detail"})


def exact(body, name, wanted, optional):
    """Compares the leaves of an error's document with those that it must have."""
    root = ElementTree.fromstring(body)
    if local(root) != name:
        yield f"the error is called {local(root)!r}, not {name!r}"
    found = set(leaves(root, ""))
    for path in sorted(wanted - found):
        yield f"error.{path}: absent"
    for path in sorted(found - wanted - optional):
        yield f"error.{path}: not part of an error"


def leaves(element, at):
    for child in element:
        path = f"{at}/{local(child)}" if at else local(child)
        if len(child):
            yield from leaves(child, path)
        else:
            yield path


# S3, which is REST


def s3_answer(operation, headers, body):
    for name in ("x-amz-request-id", "x-amz-id-2"):
        if name not in headers:
            yield f"no header {name}"
    shape = operation.output_shape
    if not shape:
        if body:
            yield f"a body where the model has none: {body[:80]!r}"
        return
    payload = shape.serialization.get("payload")
    # Streams are as they are, and GetBucketLocation's root is its only member.
    if payload or operation.http.get("method") == "HEAD" or not body:
        return
    root = ElementTree.fromstring(body)
    if operation.name == "GetBucketLocation":
        if local(root) != "LocationConstraint" or len(root):
            yield f"the answer is called {local(root)!r}"
        return
    yield from xml_members(shape, list(root), shape.name)


def s3_error(headers, body):
    if not body:  # an answer to HEAD
        return
    yield from typed(headers, "application/xml")
    root = ElementTree.fromstring(body)
    found = set(leaves(root, ""))
    if local(root) != "Error":
        yield f"the error is called {local(root)!r}, not 'Error'"
    for path in sorted({"Code", "Message", "RequestId", "HostId"} - found):
        yield f"error.{path}: absent"

"""Finds what the sandbox knows and the suite leaves out."""

from concurrent.futures import ThreadPoolExecutor

from botocore import xform_name
from botocore.exceptions import ClientError

from account import SERVICES
from cases.dry_run import REQUESTS

UNKNOWN = {"InvalidAction", "UnknownOperationException"}


def known(account, service):
    """Returns the operations of a service of which the sandbox does not say that they do not exist."""
    model = getattr(account, service).meta.service_model
    version, target = model.metadata["apiVersion"], model.metadata.get("targetPrefix")

    def asks(name):
        try:
            if target:
                account.raw(service, "{}", headers={"X-Amz-Target": f"{target}.{name}"})
            else:
                account.raw(service, f"Version={version}&Action={name}&DryRun=perhaps&MaxItems=none")
        except ClientError as error:
            return error.response["Error"]["Code"] not in UNKNOWN
        return True

    with ThreadPoolExecutor(8) as pool:
        names = model.operation_names
        return {name for name, is_known in zip(names, pool.map(asks, names)) if is_known}


def gaps(account):
    """Returns the operations that the sandbox knows and no client called, and those without a dry run."""
    missing = []
    for service in SERVICES:
        if service == "s3":  # its operations have no names on the wire
            continue
        model = getattr(account, service).meta.service_model
        for name in sorted(known(account, service)):
            if f"{service}:{name}" not in account.faults:
                missing.append(f"{service}:{name} is never called")
            shape = model.operation_model(name).input_shape
            if service == "ec2" and "DryRun" in shape.members and xform_name(name) not in REQUESTS:
                missing.append(f"{service}:{name} has no dry run")
    return missing

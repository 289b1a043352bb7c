"""The cases, in the order in which they are run. Each part leaves an account of AWS as it
found it. Those that moto executes although AWS refuses them come last."""

from cases import (
    cli, dry_run, ec2_lists, ec2_network, ec2_writes, endpoint_errors, endpoints, hosting, iam_s3, model_errors, models, permissions, raw,
)

PARTS = (
    ec2_network, ec2_lists, iam_s3, permissions, raw, endpoints, models, cli, hosting, ec2_writes,
    model_errors, endpoint_errors, dry_run,
)
ALL = [case for part in PARTS for case in part.CASES]

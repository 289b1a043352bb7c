"""Endpoint configurations and endpoints of SageMaker."""

from cases.models import ARN, create, delete
from suite import Case, refused

VARIANT = {"VariantName": "one", "ModelName": "clients-hosted", "InstanceType": "ml.m5.xlarge", "InitialInstanceCount": 2, "InitialVariantWeight": 1.0}
CONFIG = ARN.replace(":model/", ":endpoint-config/")
ENDPOINT = ARN.replace(":model/", ":endpoint/")


def do(operation, pick=None, **request):
    return lambda account: (pick or (lambda got: got))(getattr(account.sagemaker, operation)(**request))


def config(name="clients-config", **over):
    return do("create_endpoint_config", lambda got: got["EndpointConfigArn"], EndpointConfigName=name, ProductionVariants=[{**VARIANT, **over}])


def loose(**request):
    return lambda account: account.loose_sagemaker.create_endpoint_config(**request)


CASES = [
    Case("sagemaker:CreateModel", "one to be hosted", create(ModelName="clients-hosted"), ARN + "clients-hosted"),
    Case("sagemaker:CreateEndpointConfig", "of a model", config(), CONFIG + "clients-config"),
    Case("sagemaker:CreateEndpointConfig", "a name that is taken", config(), refused(400, "ValidationException", f'Cannot create already existing endpoint configuration "{CONFIG}clients-config".')),
    Case("sagemaker:CreateEndpointConfig", "of a model that does not exist", config("clients-other", ModelName="nothing"), refused(400, "ValidationException", f'Could not find model "{ARN}nothing".')),
    Case("sagemaker:CreateEndpointConfig", "a name with an underscore", loose(EndpointConfigName="clients_other", ProductionVariants=[VARIANT]), refused(400, "ValidationException", "1 validation error detected: Value 'clients_other' at 'endpointConfigName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")),
    Case("sagemaker:CreateEndpointConfig", "without variants", loose(EndpointConfigName="clients-other", ProductionVariants=[]), refused(400, "ValidationException", "1 validation error detected: Value '[]' at 'productionVariants' failed to satisfy constraint: Member must have length greater than or equal to 1")),
    Case("sagemaker:DescribeEndpointConfig", "the new one", do("describe_endpoint_config", lambda got: [got["EndpointConfigArn"], got["ProductionVariants"]], EndpointConfigName="clients-config"), [CONFIG + "clients-config", [VARIANT]]),
    Case("sagemaker:DescribeEndpointConfig", "one that does not exist", do("describe_endpoint_config", EndpointConfigName="nothing"), refused(400, "ValidationException", f'Could not find endpoint configuration "{CONFIG}nothing".')),
    Case("sagemaker:ListEndpointConfigs", "by a part of the name", do("list_endpoint_configs", lambda got: [c["EndpointConfigName"] for c in got["EndpointConfigs"]], NameContains="clients"), ["clients-config"]),
    Case("sagemaker:CreateEndpoint", "of a configuration", do("create_endpoint", lambda got: got["EndpointArn"], EndpointName="clients-endpoint", EndpointConfigName="clients-config"), ENDPOINT + "clients-endpoint"),
    Case("sagemaker:CreateEndpoint", "a name that is taken", do("create_endpoint", EndpointName="clients-endpoint", EndpointConfigName="clients-config"), refused(400, "ValidationException", f'Cannot create already existing endpoint "{ENDPOINT}clients-endpoint".')),
    Case("sagemaker:CreateEndpoint", "of a configuration that does not exist", do("create_endpoint", EndpointName="clients-other", EndpointConfigName="nothing"), refused(400, "ValidationException", f'Could not find endpoint configuration "{CONFIG}nothing".')),
    Case("sagemaker:DescribeEndpoint", "the new one", do("describe_endpoint", lambda got: [got["EndpointConfigName"], got["EndpointStatus"]], EndpointName="clients-endpoint"), ["clients-config", "Creating"]),
    Case("sagemaker:DescribeEndpoint", "one that does not exist", do("describe_endpoint", EndpointName="nothing"), refused(400, "ValidationException", f'Could not find endpoint "{ENDPOINT}nothing".')),
    Case("sagemaker:ListEndpoints", "by status", do("list_endpoints", lambda got: [e["EndpointName"] for e in got["Endpoints"]], StatusEquals="Creating"), ["clients-endpoint"]),
    Case("sagemaker:UpdateEndpoint", "one that is being created", do("update_endpoint", EndpointName="clients-endpoint", EndpointConfigName="clients-config"), refused(400, "ValidationException", f'Cannot update in-progress endpoint "{ENDPOINT}clients-endpoint".')),
    Case("sagemaker:DeleteEndpoint", "one that does not exist", do("delete_endpoint", EndpointName="nothing"), refused(400, "ValidationException", f'Could not find endpoint "{ENDPOINT}nothing".')),
    Case("sagemaker:DeleteEndpointConfig", "one that does not exist", do("delete_endpoint_config", EndpointConfigName="nothing"), refused(400, "ValidationException", f'Could not find endpoint configuration "{CONFIG}nothing".')),
    Case("sagemaker:DeleteModel", "one that is hosted", delete("clients-hosted"), None),
]

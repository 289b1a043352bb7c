package plan

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"sagevpc/steps/facts"
)

// Need is an AWS service that the model asks for besides S3, as far as its request tells.
type Need struct {
	Service string // short name, "sts"
	Why     string // what in the request says so, a phrase without a full stop
	// Certain reports whether the request names the service itself; otherwise it is common
	// for such a container and only a suggestion.
	Certain bool
}

// Needs reads from images, environment and data which AWS services the model asks for,
// sorted by name, each once. A container without a network needs none
// (https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html).
func Needs(a Answers, f facts.Facts) []Need {
	model := ModelOf(a, f)
	found := map[string]Need{}
	add := func(service, why string, certain bool) {
		if have, known := found[service]; !known || certain && !have.Certain {
			found[service] = Need{Service: service, Why: why, Certain: certain}
		}
	}
	for _, c := range model.Containers {
		imageNeeds(c, add)
		if model.Isolation {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(c.Environment)) {
			environmentNeeds(key, c.Environment[key], add)
		}
	}
	out := slices.Collect(maps.Values(found))
	slices.SortFunc(out, func(a, b Need) int { return cmp.Compare(a.Service, b.Service) })
	return out
}

// imageNeeds are those of pulling the image: in Vpc mode the pull goes through the
// subnets, and a registry that wants credentials gets them from a Lambda function
// (https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html).
func imageNeeds(c facts.Container, add func(service, why string, certain bool)) {
	config, _ := c.Extra["ImageConfig"].(map[string]any)
	if mode, _ := config["RepositoryAccessMode"].(string); mode != "Vpc" {
		return
	}
	if ecrImage.MatchString(c.Image) {
		add("ecr.api", "the image is pulled from ECR through the VPC (RepositoryAccessMode Vpc)", true)
		add("ecr.dkr", "the image is pulled from ECR through the VPC (RepositoryAccessMode Vpc)", true)
	}
	if auth, _ := config["RepositoryAuthConfig"].(map[string]any); auth["RepositoryCredentialsProviderArn"] != nil {
		add("lambda", "a Lambda function hands out the registry's credentials", true)
	}
}

// byARN are the services that an ARN in the environment stands for, by its third part.
var byARN = map[string]string{
	"secretsmanager": "secretsmanager", "kms": "kms", "ssm": "ssm", "sqs": "sqs", "sns": "sns", "lambda": "lambda",
	"bedrock": "bedrock-runtime", "dynamodb": "dynamodb", "kinesis": "kinesis-streams", "firehose": "kinesis-firehose",
	"states": "states", "events": "events", "logs": "logs", "sagemaker": "sagemaker.runtime", "execute-api": "execute-api",
}

// byKey are the services that a word of an environment key hints at.
var byKey = map[string]string{
	"BEDROCK": "bedrock-runtime", "SECRET_ARN": "secretsmanager", "SECRETS_MANAGER": "secretsmanager", "KMS_KEY": "kms",
	"SSM_PARAMETER": "ssm", "SQS_QUEUE": "sqs", "ROLE_ARN": "sts", "DYNAMODB_TABLE": "dynamodb", "LAMBDA_FUNCTION": "lambda",
}

// environmentNeeds reads one environment variable. The value itself, which may be a
// secret, is never part of what is said.
func environmentNeeds(key, value string, add func(service, why string, certain bool)) {
	if parts := strings.SplitN(value, ":", 4); len(parts) == 4 && parts[0] == "arn" {
		if service, known := byARN[parts[2]]; known {
			add(service, "the environment variable "+key+" holds an ARN of it", true)
		}
		if parts[2] == "iam" && strings.HasPrefix(parts[3], ":") && strings.Contains(value, ":role/") {
			add("sts", "the environment variable "+key+" holds a role to assume", true)
		}
		return
	}
	if host, ok := awsHost(value); ok {
		add(host, "the environment variable "+key+" holds an address of it", true)
		return
	}
	for word, service := range byKey {
		if strings.Contains(strings.ToUpper(key), word) && value != "" {
			add(service, "the environment variable "+key+" hints at it", false)
		}
	}
}

// awsHost is the service of an address like https://sqs.us-east-1.amazonaws.com/…; S3 has
// a way of its own and is none.
func awsHost(value string) (string, bool) {
	rest, ok := strings.CutPrefix(value, "https://")
	if !ok {
		return "", false
	}
	host, _, _ := strings.Cut(rest, "/")
	labels := strings.Split(strings.ToLower(host), ".")
	i := slices.Index(labels, "amazonaws")
	// service.region.amazonaws.com, with the name of an API before it at most.
	if i < 2 || labels[i-1] == "s3" || labels[i-2] == "s3" || !strings.Contains(labels[i-1], "-") {
		return "", false
	}
	return labels[i-2], true
}

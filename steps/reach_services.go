package steps

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// candidate is an AWS service that containers commonly call.
type candidate struct{ name, purpose string }

// candidates are offered without being asked for.
var candidates = []candidate{
	{"ecr.api", "container images: the registry's API"},
	{"ecr.dkr", "container images: pulls"},
	{"logs", "logs that your code writes itself"},
	{"monitoring", "metrics that your code sends itself"},
	{"sts", "temporary credentials"},
	{"kms", "keys of encrypted data"},
	{"secretsmanager", "secrets"},
	{"ssm", "parameters"},
	{"bedrock-runtime", "foundation models"},
	{"lambda", "functions"},
	{"sqs", "queues"},
	{"sagemaker.runtime", "other endpoints"},
	{"sagemaker.api", "SageMaker's own API"},
	{"execute-api", "private REST APIs"},
	{"dynamodb", "tables"},
}

func usual(name string) bool {
	return slices.ContainsFunc(candidates, func(c candidate) bool { return c.name == name })
}

// serviceNames are the short names of the Region's services: what follows the Region in
// "com.amazonaws.us-east-1.logs".
func (s State) serviceNames() []string {
	region := s.Answers.Region
	if s.Facts.Caller != nil {
		region = s.Facts.Caller.Region
	}
	var out []string
	for _, service := range s.Facts.Services {
		if _, name, ok := strings.Cut(service.Name, "."+region+"."); ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nearest are up to three names that somebody who typed word may have meant: those that
// hold it, and those that two slips of the finger lead to.
func nearest(word string, names []string) []string {
	const most, slips = 3, 2
	distance := func(name string) int {
		if len(word) > 2 && (strings.Contains(name, word) || strings.Contains(word, name) && len(name) > 2) {
			return 0
		}
		return levenshtein.ComputeDistance(word, name)
	}
	near := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return distance(name) > min(slips, len(word)-1) })
	slices.SortStableFunc(near, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(a), distance(b)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return near[:min(most, len(near))]
}

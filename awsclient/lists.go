package awsclient

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// The page limits of the calls, from the EC2 and SageMaker API models. The largest page
// makes the fewest calls.
const (
	page           = 1000 // most EC2 Describe calls, and iam:ListRoles
	pageOfTables   = 100  // DescribeRouteTables
	pageOfPrefixes = 100  // DescribeManagedPrefixLists, GetManagedPrefixListEntries
	pageOfTypes    = 100  // DescribeInstanceTypes
	pageOfModels   = 100  // sagemaker:ListModels, ListEndpoints
)

// mostValues is how many values a filter takes
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html).
const mostValues = 200

// pager is what every paginator of the SDK is: O are its client's options, P is a page.
type pager[O, P any] interface {
	HasMorePages() bool
	NextPage(ctx context.Context, options ...func(*O)) (*P, error)
}

// all reads every page and converts its items. The result is never nil on success.
func all[O, P, S, T any](ctx context.Context, p pager[O, P], items func(*P) []S, convert func(S) T) ([]T, error) {
	out := []T{}
	for p.HasMorePages() {
		next, err := p.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("read a page: %w", err)
		}
		for _, item := range items(next) {
			out = append(out, convert(item))
		}
	}
	return out, nil
}

// byName sorts by name, then by id.
func byName[T any](items []T, key func(T) (name, id string)) []T {
	slices.SortStableFunc(items, func(a, b T) int {
		nameA, idA := key(a)
		nameB, idB := key(b)
		return cmp.Or(cmp.Compare(nameA, nameB), cmp.Compare(idA, idB))
	})
	return items
}

// filter is one EC2 filter. Unlike a list of ids, a filter does not fail on an id that
// does not exist or has the wrong shape.
func filter(name string, values ...string) ec2types.Filter {
	return ec2types.Filter{Name: aws.String(name), Values: values}
}

// only is the filter as EC2 inputs take it; an empty name filters nothing.
func only(name string, values ...string) []ec2types.Filter {
	if name == "" {
		return nil
	}
	return []ec2types.Filter{filter(name, values...)}
}

func tagMap(tags []ec2types.Tag) map[string]string {
	out := make(map[string]string, len(tags))
	for _, t := range tags {
		out[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return out
}

package awsclient

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"

	"sagevpc/steps/facts"
)

// Roles lists the account's roles.
func (a *account) Roles(ctx context.Context) ([]facts.Role, error) {
	p := iam.NewListRolesPaginator(a.iam, &iam.ListRolesInput{MaxItems: aws.Int32(page)})
	list, err := all(ctx, p, func(o *iam.ListRolesOutput) []iamtypes.Role { return o.Roles },
		func(r iamtypes.Role) facts.Role {
			return facts.Role{
				Name: aws.ToString(r.RoleName), ARN: aws.ToString(r.Arn),
				SageMaker: trustsSageMaker(aws.ToString(r.AssumeRolePolicyDocument)),
			}
		})
	return byName(list, func(r facts.Role) (string, string) { return r.Name, r.ARN }), a.place.fault(ctx, err)
}

// trustsSageMaker reads a trust policy, which IAM returns URL-encoded
// (https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html).
func trustsSageMaker(document string) bool {
	if plain, err := url.QueryUnescape(document); err == nil && strings.HasPrefix(document, "%") {
		document = plain
	}
	var policy struct{ Statement oneOrMany[trustStatement] }
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		return false
	}
	return slices.ContainsFunc(policy.Statement, trustStatement.admitsSageMaker)
}

type trustStatement struct {
	Effect    string
	Action    oneOrMany[string]
	Principal json.RawMessage // an object, or "*"
}

func (s trustStatement) admitsSageMaker() bool {
	var principal struct{ Service oneOrMany[string] }
	if err := json.Unmarshal(s.Principal, &principal); err != nil {
		return false
	}
	assumes := func(action string) bool {
		return slices.Contains([]string{"sts:assumerole", "sts:*", "sts:assume*", "*"}, strings.ToLower(action))
	}
	return s.Effect == "Allow" && slices.ContainsFunc(s.Action, assumes) &&
		slices.Contains(principal.Service, "sagemaker.amazonaws.com")
}

// oneOrMany is a policy's element that may stand alone or in a list.
type oneOrMany[T any] []T

// UnmarshalJSON reads both forms.
func (o *oneOrMany[T]) UnmarshalJSON(data []byte) error {
	var one T
	if err := json.Unmarshal(data, &one); err == nil {
		*o = []T{one}
		return nil
	}
	if err := json.Unmarshal(data, (*[]T)(o)); err != nil {
		return fmt.Errorf("read a policy's element: %w", err)
	}
	return nil
}

package policy

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MaxBucketPolicy is how large a bucket's policy may be, in bytes: 20 KB
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-iam-policies.html).
const MaxBucketPolicy = 20 << 10

// BucketSid names the statement that RestrictBucket writes, and finds again.
const BucketSid = "SagevpcOnlyThroughVpcEndpoints"

// The condition keys of that statement. The first two are in a request only when it comes
// through a VPC endpoint
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
const (
	keySourceEndpoint = "aws:SourceVpce"
	keySourceVPC      = "aws:SourceVpc"
	keyPrincipal      = "aws:PrincipalArn"
)

// Restriction says through what requests must come to a bucket, and who need not.
type Restriction struct {
	Env    Env // for the partition
	Bucket string
	// Endpoints are the VPC endpoints that requests may come through. Without any, every
	// endpoint of the VPC will do: that is what is left while an endpoint has no id yet.
	Endpoints []string
	VPC       string
	// Exempt are patterns of principals to whom the restriction does not apply.
	Exempt []string
}

// Statement denies reading, writing and listing the bucket to all requests that come
// another way, as https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html advises and
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html
// writes it. The bucket's policy itself stays within everyone's reach who may change it.
func (r Restriction) Statement() Statement {
	s := Statement{
		Sid: BucketSid, Effect: Deny, Principal: Everyone(),
		Action: List{"s3:GetObject", "s3:PutObject", "s3:ListBucket"}, Resource: r.Env.both(r.Bucket),
		Explain: "Whoever does not come through the VPC endpoint can neither read, write nor list the bucket",
	}
	if len(r.Exempt) > 0 {
		s.Conditions = append(s.Conditions, Condition{Operator: "ArnNotLike", Key: keyPrincipal, Values: r.Exempt})
	}
	if len(r.Endpoints) == 0 {
		return s.with(Condition{Operator: "StringNotEquals", Key: keySourceVPC, Values: List{r.VPC}})
	}
	return s.with(Condition{Operator: "StringNotEquals", Key: keySourceEndpoint, Values: r.Endpoints})
}

func (s Statement) with(c Condition) Statement {
	s.Conditions = append(s.Conditions, c)
	return s
}

// RestrictBucket merges the restriction into a bucket's policy, "" for none. Every other
// statement and element stays as it is written, also one that has our Sid and is not of our
// shape. A statement of an earlier restriction is widened: two of them side by side would deny whoever either of them denies, which is
// everyone. What is restricted already comes back unchanged. The error is a *SyntaxError
// for a policy that cannot be read, or says what is too large or missing.
func RestrictBucket(existing string, r Restriction) (string, error) {
	if len(r.Endpoints) == 0 && r.VPC == "" {
		return "", errors.New("neither a VPC endpoint nor a VPC is known that requests could come through")
	}
	if existing == "" {
		return fitting(compact(document(r.Statement())))
	}
	doc, err := Parse([]byte(existing))
	if err != nil {
		return "", err
	}
	next, at := r.Statement(), []int(nil)
	for i, statement := range doc.Statements {
		if r.ours(statement) {
			at = append(at, i)
		}
	}
	if len(at) > 0 {
		next = r.widened(doc.Statements, at)
	}
	if len(at) == 1 && next.same(doc.Statements[at[0]]) {
		return existing, nil
	}
	if len(at) == 0 {
		next.Sid = freeSid(doc)
	}
	text, err := mergeStatement([]byte(existing), next, at)
	if err != nil {
		return "", err
	}
	return fitting(text)
}

// freeSid is our Sid, with a number behind it where another statement has it: that one is
// somebody's own by now, and a Sid is unique in its policy.
func freeSid(doc Document) string {
	for n := 1; ; n++ {
		sid := BucketSid
		if n > 1 {
			sid += strconv.Itoa(n)
		}
		if !slices.ContainsFunc(doc.Statements, func(s Statement) bool { return s.Sid == sid }) {
			return sid
		}
	}
}

func fitting(text string) (string, error) {
	if len(text) > MaxBucketPolicy {
		return "", fmt.Errorf("the bucket's policy would have %d bytes with the new statement, and S3 takes %d", len(text), MaxBucketPolicy)
	}
	return text, nil
}

// widened lets through what those statements let through that are ours, and what this
// restriction does. It goes by the first one's Sid.
func (r Restriction) widened(statements []Statement, ours []int) Statement {
	out := r.Statement()
	out.Sid = statements[ours[0]].Sid
	var before Statement
	for _, i := range ours {
		before.Conditions = append(before.Conditions, statements[i].only(keySourceEndpoint, keySourceVPC, keyPrincipal).Conditions...)
	}
	endpoints, vpcs := before.values(keySourceEndpoint), before.values(keySourceVPC)
	switch {
	case slices.Contains(vpcs, r.VPC):
	case len(r.Endpoints) > 0:
		endpoints = union(endpoints, r.Endpoints)
	default:
		vpcs = union(vpcs, []string{r.VPC})
	}
	out.Conditions = nil
	for _, c := range []Condition{
		{Operator: "ArnNotLike", Key: keyPrincipal, Values: union(before.values(keyPrincipal), r.Exempt)},
		{Operator: "StringNotEquals", Key: keySourceVPC, Values: vpcs},
		{Operator: "StringNotEquals", Key: keySourceEndpoint, Values: endpoints},
	} {
		if len(c.Values) > 0 {
			out.Conditions = append(out.Conditions, c)
		}
	}
	return out
}

// ours reports whether a statement has a Sid of ours and differs from this restriction in
// nothing but the values of its conditions. One that somebody made into something else is
// theirs.
func (r Restriction) ours(s Statement) bool {
	plain, ways := r.Statement(), false
	for _, c := range s.Conditions {
		way := c.Operator == "StringNotEquals" && (strings.EqualFold(c.Key, keySourceVPC) || strings.EqualFold(c.Key, keySourceEndpoint))
		if len(c.Values) == 0 || !way && (c.Operator != "ArnNotLike" || !strings.EqualFold(c.Key, keyPrincipal)) {
			return false
		}
		ways = ways || way
	}
	number, named := strings.CutPrefix(s.Sid, BucketSid)
	s.Conditions, plain.Conditions = nil, nil
	return ways && named && strings.Trim(number, "0123456789") == "" && s.Principal.Any() && s.same(plain) && len(s.Extra) == 0
}

// same compares what two statements say, whatever the order of their lists.
func (s Statement) same(o Statement) bool {
	if s.Effect != o.Effect || s.Principal.Any() != o.Principal.Any() || s.NotPrincipal != nil || o.NotPrincipal != nil ||
		!sameList(s.Action, o.Action) || !sameList(s.Resource, o.Resource) ||
		!sameList(s.NotAction, o.NotAction) || !sameList(s.NotResource, o.NotResource) || len(s.Conditions) != len(o.Conditions) {
		return false
	}
	for _, c := range s.Conditions {
		if !slices.ContainsFunc(o.Conditions, func(other Condition) bool {
			return c.Operator == other.Operator && strings.EqualFold(c.Key, other.Key) && sameList(c.Values, other.Values)
		}) {
			return false
		}
	}
	return len(s.Extra) == len(o.Extra)
}

func sameList(a, b List) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// only has each condition under the spelling given: AWS compares keys without case.
func (s Statement) only(keys ...string) Statement {
	conditions := slices.Clone(s.Conditions)
	for i, c := range conditions {
		for _, key := range keys {
			if strings.EqualFold(c.Key, key) {
				conditions[i].Key = key
			}
		}
	}
	s.Conditions = conditions
	return s
}

// values are all values of a condition key.
func (s Statement) values(key string) []string {
	var out []string
	for _, c := range s.Conditions {
		if c.Key == key {
			out = append(out, c.Values...)
		}
	}
	return out
}

func union(a, b []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(a, b))))
}

// PrincipalPatterns are patterns for aws:PrincipalArn that match a caller and nobody else.
// That key holds a session's role with its path, which the session's ARN lacks: two patterns
// stand for a role without a path and with any, since its name is unique in its account
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
// It is false for a caller that cannot be told.
func PrincipalPatterns(caller string) ([]string, bool) {
	parts := strings.SplitN(caller, ":", arnParts)
	if len(parts) < arnParts || strings.ContainsAny(caller, "*?$") || parts[4] == "" {
		return nil, false
	}
	kind, rest, _ := strings.Cut(parts[5], "/")
	switch {
	case parts[2] == "iam" && (parts[5] == "root" || (kind == "user" || kind == "role") && rest != ""),
		parts[2] == "sts" && kind == "federated-user" && rest != "":
		return []string{caller}, true
	case parts[2] != "sts" || kind != "assumed-role":
		return nil, false
	}
	name, _, _ := strings.Cut(rest, "/")
	if name == "" {
		return nil, false
	}
	role := "arn:" + parts[1] + ":iam::" + parts[4] + ":role/"
	return []string{role + "*/" + name, role + name}, true
}

package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

const (
	malformedPolicy = "MalformedPolicy"
	// maxBucketPolicy is the size of a bucket's policy, in bytes
	// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html).
	maxBucketPolicy = 20 << 10
)

func getBucketPolicy(x *s3Call) (reply, *apiError) {
	if x.bucket.policy == "" {
		return reply{}, &apiError{http.StatusNotFound, "NoSuchBucketPolicy", "The bucket policy does not exist"}
	}
	h := s3Header(x.call, x.bucket.region)
	h.Set("Content-Type", "application/json")
	return reply{status: http.StatusOK, header: h, body: []byte(x.bucket.policy)}, nil
}

func deleteBucketPolicy(x *s3Call) (reply, *apiError) {
	x.bucket.policy = ""
	return noContent(x), nil
}

func noContent(x *s3Call) reply {
	h := s3Header(x.call, x.bucket.region)
	h.Del("Content-Type")
	return reply{status: http.StatusNoContent, header: h}
}

func putBucketPolicy(x *s3Call) (reply, *apiError) {
	text := string(x.body)
	if refusal := x.account.world.checkBucketPolicy(x.bucket, text); refusal != nil {
		return reply{}, refusal
	}
	x.bucket.policy = text
	return noContent(x), nil
}

// checkBucketPolicy refuses what S3 does not take as a bucket's policy.
func (w *world) checkBucketPolicy(b *bucket, text string) *apiError {
	if len(text) > maxBucketPolicy {
		return refusef(malformedPolicy, "Policy exceeds the maximum allowed document size.")
	}
	var whole map[string]json.RawMessage
	if !strings.HasPrefix(text, "{") || json.Unmarshal([]byte(text), &whole) != nil {
		return refusef(malformedPolicy, "Policies must be valid JSON and the first byte must be '{'")
	}
	for member := range whole {
		if !slices.Contains(policyMembers, member) {
			return refusef(malformedPolicy, "Unknown field %s", member)
		}
	}
	if whole["Statement"] == nil {
		return refusef(malformedPolicy, "Missing required field Statement")
	}
	raws, err := splitStatements(text)
	if err != nil {
		return refusef(malformedPolicy, "Could not parse the policy: Statement is empty!")
	}
	for _, raw := range raws {
		if refusal := checkBucketMembers(raw.text); refusal != nil {
			return refusal
		}
	}
	d, err := parseDocument(text)
	if err != nil {
		return refusef(malformedPolicy, "Invalid policy syntax.")
	}
	for _, s := range d.statements {
		if refusal := w.checkBucketStatement(b, s); refusal != nil {
			return refusal
		}
	}
	return nil
}

func checkBucketMembers(raw []byte) *apiError {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return refusef(malformedPolicy, "Invalid policy syntax.")
	}
	for member := range members {
		if !slices.Contains(statementMembers, member) {
			return refusef(malformedPolicy, "Unknown field %s", member)
		}
	}
	if members["Principal"] == nil && members["NotPrincipal"] == nil {
		return refusef(malformedPolicy, "Missing required field Principal")
	}
	for _, either := range []string{"Action", "Resource"} {
		if members[either] == nil && members["Not"+either] == nil {
			return refusef(malformedPolicy, "Statement is missing required element")
		}
	}
	if effect := string(members["Effect"]); effect != `"Allow"` && effect != `"Deny"` {
		return refusef(malformedPolicy, "Invalid effect: %s", strings.Trim(effect, `"`))
	}
	return nil
}

func (w *world) checkBucketStatement(b *bucket, s *statement) *apiError {
	for _, name := range s.principals.byKind["AWS"] {
		own := strings.HasPrefix(name, "arn:aws:iam::"+AccountID+":role/")
		if _, found := named(w.roles, (*role).arn, name); own && !found {
			return refusef(malformedPolicy, "Invalid principal in policy")
		}
		if name != "*" && !strings.HasPrefix(name, "arn:aws") && len(strings.Trim(name, "0123456789")) > 0 && !strings.HasPrefix(name, "A") {
			return refusef(malformedPolicy, "Invalid principal in policy")
		}
	}
	for _, action := range s.actions.values {
		if action != "*" && !hasPrefixFold(action, "s3:") {
			return refusef(malformedPolicy, "Policy has invalid action")
		}
	}
	for _, resource := range s.resources.values {
		// A pattern may stand for more than the bucket, but must begin with it.
		rest, found := strings.CutPrefix(resource, b.arn())
		if !found || (rest != "" && rest[0] != '/' && rest[0] != '*' && rest[0] != '?') {
			return refusef(malformedPolicy, "Policy has invalid resource")
		}
	}
	if s.actions.not || s.resources.not {
		return nil
	}
	onObjects := func(action string) bool { return strings.Contains(action, "Object") || strings.Contains(action, "*") }
	onBuckets := func(action string) bool { return !strings.Contains(action, "Object") }
	objects := func(resource string) bool { return resource != b.arn() }
	for _, action := range s.actions.values {
		fits := slices.ContainsFunc(s.resources.values, func(resource string) bool {
			return (objects(resource) && onObjects(action)) || (!objects(resource) && onBuckets(action)) || strings.HasSuffix(resource, b.name+"*")
		})
		if !fits {
			return refusef(malformedPolicy, "Action does not apply to any resource(s) in statement")
		}
	}
	return nil
}

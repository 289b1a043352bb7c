package policy

import (
	"fmt"
	"strings"
)

// verbs are the actions that people write as verbs.
var verbs = map[string]string{
	"GET": getObject, "HEAD": getObject, "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject", "LIST": listBucket,
}

// ParseRequest reads a request as a person writes it: a verb and an address, as
// "GET s3://bucket/key", with GET, HEAD, PUT, DELETE and LIST; or an action and a resource,
// as "s3:GetObjectTagging arn:aws:s3:::bucket/key". The address may lack its s3://, as in the
// names of probes. env gives addresses their partition. The
// error says what to write instead.
func ParseRequest(text string, env Env) (Request, error) {
	verb, target, _ := strings.Cut(strings.TrimSpace(text), " ")
	target = strings.TrimSpace(target)
	if target == "" {
		return Request{}, fmt.Errorf("%q is not a request: write it as \"GET s3://bucket/key\" or \"s3:GetObject arn:aws:s3:::bucket/key\"", text)
	}
	if strings.Contains(verb, ":") {
		return actionRequest(verb, target, env)
	}
	action, known := verbs[strings.ToUpper(verb)]
	if !known {
		return Request{}, fmt.Errorf("%q is not a verb: write GET, HEAD, PUT, DELETE or LIST, or an action such as s3:GetObject", verb)
	}
	if !strings.Contains(target, "://") && !strings.HasPrefix(target, "arn:") && !strings.HasPrefix(target, "/") {
		target = "s3://" + target
	}
	bucket, key, ok := ParseS3URL(target)
	if problem := addressed(target); problem != nil {
		return Request{}, problem
	}
	if !ok {
		return Request{}, fmt.Errorf("%q is not an address in S3: write it as s3://bucket/key", target)
	}
	switch {
	case action == listBucket:
		r := Request{Action: listBucket, Resource: env.arn(bucket)}
		if key != "" {
			r.Context = map[string]string{"s3:prefix": key}
		}
		return r, nil
	case key == "" && strings.EqualFold(verb, "HEAD"):
		return Request{Action: listBucket, Resource: env.arn(bucket)}, nil // S3 asks for this action.
	case key == "":
		return Request{}, fmt.Errorf("%q names no object: write s3://%s/key, or LIST to list the bucket", text, bucket)
	}
	return Request{Action: action, Resource: env.arn(bucket + "/" + key)}, nil
}

// addressed says what is wrong with the bucket that an address names.
func addressed(target string) error {
	bucket, _, ok := ParseS3URL(target)
	if _, isS3 := cutScheme(target, "s3://"); !ok && !isS3 {
		return nil
	}
	if problem := BucketProblem(bucket); problem != "" {
		return fmt.Errorf("%q is not a bucket's name: %s", bucket, problem)
	}
	return nil
}

func actionRequest(action, target string, env Env) (Request, error) {
	if service, name, _ := strings.Cut(action, ":"); service == "" || name == "" || strings.ContainsAny(action, "*?") {
		return Request{}, fmt.Errorf("%q is not one action: write it as s3:GetObject", action)
	}
	if problem := addressed(target); problem != nil {
		return Request{}, problem
	}
	if bucket, key, ok := ParseS3URL(target); ok {
		target = env.arn(strings.TrimSuffix(bucket+"/"+key, "/"))
		if strings.HasSuffix(key, "/") {
			target += "/"
		}
	}
	if strings.Count(target, ":") < arnParts-1 || !strings.HasPrefix(target, "arn:") || strings.ContainsAny(target, "*?") {
		return Request{}, fmt.Errorf("%q is not one resource: write it as arn:aws:s3:::bucket/key, or as s3://bucket/key", target)
	}
	return Request{Action: action, Resource: target}, nil
}

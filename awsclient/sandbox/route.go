package sandbox

import (
	"net"
	"net/url"
	"strings"
)

// scope is where a signature says that it is valid: AKID/date/region/service/aws4_request.
type scope struct{ key, region, service string }

// credentialScope reads the scope of a Signature Version 4, from the header or from the
// query of a presigned URL.
func credentialScope(req *request) (scope, bool) {
	credential := ""
	for part := range strings.FieldsFuncSeq(req.header.Get("Authorization"), func(r rune) bool { return r == ' ' || r == ',' }) {
		if value, found := strings.CutPrefix(part, "Credential="); found {
			credential = value
		}
	}
	if credential == "" && strings.Contains(req.query, "X-Amz-Credential=") {
		if values, err := url.ParseQuery(req.query); err == nil {
			credential = values.Get("X-Amz-Credential")
		}
	}
	parts := strings.Split(credential, "/")
	if len(parts) != 5 {
		return scope{}, false
	}
	return scope{key: parts[0], region: parts[2], service: parts[3]}, true
}

// serviceOf tells which service a request is for. One loopback address serves all of
// them, so the signature's scope decides; the target header and the host name stand in
// where it says nothing.
func serviceOf(req *request, scoped string) *service {
	switch {
	case scoped == "ec2":
		return &ec2Service
	case scoped == "sagemaker" || strings.HasPrefix(req.header.Get("X-Amz-Target"), sagemakerTarget):
		return &sagemakerService
	case scoped == "iam":
		return &iamService
	case scoped == "sts":
		return &stsService
	case scoped == "s3":
		return &s3Service
	}
	host := hostname(req.host)
	if _, virtual := bucketOfHost(host); virtual || host == "s3.amazonaws.com" {
		return &s3Service
	}
	switch first, _, _ := strings.Cut(host, "."); first {
	case "ec2":
		return &ec2Service
	case "iam":
		return &iamService
	case "sts":
		return &stsService
	case "s3":
		return &s3Service
	}
	return serviceOfVersion(req)
}

// serviceOfVersion knows a Query service by its API version, which every client sends.
func serviceOfVersion(req *request) *service {
	q, refusal := decodeQuery(req)
	if refusal != nil {
		return nil
	}
	switch q.text("Version") {
	case ec2Version:
		return &ec2Service
	case iamVersion:
		return &iamService
	case stsVersion:
		return &stsService
	}
	return nil
}

func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return strings.ToLower(name)
	}
	return strings.ToLower(host)
}

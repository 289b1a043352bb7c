package policy

import (
	"net/netip"
	"regexp"
	"strings"
)

var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*[a-z0-9]$`)

// What a bucket's name may not begin or end with.
const (
	reservedPrefixes = "xn-- sthree- amzn-s3-demo-"
	reservedSuffixes = "-s3alias --ol-s3 .mrap --x-s3 --table-s3"
)

// BucketProblem says which rule the name of a bucket breaks, "" when none
// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
func BucketProblem(name string) string {
	switch {
	case strings.Contains(name, "/"):
		return "it contains a slash"
	case len(name) < 3 || len(name) > 63:
		return "it must have 3 to 63 characters"
	case !bucketName.MatchString(name):
		return "only lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit"
	case strings.Contains(name, ".."):
		return "two dots stand together"
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return "it is an IP address"
	}
	for prefix := range strings.FieldsSeq(reservedPrefixes) {
		if strings.HasPrefix(name, prefix) {
			return "names that begin with " + prefix + " are reserved"
		}
	}
	for suffix := range strings.FieldsSeq(reservedSuffixes) {
		if strings.HasSuffix(name, suffix) {
			return "names that end with " + suffix + " are reserved"
		}
	}
	return ""
}

// ValidBucket reports whether a name breaks no rule.
func ValidBucket(name string) bool { return BucketProblem(name) == "" }

package policy

import (
	"net/url"
	"strings"
)

// ParseS3URL takes the bucket and the key out of an object's address as CreateModel takes
// it: s3://bucket/key, or one of S3's https addresses, with the bucket in the host or in
// the path (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html).
// The key may be empty, or end in "/" for a prefix. It is false for anything else.
func ParseS3URL(address string) (bucket, key string, ok bool) {
	if rest, isS3 := cutScheme(address, "s3://"); isS3 {
		bucket, key, _ = strings.Cut(rest, "/")
		return bucket, key, addressable(bucket)
	}
	rest, isWeb := cutScheme(address, "https://")
	if !isWeb {
		return "", "", false
	}
	host, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	path, err := url.PathUnescape(path)
	if err != nil {
		return "", "", false
	}
	name, isAWS := amazonHost(strings.ToLower(host))
	if !isAWS {
		return "", "", false
	}
	switch before, inHost := virtualHost(name); {
	case inHost:
		bucket, key = before, path
	case isS3Host(name):
		bucket, key, _ = strings.Cut(path, "/")
	default:
		return "", "", false
	}
	return bucket, key, addressable(bucket)
}

func cutScheme(address, scheme string) (string, bool) {
	if len(address) < len(scheme) || !strings.EqualFold(address[:len(scheme)], scheme) {
		return "", false
	}
	return address[len(scheme):], true
}

// amazonHost takes AWS's domain off a host.
func amazonHost(host string) (string, bool) {
	for _, domain := range []string{".amazonaws.com.cn", ".amazonaws.com"} {
		if name, ok := strings.CutSuffix(host, domain); ok {
			return name, true
		}
	}
	return "", false
}

// virtualHost takes the bucket out of "bucket.s3", "bucket.s3.us-east-1" and "bucket.s3-us-east-1".
func virtualHost(name string) (string, bool) {
	labels := strings.Split(name, ".")
	for i := len(labels) - 1; i > 0; i-- {
		if isS3Host(strings.Join(labels[i:], ".")) {
			return strings.Join(labels[:i], "."), true
		}
	}
	return "", false
}

// isS3Host knows "s3", "s3.us-east-1", "s3-us-east-1" and "s3.dualstack.us-east-1".
func isS3Host(name string) bool {
	labels := strings.Split(name, ".")
	if labels[0] != "s3" && !strings.HasPrefix(labels[0], "s3-") {
		return false
	}
	return len(labels) <= 2 || len(labels) == 3 && labels[1] == "dualstack"
}

// addressable reports whether a name can be that of a bucket which exists: also one from
// before 2018, with up to 255 characters, capitals and underscores, or an alias.
func addressable(name string) bool {
	if len(name) < 3 || len(name) > 255 {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		return !letter && (r < '0' || r > '9') && r != '.' && r != '-' && r != '_'
	})
}

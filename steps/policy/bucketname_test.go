package policy_test

import (
	"strings"
	"testing"

	"sagevpc/steps/policy"
)

func TestBucketProblem(t *testing.T) {
	for name, want := range map[string]string{
		"acme-models": "", "a.b": "", "123": "", strings.Repeat("a", 63): "", "1.2.3": "", "sthreex": "",
		"ab": "3 to 63", strings.Repeat("a", 64): "3 to 63", "Bad_B": "lower-case", "Abc": "lower-case", "-abc": "lower-case", "abc.": "lower-case",
		"a/b": "slash", "a..b": "two dots", "192.168.5.4": "IP address", "xn--abc": "begin with xn--", "sthree-abc": "begin with sthree-",
		"amzn-s3-demo-bucket": "begin with amzn-s3-demo-", "abc-s3alias": "end with -s3alias", "abc--ol-s3": "end with --ol-s3", "abc.mrap": "end with .mrap",
		"abc--use1-az4--x-s3": "end with --x-s3", "abc--table-s3": "end with --table-s3",
	} {
		got := policy.BucketProblem(name)
		if want == "" != (got == "") || !strings.Contains(got, want) || policy.ValidBucket(name) != (want == "") {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

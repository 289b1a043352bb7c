package awsclient_test

import (
	"net/http"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/steps/facts"
)

const location = `<?xml version="1.0"?><LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`

func s3Error(code string) string {
	return `<?xml version="1.0"?><Error><Code>` + code + `</Code><Message>no</Message><RequestId>req-1</RequestId></Error>`
}

// inRegion adds S3's header with the bucket's Region.
func inRegion(region string, next wire) wire {
	return func(r *http.Request) (*http.Response, error) {
		response, err := next(r)
		response.Header.Set("X-Amz-Bucket-Region", region)
		return response, err
	}
}

// onHead answers HEAD in one way and everything else in another.
func onHead(head, other wire) wire {
	return func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodHead {
			return head(r)
		}
		return other(r)
	}
}

func TestBucketRegions(t *testing.T) {
	denied := answer(403, "application/xml", s3Error("AccessDenied"))
	for name, test := range map[string]struct {
		wire wire
		want string
	}{
		"constraint":         {answer(200, "application/xml", location+"eu-north-1</LocationConstraint>"), "eu-north-1"},
		"none":               {answer(200, "application/xml", location+"</LocationConstraint>"), "us-east-1"},
		"old name":           {answer(200, "application/xml", location+"EU</LocationConstraint>"), "eu-west-1"},
		"elsewhere":          {inRegion("ap-south-1", answer(301, "application/xml", s3Error("PermanentRedirect"))), "ap-south-1"},
		"denied with header": {inRegion("ca-west-1", denied), "ca-west-1"},
		"denied, HEAD tells": {onHead(inRegion("sa-east-1", answer(403, "application/xml", "")), denied), "sa-east-1"},
		"denied, HEAD may":   {onHead(inRegion("sa-east-1", answer(200, "application/xml", "")), denied), "sa-east-1"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := connected(t, test.wire).Bucket(t.Context(), "models")
			if err != nil || got.Name != "models" || got.Region != test.want || len(got.Gaps) > 0 {
				t.Errorf("got %+v, %v, want %s", got, err, test.want)
			}
		})
	}
	got, err := connected(t, onHead(answer(403, "application/xml", ""), denied)).Bucket(t.Context(), "models")
	if f := asFault(t, err, facts.Denied); f.Op != "s3:GetBucketLocation" || got.Gaps[facts.TopicBuckets].Op != f.Op {
		t.Errorf("got %+v, %v", got, f)
	}
}

// Names that no URL path takes as they are must not change which bucket is asked.
func TestBucketNamesAreEscaped(t *testing.T) {
	var path string
	a := opened(t, awsclient.Options{Region: "us-east-1", Credentials: key, HTTPClient: wire(func(r *http.Request) (*http.Response, error) {
		path = r.URL.EscapedPath()
		return answer(404, "application/xml", s3Error("NoSuchBucket"))(r)
	})})
	_, err := a.Bucket(t.Context(), "../a b")
	wantKind(t, err, facts.NotFound)
	if path != "/../a%20b" && path != "/..%2Fa%20b" {
		t.Errorf("asked for %s", path)
	}
}

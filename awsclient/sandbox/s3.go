package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

const s3XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/"

var s3Service = service{
	name:      "s3",
	operation: s3Operation,
	// The right to list a bucket is what HeadBucket asks for.
	action: func(op string) string { return "s3:" + strings.Replace(op, "HeadBucket", "ListBucket", 1) },
	answer: answerS3,
	refuse: refuseS3,
	says: vocabulary{
		unsigned: apiError{http.StatusForbidden, "AccessDenied", "Access Denied"},
		badKey:   apiError{http.StatusForbidden, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."},
		badScope: apiError{http.StatusBadRequest, "AuthorizationHeaderMalformed", "The authorization header is malformed; the region is wrong"},
		denied:   apiError{http.StatusForbidden, "AccessDenied", "%s"},
	},
}

var s3Host = regexp.MustCompile(`^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com$`)

// bucketOfHost reads the bucket of a virtual-hosted name, "BUCKET.s3.us-east-1.amazonaws.com";
// the bucket is "" in a path-style one. The second result is false when the host is not S3's.
func bucketOfHost(host string) (string, bool) {
	match := s3Host.FindStringSubmatch(host)
	if match == nil {
		return "", false
	}
	return match[1], true
}

// bucketOf reads the bucket and the key that a request names, in either style.
func bucketOf(req *request) (bucket, key string) {
	path := strings.TrimPrefix(req.path, "/")
	if bucket, virtual := bucketOfHost(hostname(req.host)); virtual && bucket != "" {
		return bucket, path
	}
	bucket, key, _ = strings.Cut(path, "/")
	return bucket, key
}

func s3Operation(req *request) string {
	bucket, key := bucketOf(req)
	values, err := url.ParseQuery(req.query)
	if bucket == "" || key != "" || err != nil {
		return ""
	}
	switch {
	case req.method == http.MethodHead:
		return "HeadBucket"
	case req.method == http.MethodGet && values.Has("location"):
		return "GetBucketLocation"
	}
	return ""
}

func answerS3(a *Account, c *call) (reply, *apiError) {
	if c.op == "" {
		return reply{}, &apiError{http.StatusNotImplemented, "NotImplemented", "A header or query you provided implies functionality that is not implemented"}
	}
	name, _ := bucketOf(&c.request)
	b, found := a.world.bucket(name)
	if !found {
		return reply{}, &apiError{http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist"}
	}
	if b.foreign {
		return reply{}, &apiError{http.StatusForbidden, "AccessDenied", "Access Denied"}
	}
	if c.op == "HeadBucket" {
		if c.region != b.region {
			return reply{}, &apiError{
				http.StatusMovedPermanently, "PermanentRedirect",
				"The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
			}
		}
		return reply{status: http.StatusOK, header: s3Header(c, b.region)}, nil
	}
	// us-east-1 tells the location of every bucket; any other Region only of its own.
	if c.region != b.region && c.region != Region {
		return reply{}, refusef("AuthorizationHeaderMalformed", "The authorization header is malformed; the region '%s' is wrong; expecting '%s'", c.region, b.region)
	}
	w := &xmlWriter{}
	w.buf.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<LocationConstraint xmlns="` + s3XMLNS + `">`)
	if b.region != Region { // us-east-1 has no location constraint
		w.buf.WriteString(b.region)
	}
	w.close("LocationConstraint")
	return reply{status: http.StatusOK, header: s3Header(c, b.region), body: w.buf.Bytes()}, nil
}

func (w *world) bucket(name string) (*bucket, bool) {
	return named(w.buckets, func(b *bucket) string { return b.name }, name)
}

func s3Header(c *call, region string) http.Header {
	h := header("application/xml")
	h.Set("X-Amz-Request-Id", strings.ToUpper(strings.ReplaceAll(c.id, "-", "")[:16]))
	h.Set("X-Amz-Id-2", digest("host-id", c.id))
	if region != "" {
		h.Set("X-Amz-Bucket-Region", region)
	}
	return h
}

// refuseS3 writes S3's error. An answer to HEAD has no body; where the bucket lies is in
// a header, also for those who may not enter it.
func refuseS3(c *call, refusal *apiError) reply {
	name, _ := bucketOf(&c.request)
	h := s3Header(c, c.bucketRegion)
	if c.method == http.MethodHead {
		h.Del("Content-Type")
		return reply{status: refusal.status, header: h}
	}
	w := &xmlWriter{}
	w.buf.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.inside("Error", func() {
		w.text("Code", refusal.code)
		w.text("Message", refusal.message)
		w.some("BucketName", name)
		w.some("Region", c.bucketRegion)
		w.text("RequestId", h.Get("X-Amz-Request-Id"))
		w.text("HostId", h.Get("X-Amz-Id-2"))
	})
	return reply{status: refusal.status, header: h, body: w.buf.Bytes()}
}

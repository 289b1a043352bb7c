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
	action:    s3Action,
	answer:    answerS3,
	refuse:    refuseS3,
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
	switch {
	case bucket == "" || err != nil:
		return ""
	case key != "":
		if req.method == http.MethodHead {
			return "HeadObject"
		}
		return ""
	case values.Has("policy"):
		return map[string]string{http.MethodGet: "GetBucketPolicy", http.MethodPut: "PutBucketPolicy", http.MethodDelete: "DeleteBucketPolicy"}[req.method]
	case req.method == http.MethodHead:
		return "HeadBucket"
	case req.method == http.MethodGet && values.Has("location"):
		return "GetBucketLocation"
	case req.method == http.MethodGet && values.Get("list-type") == "2":
		return "ListObjectsV2"
	}
	return ""
}

// s3Actions are the actions that are not called as their operations are.
var s3Actions = map[string]string{"HeadBucket": "ListBucket", "ListObjectsV2": "ListBucket", "HeadObject": "GetObject"}

func s3Action(op string) string {
	if action, differs := s3Actions[op]; differs {
		op = action
	}
	return "s3:" + op
}

// s3Call is one call of S3 while it is being answered.
type s3Call struct {
	*call
	account *Account
	bucket  *bucket
	key     string // decoded; "" for the bucket itself
	values  url.Values
}

// s3Ops are the operations that the account knows.
var s3Ops = map[string]func(*s3Call) (reply, *apiError){
	"HeadBucket":         headBucket,
	"GetBucketLocation":  getBucketLocation,
	"ListObjectsV2":      listObjects,
	"HeadObject":         headObject,
	"GetBucketPolicy":    getBucketPolicy,
	"PutBucketPolicy":    putBucketPolicy,
	"DeleteBucketPolicy": deleteBucketPolicy,
}

var s3Denied = apiError{http.StatusForbidden, "AccessDenied", "Access Denied"}

func answerS3(a *Account, c *call) (reply, *apiError) {
	run, known := s3Ops[c.op]
	name, key := bucketOf(&c.request)
	key, notDecoded := url.PathUnescape(key)
	values, malformed := url.ParseQuery(c.query)
	if !known || notDecoded != nil || malformed != nil {
		return reply{}, &apiError{http.StatusNotImplemented, "NotImplemented", "A header or query you provided implies functionality that is not implemented"}
	}
	b, found := a.world.bucket(name)
	if !found {
		return reply{}, &apiError{http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist"}
	}
	owner := c.header.Get("X-Amz-Expected-Bucket-Owner")
	if b.foreign || (owner != "" && owner != AccountID) {
		refusal := s3Denied
		return reply{}, &refusal
	}
	x := &s3Call{call: c, account: a, bucket: b, key: key, values: values}
	// us-east-1 tells the location of every bucket; any other Region only of its own.
	if c.op == "GetBucketLocation" {
		if c.region != b.region && c.region != Region {
			return reply{}, refusef("AuthorizationHeaderMalformed", "The authorization header is malformed; the region '%s' is wrong; expecting '%s'", c.region, b.region)
		}
	} else if c.region != b.region {
		return reply{}, &apiError{
			http.StatusMovedPermanently, "PermanentRedirect",
			"The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
		}
	}
	if refusal := x.allowed(s3Action(c.op)); refusal != nil {
		return reply{}, refusal
	}
	return run(x)
}

func headBucket(x *s3Call) (reply, *apiError) {
	return reply{status: http.StatusOK, header: s3Header(x.call, x.bucket.region)}, nil
}

func getBucketLocation(x *s3Call) (reply, *apiError) {
	w := &xmlWriter{}
	w.buf.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<LocationConstraint xmlns="` + s3XMLNS + `">`)
	if x.bucket.region != Region { // us-east-1 has no location constraint
		w.buf.WriteString(x.bucket.region)
	}
	w.close("LocationConstraint")
	return reply{status: http.StatusOK, header: s3Header(x.call, x.bucket.region), body: w.buf.Bytes()}, nil
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
	name, key := bucketOf(&c.request)
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
		if refusal.code == noSuchKey {
			w.text("Key", key)
		}
		w.some("BucketName", name)
		w.some("Region", c.bucketRegion)
		w.text("RequestId", h.Get("X-Amz-Request-Id"))
		w.text("HostId", h.Get("X-Amz-Id-2"))
	})
	return reply{status: refusal.status, header: h, body: w.buf.Bytes()}
}

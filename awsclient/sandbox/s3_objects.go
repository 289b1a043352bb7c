package sandbox

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const noSuchKey = "NoSuchKey"

// object is what S3 tells of an object; its content is kept nowhere.
type object struct {
	size     int
	tag      string
	modified time.Time
}

// put makes an object. Its size and its tag follow from its name.
func (b *bucket) put(key string, at time.Time) {
	tag := digest("object", b.name, key)[:32]
	size := 1 << 20
	for _, digit := range tag[:6] {
		size += int(digit) << 16
	}
	b.objects[key] = object{size: size, tag: tag, modified: at}
}

// under are the keys that begin with a prefix, sorted as S3 lists them.
func (b *bucket) under(prefix string) []string {
	keys := slices.Sorted(maps.Keys(b.objects))
	return slices.DeleteFunc(keys, func(key string) bool { return !strings.HasPrefix(key, prefix) })
}

func (b *bucket) arn() string { return "arn:aws:s3:::" + b.name }

// documents are the bucket's policy, if it has one.
func (b *bucket) documents() []*document {
	if b.policy == "" {
		return nil
	}
	return []*document{readDocument(b.policy)}
}

// allowed refuses what neither the caller's policies nor the bucket's allow, or one of
// them denies. S3 puts the ARN into quotation marks.
func (x *s3Call) allowed(action string) *apiError {
	one := claim{action: action, resource: x.bucket.arn(), circumstances: circumstances{"s3:ResourceAccount": {AccountID}}}
	if x.key != "" && action != "s3:ListBucket" {
		one.resource += "/" + x.key
	}
	if action == "s3:ListBucket" {
		for _, key := range []string{"prefix", "delimiter", "max-keys"} {
			if x.values.Has(key) {
				one.circumstances["s3:"+key] = []string{x.values.Get(key)}
			}
		}
	}
	one.shown = strconv.Quote(one.resource)
	asked := x.account.asked(x.call, one)
	r := ruleWith(x.account.world.layersOfCaller(), x.bucket.documents(), asked)
	if r.decision == allowed {
		return nil
	}
	return x.account.refuseClaim(x.call, one, asked, r)
}

// headObject tells of an object. That there is none is told only to those who may list
// the bucket (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html).
func headObject(x *s3Call) (reply, *apiError) {
	found, exists := x.bucket.objects[x.key]
	if !exists {
		if refusal := x.allowed("s3:ListBucket"); refusal != nil {
			return reply{}, refusal
		}
		return reply{}, &apiError{http.StatusNotFound, noSuchKey, "The specified key does not exist."}
	}
	h := s3Header(x.call, "")
	h.Set("Content-Type", "application/gzip")
	h.Set("Content-Length", strconv.Itoa(found.size))
	h.Set("Etag", strconv.Quote(found.tag))
	h.Set("Last-Modified", found.modified.UTC().Format(http.TimeFormat))
	h.Set("Accept-Ranges", "bytes")
	h.Set("X-Amz-Server-Side-Encryption", "AES256")
	return reply{status: http.StatusOK, header: h}, nil
}

// objectPage is the page of a bucket's objects that a call asks for.
type objectPage struct {
	prefix, delimiter, after string
	size                     int
	keys, prefixes           []string
	next                     string
}

func (x *s3Call) page() (objectPage, *apiError) {
	p := objectPage{prefix: x.values.Get("prefix"), delimiter: x.values.Get("delimiter"), after: x.values.Get("start-after"), size: 1000}
	if given := x.values.Get("max-keys"); given != "" {
		size, err := strconv.Atoi(given)
		if err != nil || size < 0 {
			return p, refusef("InvalidArgument", "Provided max-keys not an integer or within integer range")
		}
		p.size = min(size, 1000)
	}
	start := 0
	if x.values.Has("continuation-token") {
		var refusal *apiError
		if start, refusal = startOf(x.values.Get("continuation-token")); refusal != nil {
			return p, refusef("InvalidArgument", "The continuation token provided is incorrect")
		}
	}
	all := x.bucket.under(p.prefix)
	for i, key := range all {
		if i < start || key <= p.after {
			continue
		}
		if len(p.keys)+len(p.prefixes) >= p.size {
			if p.size > 0 && !slices.Contains(p.prefixes, p.common(key)) {
				p.next = tokenAt(i)
				break
			}
		}
		switch common := p.common(key); {
		case p.size == 0:
		case common == "":
			p.keys = append(p.keys, key)
		case !slices.Contains(p.prefixes, common):
			p.prefixes = append(p.prefixes, common)
		}
	}
	return p, nil
}

// common is the part of a key up to the delimiter behind the prefix; "" without one.
func (p objectPage) common(key string) string {
	if p.delimiter == "" {
		return ""
	}
	before, _, found := strings.Cut(key[len(p.prefix):], p.delimiter)
	if !found {
		return ""
	}
	return p.prefix + before + p.delimiter
}

func listObjects(x *s3Call) (reply, *apiError) {
	p, refusal := x.page()
	if refusal != nil {
		return reply{}, refusal
	}
	name := func(key string) string { return key }
	if x.values.Get("encoding-type") == "url" {
		name = func(key string) string { return strings.ReplaceAll(url.QueryEscape(key), "%2F", "/") }
	}
	w := &xmlWriter{}
	w.buf.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<ListBucketResult xmlns="` + s3XMLNS + `">`)
	w.text("Name", x.bucket.name)
	w.text("Prefix", name(p.prefix))
	w.some("Delimiter", name(p.delimiter))
	w.some("StartAfter", name(p.after))
	w.some("EncodingType", x.values.Get("encoding-type"))
	w.some("ContinuationToken", x.values.Get("continuation-token"))
	w.some("NextContinuationToken", p.next)
	w.number("KeyCount", len(p.keys)+len(p.prefixes))
	w.number("MaxKeys", p.size)
	w.flag("IsTruncated", p.next != "")
	for _, key := range p.keys {
		one := x.bucket.objects[key]
		w.inside("Contents", func() {
			w.text("Key", name(key))
			w.time("LastModified", one.modified)
			w.text("ETag", strconv.Quote(one.tag))
			w.number("Size", one.size)
			w.text("StorageClass", "STANDARD")
		})
	}
	for _, prefix := range p.prefixes {
		w.inside("CommonPrefixes", func() { w.text("Prefix", name(prefix)) })
	}
	w.close("ListBucketResult")
	return reply{status: http.StatusOK, header: s3Header(x.call, x.bucket.region), body: w.buf.Bytes()}, nil
}

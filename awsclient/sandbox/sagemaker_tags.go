package sandbox

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	tagKey   = pattern(`([\p{L}\p{Z}\p{N}_.:/=+\-@]*)`, 1, 128)
	tagValue = pattern(`([\p{L}\p{Z}\p{N}_.:/=+\-@]*)`, 0, 256)

	resourceARN = pattern(`arn:.*`, 0, 256)
	arnOfHosted = regexp.MustCompile(`^arn:aws:sagemaker:[a-z0-9-]+:\d{12}:(model|endpoint-config|endpoint)/(.+)$`)
)

// tagged finds the tags of the object that ResourceArn names.
func (x *smCall) tagged(r *reader) (*tags, *apiError) {
	r.need(x.input, "ResourceArn", "resourceArn")
	arn := r.text(x.input, "ResourceArn", "resourceArn", resourceARN)
	if refusal := r.verdict(); refusal != nil {
		return nil, refusal
	}
	match := arnOfHosted.FindStringSubmatch(arn)
	if match == nil {
		return nil, refusef(validation, "Invalid resource ARN: \"%s\"", arn)
	}
	owned, found := x.region.tagsAt(arn)
	if !found {
		return nil, refusef(validation, "Could not find %s \"%s\".", strings.Replace(match[1], "-config", " configuration", 1), arn)
	}
	return owned, nil
}

// tagsAt finds the tags of the object of SageMaker that has an ARN.
func (r *region) tagsAt(arn string) (*tags, bool) {
	match := arnOfHosted.FindStringSubmatch(arn)
	if match == nil || r.arn(match[1], match[2]) != arn {
		return nil, false
	}
	switch name := match[2]; match[1] {
	case "model":
		if m, found := r.model(name); found {
			return &m.tags, true
		}
	case "endpoint-config":
		if c, found := r.config(name); found {
			return &c.tags, true
		}
	case "endpoint":
		if e, found := r.hosted(name); found {
			return &e.tags, true
		}
	}
	return nil, false
}

func listTags(x *smCall) (any, *apiError) {
	r := &reader{}
	owned, refusal := x.tagged(r)
	if refusal != nil {
		return nil, refusal
	}
	size, start, refusal := x.page(r, 100, 50, 100)
	if refusal != nil {
		return nil, refusal
	}
	page, next := cut(owned.keys(), start, size)
	return withToken(map[string]any{"Tags": tagList(*owned, page)}, next), nil
}

func tagList(t tags, keys []string) []any {
	list := []any{}
	for _, key := range keys {
		list = append(list, map[string]string{"Key": key, "Value": t[key]})
	}
	return list
}

func addTags(x *smCall) (any, *apiError) {
	r := &reader{}
	r.need(x.input, "Tags", "tags")
	added := x.readTags(r)
	owned, refusal := x.tagged(r)
	if refusal != nil {
		return nil, refusal
	}
	merged := tags{}
	maps.Copy(merged, *owned)
	maps.Copy(merged, added)
	if len(merged) > maxTags {
		return nil, refusef("ResourceLimitExceeded", "The maximum number of tags per resource is %d.", maxTags)
	}
	*owned = merged
	return map[string]any{"Tags": tagList(merged, merged.keys())}, nil
}

func untag(x *smCall) (any, *apiError) {
	r := &reader{}
	r.need(x.input, "TagKeys", "tagKeys")
	keys := r.texts(x.input, "TagKeys", "tagKeys", maxTags, tagKey)
	owned, refusal := x.tagged(r)
	if refusal != nil {
		return nil, refusal
	}
	left := maps.Clone(*owned)
	maps.DeleteFunc(left, func(key, _ string) bool { return slices.Contains(keys, key) })
	*owned = left
	return map[string]any{}, nil
}

// readTags reads the Tags of a request.
func (x *smCall) readTags(r *reader) tags {
	list, given := member[[]jsonObject](r, x.input, "Tags")
	if !given {
		return tags{}
	}
	r.count(len(list), "[…]", "tags", 0, maxTags)
	found := tags{}
	for i, tag := range list {
		at := "tags." + strconv.Itoa(i+1) + ".member."
		r.need(tag, "Key", at+"key")
		r.need(tag, "Value", at+"value")
		key := r.text(tag, "Key", at+"key", tagKey)
		if strings.HasPrefix(strings.ToLower(key), "aws:") {
			r.breaks(key, at+"key", "Member must not begin with the reserved prefix aws:")
		}
		found[key] = r.text(tag, "Value", at+"value", tagValue)
	}
	return found
}

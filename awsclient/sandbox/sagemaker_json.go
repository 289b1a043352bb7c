package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonObject is a JSON object whose members are kept as they came. SageMaker's names are
// case-sensitive, which Go's struct decoding is not.
type jsonObject map[string]json.RawMessage

var errNoObject = errors.New("not a JSON object")

// decodeObject reads one JSON object; an empty body is an empty object.
func decodeObject(body []byte) (jsonObject, error) {
	if len(bytes.TrimSpace(body)) == 0 {
		return jsonObject{}, nil
	}
	var object jsonObject
	if err := json.Unmarshal(body, &object); err != nil {
		return nil, fmt.Errorf("decode the body: %w", err)
	}
	if object == nil {
		return nil, errNoObject
	}
	return object, nil
}

func (o jsonObject) has(name string) bool {
	raw, found := o[name]
	return found && string(raw) != "null"
}

// reader takes members out of objects. It keeps the first member of a wrong type, and
// every value that breaks a constraint, to be told together as AWS does.
type reader struct {
	wrongType string // the member
	broken    []string
}

// member decodes a member into a T; an absent one is the zero value.
func member[T any](r *reader, o jsonObject, name string) (T, bool) {
	var value T
	if !o.has(name) {
		return value, false
	}
	if json.Unmarshal(o[name], &value) != nil {
		r.wrongType = name
		return value, false
	}
	return value, true
}

// verdict is what is wrong with the request so far, nil when nothing is.
func (r *reader) verdict() *apiError {
	switch {
	case r.wrongType != "":
		return refusef("SerializationException", "The value of %s can not be converted to its type", r.wrongType)
	case len(r.broken) == 1:
		return refusef(validation, "1 validation error detected: %s", r.broken[0])
	case len(r.broken) > 1:
		return refusef(validation, "%d validation errors detected: %s", len(r.broken), strings.Join(r.broken, "; "))
	}
	return nil
}

func (r *reader) breaks(value, at, constraint string) {
	r.broken = append(r.broken, fmt.Sprintf("Value '%s' at '%s' failed to satisfy constraint: %s", value, at, constraint))
}

// need complains about an absent member.
func (r *reader) need(o jsonObject, name, at string) {
	if !o.has(name) {
		r.broken = append(r.broken, fmt.Sprintf("Value null at '%s' failed to satisfy constraint: Member must not be null", at))
	}
}

// text reads a string within its length and pattern.
func (r *reader) text(o jsonObject, name, at string, rule textRule) string {
	value, given := member[string](r, o, name)
	if given {
		r.check(value, at, rule)
	}
	return value
}

// textRule is what the service model says of a string. longest 0 is no limit.
type textRule struct {
	shortest, longest int
	pattern           *regexp.Regexp // anchored
	shown             string         // the pattern as the message has it
	oneOf             []string
}

func pattern(shown string, shortest, longest int) textRule {
	return textRule{shortest: shortest, longest: longest, pattern: regexp.MustCompile(`^(?:` + shown + `)$`), shown: shown}
}

func (r *reader) check(value, at string, rule textRule) {
	length := utf8.RuneCountInString(value)
	if length < rule.shortest {
		r.breaks(value, at, fmt.Sprintf("Member must have length greater than or equal to %d", rule.shortest))
	}
	if rule.longest > 0 && length > rule.longest {
		r.breaks(value, at, fmt.Sprintf("Member must have length less than or equal to %d", rule.longest))
	}
	if rule.pattern != nil && !rule.pattern.MatchString(value) {
		r.breaks(value, at, "Member must satisfy regular expression pattern: "+rule.shown)
	}
	if len(rule.oneOf) > 0 && !slices.Contains(rule.oneOf, value) {
		r.breaks(value, at, "Member must satisfy enum value set: ["+strings.Join(rule.oneOf, ", ")+"]")
	}
}

// texts reads a list of one string or more, each within the rule.
func (r *reader) texts(o jsonObject, name, at string, most int, rule textRule) []string {
	values, given := member[[]string](r, o, name)
	if !given {
		return nil
	}
	r.count(len(values), "["+strings.Join(values, ", ")+"]", at, 1, most)
	for i, value := range values {
		r.check(value, fmt.Sprintf("%s.%d.member", at, i+1), rule)
	}
	return values
}

func (r *reader) count(n int, shown, at string, fewest, most int) {
	if n == 0 {
		shown = "[]"
	}
	if n < fewest {
		r.breaks(shown, at, fmt.Sprintf("Member must have length greater than or equal to %d", fewest))
	}
	if n > most {
		r.breaks(shown, at, fmt.Sprintf("Member must have length less than or equal to %d", most))
	}
}

// span is what the service model says of a number. A most of 0 is no limit.
type span struct{ least, most int }

// whole reads a whole number within its limits; given tells whether there is one.
func (r *reader) whole(o jsonObject, name, at string, limits span) (value int, given bool) {
	value, given = member[int](r, o, name)
	if given && value < limits.least {
		r.breaks(strconv.Itoa(value), at, "Member must have value greater than or equal to "+strconv.Itoa(limits.least))
	}
	if given && limits.most > 0 && value > limits.most {
		r.breaks(strconv.Itoa(value), at, "Member must have value less than or equal to "+strconv.Itoa(limits.most))
	}
	return value, given
}

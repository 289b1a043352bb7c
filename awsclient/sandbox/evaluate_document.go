package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// document is a policy as IAM reads it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
type document struct {
	// name and kind tell where it comes from, as the simulator names its sources.
	name, kind string
	text       string
	statements []*statement
}

// statement is one statement of a document. Its place in the text is that of the
// simulator's answers.
type statement struct {
	source             *document
	sid                string
	deny               bool
	variables          bool // the document's version knows policy variables
	principals         principals
	actions, resources patterns
	conditions         []condition
	from, to           place
}

// place is a line and a column, both from 1.
type place struct{ line, column int }

// patterns are the values of an element or of its opposite. The zero value fits all:
// the document of a trust has no resources.
type patterns struct {
	values []string
	not    bool
	given  bool
}

func (p patterns) fits(one func(string) bool) bool {
	return !p.given || slices.ContainsFunc(p.values, one) != p.not
}

// principals are the members of Principal or of NotPrincipal, by kind.
type principals struct {
	byKind map[string][]string
	not    bool
	given  bool
}

var (
	errNoPolicy    = errors.New("the document is not one JSON object")
	errNoStatement = errors.New("the document has no statement")
)

// parseDocument reads a document. It takes what IAM's evaluation takes: what else a
// service demands of a document, it checks when one is put.
func parseDocument(text string) (*document, error) {
	var whole map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &whole); err != nil || whole == nil {
		return nil, errors.Join(errNoPolicy, err)
	}
	var version string
	if whole["Version"] != nil && json.Unmarshal(whole["Version"], &version) != nil {
		return nil, errNoPolicy
	}
	d := &document{text: text}
	raws, err := splitStatements(text)
	if err != nil {
		return nil, err
	}
	for i, raw := range raws {
		s, err := parseStatement(raw.text)
		if err != nil {
			return nil, fmt.Errorf("statement %d: %w", i+1, err)
		}
		s.source, s.variables = d, version == "2012-10-17"
		s.from, s.to = placeAt(text, raw.from), placeAt(text, raw.to)
		d.statements = append(d.statements, s)
	}
	return d, nil
}

type rawStatement struct {
	text     []byte
	from, to int // offsets
}

// splitStatements finds the statements with their places. A place begins behind the
// bracket or comma that the statement follows, and ends behind its last brace, which is
// what the simulator's answers show.
func splitStatements(text string) ([]rawStatement, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return nil, errors.Join(errNoPolicy, err)
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, errors.Join(errNoPolicy, err)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, errors.Join(errNoPolicy, err)
		}
		if name != "Statement" {
			continue
		}
		end := int(decoder.InputOffset())
		return splitValue(value, end-len(value), end)
	}
	return nil, errNoStatement
}

func splitValue(value json.RawMessage, start, end int) ([]rawStatement, error) {
	if bytes.HasPrefix(value, []byte("{")) {
		return []rawStatement{{text: value, from: start + 1, to: end}}, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return nil, errNoStatement
	}
	var found []rawStatement
	from := 1
	for decoder.More() {
		var one json.RawMessage
		if err := decoder.Decode(&one); err != nil {
			return nil, errors.Join(errNoStatement, err)
		}
		to := int(decoder.InputOffset())
		if comma := bytes.IndexByte(value[from:to-len(one)], ','); comma >= 0 {
			from += comma + 1
		}
		found = append(found, rawStatement{text: one, from: start + from, to: start + to})
		from = to
	}
	if len(found) == 0 {
		return nil, errNoStatement
	}
	return found, nil
}

func placeAt(text string, offset int) place {
	before := text[:offset]
	return place{strings.Count(before, "\n") + 1, len(before) - strings.LastIndex(before, "\n")}
}

func parseStatement(raw []byte) (*statement, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil {
		return nil, errors.Join(errNoStatement, err)
	}
	s := &statement{}
	var effect string
	if json.Unmarshal(members["Effect"], &effect) != nil || (effect != "Allow" && effect != "Deny") {
		return nil, fmt.Errorf("the effect %s is neither Allow nor Deny", members["Effect"])
	}
	s.deny = effect == "Deny"
	if members["Sid"] != nil && json.Unmarshal(members["Sid"], &s.sid) != nil {
		return nil, errors.New("the Sid is not a string")
	}
	var err error
	if s.actions, err = parsePatterns(members, "Action"); err != nil {
		return nil, err
	}
	if s.resources, err = parsePatterns(members, "Resource"); err != nil {
		return nil, err
	}
	if s.principals, err = parsePrincipals(members); err != nil {
		return nil, err
	}
	if !s.actions.given {
		return nil, errors.New("no action")
	}
	s.conditions, err = parseConditions(members["Condition"])
	return s, err
}

// parsePatterns reads an element or its opposite, "Action" or "NotAction".
func parsePatterns(members map[string]json.RawMessage, name string) (patterns, error) {
	is, isNot := members[name], members["Not"+name]
	if is != nil && isNot != nil {
		return patterns{}, fmt.Errorf("both %s and Not%s", name, name)
	}
	if is == nil && isNot == nil {
		return patterns{}, nil
	}
	raw := is
	if raw == nil {
		raw = isNot
	}
	values, err := oneOrMany(raw)
	return patterns{values: values, not: isNot != nil, given: true}, err
}

// oneOrMany reads a value or a list of them; numbers and booleans count as their text.
func oneOrMany(raw json.RawMessage) ([]string, error) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	values := []string{}
	for _, one := range list {
		var text string
		switch {
		case json.Unmarshal(one, &text) == nil && string(one) != "null":
		case len(one) > 0 && strings.IndexByte("-0123456789tf", one[0]) >= 0:
			text = string(one)
		default:
			return nil, fmt.Errorf("%s is no value", one)
		}
		values = append(values, text)
	}
	return values, nil
}

func parsePrincipals(members map[string]json.RawMessage) (principals, error) {
	p := principals{}
	raw := members["Principal"]
	if raw == nil {
		raw, p.not = members["NotPrincipal"], members["NotPrincipal"] != nil
	}
	if raw == nil {
		return p, nil
	}
	p.given, p.byKind = true, map[string][]string{}
	var everybody string
	if json.Unmarshal(raw, &everybody) == nil {
		if everybody != "*" {
			return p, fmt.Errorf("the principal %q is not *", everybody)
		}
		p.byKind["AWS"] = []string{"*"}
		p.byKind["Service"] = []string{"*"}
		return p, nil
	}
	var kinds map[string]json.RawMessage
	if err := json.Unmarshal(raw, &kinds); err != nil {
		return p, fmt.Errorf("the principal: %w", err)
	}
	for kind, each := range kinds {
		values, err := oneOrMany(each)
		if err != nil {
			return p, err
		}
		p.byKind[kind] = values
	}
	return p, nil
}

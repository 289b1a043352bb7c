// Package policy reads, writes, checks and evaluates VPC endpoint policies, as values and
// without asking AWS.
package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Document is a policy. What its JSON holds beyond the grammar stays in Extra.
type Document struct {
	Version    string // "2012-10-17"; empty when the document names none, which AWS takes as "2008-10-17"
	ID         string
	Statements []Statement
	Extra      map[string]any // other elements, as JSON values; numbers are json.Number
}

// Statement is one statement. A nil list or principal is an element that is absent.
type Statement struct {
	Sid                     string
	Effect                  string // Allow or Deny
	Principal, NotPrincipal *Principal
	Action, NotAction       List
	Resource, NotResource   List
	Conditions              []Condition    // sorted by operator, then key
	Extra                   map[string]any // other elements, as in Document

	// Explain says in a sentence what the statement is for; it is no part of the JSON.
	Explain string
}

// The effects of a statement; AWS compares their case too.
const (
	Allow = "Allow"
	Deny  = "Deny"
)

// List is an element that JSON may write as one string or as a list of them. Nil means
// that the element is absent; a list without entries matches nothing.
type List []string

// Principal is whom a statement speaks of: everyone, or names by kind ("AWS", "Service").
type Principal struct {
	Everyone bool // written "*"
	Names    map[string]List
}

// Condition is one test of a statement; a statement applies when all of them hold.
type Condition struct {
	Operator string // "StringEquals", "ForAnyValue:StringLike", "StringEqualsIfExists"
	Key      string // "aws:PrincipalAccount"
	Values   List   // booleans and numbers of the JSON as text
}

// Everyone is the principal that a gateway endpoint's policy must have.
func Everyone() *Principal { return &Principal{Everyone: true} }

// Any reports whether the principal stands for everyone, in either of the two spellings.
func (p *Principal) Any() bool {
	return p != nil && (p.Everyone || len(p.Names) == 1 && slices.Equal(p.Names["AWS"], List{"*"}))
}

// String is the document as indented JSON, without a newline at its end: the elements in
// the grammar's order, everything else by name, a list of one as a single string. Equal
// documents give equal text.
func (d Document) String() string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(d); err != nil {
		return "{}" // Extra holds something that is not JSON, which Parse never puts there.
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// MarshalJSON writes the document as String does, without indentation.
func (d Document) MarshalJSON() ([]byte, error) {
	var o object
	o.text("Version", d.Version)
	o.text("Id", d.ID)
	o.extra(d.Extra)
	statements := make([]object, 0, len(d.Statements))
	for _, s := range d.Statements {
		statements = append(statements, s.object())
	}
	o.add("Statement", statements)
	return o.MarshalJSON()
}

func (s Statement) object() object {
	var o object
	o.text("Sid", s.Sid)
	o.text("Effect", s.Effect)
	o.principal("Principal", s.Principal)
	o.principal("NotPrincipal", s.NotPrincipal)
	o.list("Action", s.Action)
	o.list("NotAction", s.NotAction)
	o.list("Resource", s.Resource)
	o.list("NotResource", s.NotResource)
	if conditions := s.conditions(); len(conditions) > 0 {
		o.add("Condition", conditions)
	}
	o.extra(s.Extra)
	return o
}

// conditions groups the tests by operator, as JSON has them.
func (s Statement) conditions() map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, c := range s.Conditions {
		if out[c.Operator] == nil {
			out[c.Operator] = map[string]any{}
		}
		out[c.Operator][c.Key] = c.Values.json()
	}
	return out
}

func (l List) json() any {
	if len(l) == 1 {
		return l[0]
	}
	return []string(l)
}

// object is a JSON object that keeps its order.
type object []field

type field struct {
	name  string
	value any
}

func (o *object) add(name string, value any) { *o = append(*o, field{name, value}) }

func (o *object) text(name, value string) {
	if value != "" {
		o.add(name, value)
	}
}

func (o *object) list(name string, l List) {
	if l != nil {
		o.add(name, l.json())
	}
}

func (o *object) principal(name string, p *Principal) {
	switch {
	case p == nil:
	case p.Everyone:
		o.add(name, "*")
	default:
		names := map[string]any{}
		for kind, l := range p.Names {
			names[kind] = l.json()
		}
		o.add(name, names)
	}
}

func (o *object) extra(extra map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		o.add(name, extra[name])
	}
}

// MarshalJSON writes the fields in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := enc.Encode(f.name); err != nil {
			return nil, fmt.Errorf("name %q: %w", f.name, err)
		}
		b.WriteByte(':')
		if err := enc.Encode(f.value); err != nil {
			return nil, fmt.Errorf("element %q: %w", f.name, err)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Unrestricted reports whether the document lets everything through, as the one does that
// AWS gives an endpoint unasked: everything is allowed on no condition, and nothing denied.
func (d Document) Unrestricted() bool {
	open := false
	for _, s := range d.Statements {
		if s.Effect == Deny {
			return false
		}
		all := s.Effect == Allow && s.Principal.Any() && s.NotPrincipal == nil && len(s.Conditions) == 0
		open = open || all && slices.Contains(s.Action, "*") && slices.Contains(s.Resource, "*")
	}
	return open
}

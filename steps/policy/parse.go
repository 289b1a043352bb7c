package policy

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// Parse reads one policy document. Elements that the grammar has are checked for their
// shape alone; whether the policy is of any use is Lint's business. The error is a
// *SyntaxError with line and column; a second document, comments, a byte order mark and a
// name given twice are errors too.
func Parse(text []byte) (Document, error) {
	d, _, err := parse(text)
	return d, err
}

// parse also tells where the document's parts begin.
func parse(text []byte) (Document, places, error) {
	root, err := tree(text)
	if err != nil {
		return Document{}, nil, err
	}
	p := parser{reader{text: text}}
	d, err := p.document(root)
	if err != nil {
		return Document{}, nil, err
	}
	at := places{}
	at.note("", root)
	return d, at, nil
}

type parser struct{ reader }

func (p *parser) document(root node) (Document, error) {
	var d Document
	if !root.object {
		return d, p.fail(root.at, "a policy is a JSON object, in braces")
	}
	for _, m := range root.members {
		var err error
		switch m.name {
		case "Version":
			d.Version, err = p.text(m)
		case "Id":
			d.ID, err = p.text(m)
		case "Statement":
			d.Statements, err = p.statements(m)
		default:
			d.Extra = with(d.Extra, m)
		}
		if err != nil {
			return Document{}, err
		}
	}
	return d, nil
}

func (p *parser) statements(n node) ([]Statement, error) {
	items := n.items
	if n.object {
		items = []node{n} // AWS accepts a single statement without a list.
	} else if !n.list {
		return nil, p.fail(n.at, "Statement is a list of statements")
	}
	statements := []Statement{}
	for _, item := range items {
		s, err := p.statement(item)
		if err != nil {
			return nil, err
		}
		statements = append(statements, s)
	}
	return statements, nil
}

func (p *parser) statement(n node) (Statement, error) {
	var s Statement
	if !n.object {
		return s, p.fail(n.at, "a statement is a JSON object, in braces")
	}
	for _, m := range n.members {
		var err error
		switch m.name {
		case "Sid":
			s.Sid, err = p.text(m)
		case "Effect":
			s.Effect, err = p.text(m)
		case "Principal":
			s.Principal, err = p.principal(m)
		case "NotPrincipal":
			s.NotPrincipal, err = p.principal(m)
		case "Action":
			s.Action, err = p.list(m)
		case "NotAction":
			s.NotAction, err = p.list(m)
		case "Resource":
			s.Resource, err = p.list(m)
		case "NotResource":
			s.NotResource, err = p.list(m)
		case "Condition":
			s.Conditions, err = p.conditions(m)
		default:
			s.Extra = with(s.Extra, m)
		}
		if err != nil {
			return Statement{}, err
		}
	}
	return s, nil
}

func (p *parser) text(n node) (string, error) {
	s, ok := n.value.(string)
	if !ok {
		return "", p.fail(n.at, n.name+" is a text, in quotation marks")
	}
	return s, nil
}

func (p *parser) list(n node) (List, error) {
	if s, ok := n.value.(string); ok {
		return List{s}, nil
	}
	if !n.list {
		return nil, p.fail(n.at, n.name+" is a text or a list of texts")
	}
	out := List{}
	for _, item := range n.items {
		s, ok := item.value.(string)
		if !ok {
			return nil, p.fail(item.at, n.name+" is a list of texts, and this is none")
		}
		out = append(out, s)
	}
	return out, nil
}

func (p *parser) principal(n node) (*Principal, error) {
	if s, ok := n.value.(string); ok {
		if s != "*" {
			return nil, p.fail(n.at, fmt.Sprintf(`%s is "*", or an object such as {"AWS": "…"}`, n.name))
		}
		return Everyone(), nil
	}
	if !n.object {
		return nil, p.fail(n.at, fmt.Sprintf(`%s is "*", or an object such as {"AWS": "…"}`, n.name))
	}
	out := &Principal{Names: map[string]List{}}
	for _, m := range n.members {
		names, err := p.list(m)
		if err != nil {
			return nil, err
		}
		out.Names[m.name] = names
	}
	return out, nil
}

func (p *parser) conditions(n node) ([]Condition, error) {
	if !n.object {
		return nil, p.fail(n.at, "Condition is an object of operators")
	}
	var out []Condition
	for _, operator := range n.members {
		if !operator.object {
			return nil, p.fail(operator.at, operator.name+" is an object of condition keys")
		}
		for _, key := range operator.members {
			values, err := p.values(key)
			if err != nil {
				return nil, err
			}
			out = append(out, Condition{Operator: operator.name, Key: key.name, Values: values})
		}
	}
	slices.SortFunc(out, func(a, b Condition) int {
		return cmp.Or(cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Key, b.Key))
	})
	return out, nil
}

// values accepts booleans and numbers too, as AWS does.
func (p *parser) values(n node) (List, error) {
	items := n.items
	if !n.list {
		items = []node{n}
	}
	out := List{}
	for _, item := range items {
		switch v := item.value.(type) {
		case string:
			out = append(out, v)
		case bool:
			out = append(out, strconv.FormatBool(v))
		case json.Number:
			out = append(out, v.String())
		default:
			return nil, p.fail(item.at, "the value of "+n.name+" is a text, a number or a truth value, or a list of them")
		}
	}
	return out, nil
}

func with(extra map[string]any, n node) map[string]any {
	if extra == nil {
		extra = map[string]any{}
	}
	extra[n.name] = n.json()
	return extra
}

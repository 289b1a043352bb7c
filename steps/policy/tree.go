package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError is where a document stops being a policy, and why.
type SyntaxError struct {
	Line, Column int    // from 1; the column counts characters
	Why          string // one sentence without a full stop
	Remedy       string // a sentence; "" when the why says it
}

// Error says where and why.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Why)
}

// node is a JSON value that knows where it begins.
type node struct {
	at      int    // offset of its first byte
	value   any    // string, json.Number, bool or nil; unused for the two below
	members []node // of an object, with their names
	items   []node // of a list
	name    string
	nameAt  int // offset of the name
	object  bool
	list    bool
}

// reader turns text into nodes.
type reader struct {
	text []byte
	dec  *json.Decoder
}

// tree reads the one JSON value that text must be.
func tree(text []byte) (node, error) {
	r := &reader{text: text}
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		return node{}, r.fail(0, "the text begins with a byte order mark; save it as UTF-8 without one")
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return node{}, r.fail(0, "the document is empty")
	}
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return node{}, r.fail(i, "the text is not UTF-8")
		}
		i += size
	}
	var raw json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return node{}, r.syntax(err)
	}
	r.dec = json.NewDecoder(bytes.NewReader(text))
	r.dec.UseNumber()
	return r.next()
}

// syntax says what JSON's own reader objects to, in terms of what people write by mistake.
func (r *reader) syntax(err error) error {
	var s *json.SyntaxError
	if !errors.As(err, &s) {
		return r.fail(0, err.Error())
	}
	at := max(0, int(s.Offset)-1)
	if strings.Contains(s.Error(), "unexpected end") || at >= len(r.text) {
		return r.fail(len(r.text), "the document ends too early: a bracket or a quotation mark is not closed")
	}
	switch c := r.text[at]; {
	case c == '/' || c == '#':
		return r.fail(at, "JSON has no comments: remove this one")
	case strings.HasSuffix(s.Error(), "after top-level value") && c == '{':
		return r.fail(at, "a second document begins here; an endpoint takes one, so put its statements into the first one's Statement")
	case strings.HasSuffix(s.Error(), "after top-level value"):
		return r.fail(at, "there is more text after the end of the document")
	case (c == '}' || c == ']') && bytes.HasSuffix(bytes.TrimSpace(r.text[:at]), []byte(",")):
		return r.fail(at, "the comma before this bracket must go: JSON has none after the last entry")
	}
	at, why, remedy := misspelt(r.text, at, s.Error())
	line, column := place(r.text, at)
	return &SyntaxError{Line: line, Column: column, Why: "this is not JSON: " + why, Remedy: remedy}
}

// fail places a message; offset is in bytes.
func (r *reader) fail(offset int, why string) error {
	line, column := place(r.text, offset)
	return &SyntaxError{Line: line, Column: column, Why: why}
}

// place turns an offset into a line and a column, both from 1.
func place(text []byte, offset int) (line, column int) {
	before := text[:min(max(0, offset), len(text))]
	begin := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[begin:]) + 1
}

// next reads one value; the text is known to be valid JSON.
func (r *reader) next() (node, error) {
	n := node{at: r.start()}
	token, err := r.dec.Token()
	if err != nil {
		return n, r.syntax(err)
	}
	switch token {
	case json.Delim('{'):
		n.object = true
		err = r.fields(&n)
	case json.Delim('['):
		n.list = true
		err = r.entries(&n)
	default:
		n.value = token
	}
	return n, err
}

// start is the offset of the token that comes next.
func (r *reader) start() int {
	at := int(r.dec.InputOffset())
	for at < len(r.text) && strings.IndexByte(" \t\r\n,:", r.text[at]) >= 0 {
		at++
	}
	return at
}

func (r *reader) fields(n *node) error {
	seen := map[string]bool{}
	for r.dec.More() {
		at := r.start()
		token, err := r.dec.Token()
		if err != nil {
			return r.syntax(err)
		}
		name, _ := token.(string)
		if seen[name] {
			return r.fail(at, fmt.Sprintf("%q is given twice in the same object", name))
		}
		seen[name] = true
		value, err := r.next()
		if err != nil {
			return err
		}
		value.name, value.nameAt = name, at
		n.members = append(n.members, value)
	}
	return r.end()
}

func (r *reader) entries(n *node) error {
	for r.dec.More() {
		item, err := r.next()
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	return r.end()
}

// end reads the closing bracket.
func (r *reader) end() error {
	if _, err := r.dec.Token(); err != nil {
		return r.syntax(err)
	}
	return nil
}

// json is the node as a plain JSON value.
func (n node) json() any {
	switch {
	case n.object:
		out := map[string]any{}
		for _, m := range n.members {
			out[m.name] = m.json()
		}
		return out
	case n.list:
		out := []any{}
		for _, item := range n.items {
			out = append(out, item.json())
		}
		return out
	}
	return n.value
}

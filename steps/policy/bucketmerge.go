package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// compact is a document without white space, as it is sent.
func compact(d Document) string {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(d.String())); err != nil {
		return "{}" // A document of ours is JSON.
	}
	return b.String()
}

// member is one element of a JSON object with its value as it is written.
type member struct {
	name string
	raw  json.RawMessage
}

// mergeStatement puts a statement into a policy in place of those at some indices, else behind the others.
// Of everything else only white space changes, so that no number, escape or unknown element
// comes back as something else than S3 stores. The text is known to be a policy.
func mergeStatement(text []byte, s Statement, at []int) (string, error) {
	members, err := membersOf(text)
	if err != nil {
		return "", err
	}
	ours, err := s.object().MarshalJSON()
	if err != nil {
		return "", err
	}
	found := false
	for i, m := range members {
		if m.name == "Statement" {
			found = true
			if members[i].raw, err = replaced(m.raw, at, ours); err != nil {
				return "", err
			}
		}
	}
	if !found {
		members = append(members, member{"Statement", append(append([]byte{'['}, ours...), ']')})
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return "", fmt.Errorf("element %q: %w", m.name, err)
		}
		b.Write(name)
		b.WriteByte(':')
		if err := json.Compact(&b, m.raw); err != nil {
			return "", fmt.Errorf("element %q: %w", m.name, err)
		}
	}
	b.WriteByte('}')
	return b.String(), nil
}

// membersOf are the elements of an object in their order.
func membersOf(text []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if _, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("the policy: %w", err)
	}
	var out []member
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("the policy: %w", err)
		}
		m := member{}
		m.name, _ = token.(string)
		if err := dec.Decode(&m.raw); err != nil {
			return nil, fmt.Errorf("element %q: %w", m.name, err)
		}
		out = append(out, m)
	}
	return out, nil
}

// replaced is a list of statements with ours in place of those at some indices, or at its end.
func replaced(raw json.RawMessage, at []int, ours []byte) (json.RawMessage, error) {
	statements := []json.RawMessage{raw} // AWS accepts a single statement without a list.
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) {
		statements = nil
		if err := json.Unmarshal(raw, &statements); err != nil {
			return nil, fmt.Errorf("the statements: %w", err)
		}
	}
	var out [][]byte
	for i, statement := range statements {
		switch slices.Index(at, i) {
		case -1:
			out = append(out, statement)
		case 0:
			out = append(out, ours)
		}
	}
	if len(at) == 0 {
		out = append(out, ours)
	}
	return append(append([]byte{'['}, bytes.Join(out, []byte{','})...), ']'), nil
}

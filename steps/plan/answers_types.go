package plan

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// fitting holds a document against the type that it is read into, because YAML guesses
// types and its decoder converts between them: 3.10 would become 3.1 in a text, and 1.5
// become 1 in a number. What is wanted as a text is taken as it was typed; a number or a
// truth value must be written as one.
type fitting struct{ file string }

// node checks one node for a type, and returns what to put in its place.
func (f fitting) node(n ast.Node, t reflect.Type, key string) (ast.Node, *AnswersError) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n.Type() { //nolint:exhaustive // everything else is the decoder's business
	case ast.AnchorType, ast.AliasType, ast.TagType, ast.MergeKeyType:
		return n, nil
	case ast.NullType:
		if t.Kind() == reflect.Struct || t.Kind() == reflect.Map || t.Kind() == reflect.Slice {
			return n, nil
		}
		return nil, f.misfit(n, key, "has no value: give one, or remove the key")
	}
	switch t.Kind() { //nolint:exhaustive // the answers hold no other kind
	case reflect.Struct, reflect.Map:
		return n, f.mapping(n, t, key)
	case reflect.Slice:
		return n, f.sequence(n, t, key)
	case reflect.String:
		return asTyped(n), nil
	case reflect.Int:
		return n, f.only(n, key, "a whole number", ast.IntegerType)
	case reflect.Float64:
		return n, f.only(n, key, "a number", ast.IntegerType, ast.FloatType)
	case reflect.Bool:
		return n, f.only(n, key, "true or false", ast.BoolType)
	}
	return n, nil
}

// asTyped turns a scalar that YAML took for a number or a truth value back into its text.
func asTyped(n ast.Node) ast.Node {
	switch n.Type() { //nolint:exhaustive // only what YAML guessed at
	case ast.IntegerType, ast.FloatType, ast.BoolType, ast.InfinityType, ast.NanType:
		t := n.GetToken()
		text := token.New(t.Value, t.Origin, t.Position)
		text.Type = token.StringType
		text.Prev, text.Next = t.Prev, t.Next
		return ast.String(text)
	}
	return n
}

func (f fitting) mapping(n ast.Node, t reflect.Type, key string) *AnswersError {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		return f.misfit(n, key, "takes a mapping of keys to values, not %q")
	}
	for _, v := range values {
		name := v.Key.GetToken().Value // as meant: a key may stand in quotes
		inner, known := fieldType(t, name)
		if !known {
			continue // The decoder refuses it, with its place.
		}
		fitted, err := f.node(v.Value, inner, name)
		if err != nil {
			return err
		}
		v.Value = fitted
	}
	return nil
}

// fieldType is the type of a mapping's value.
func fieldType(t reflect.Type, key string) (reflect.Type, bool) {
	if t.Kind() == reflect.Map {
		return t.Elem(), true
	}
	for i := range t.NumField() {
		if name := yamlName(t.Field(i)); name == key {
			return t.Field(i).Type, true
		}
	}
	return nil, false
}

func (f fitting) sequence(n ast.Node, t reflect.Type, key string) *AnswersError {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		if t == reflect.TypeFor[RouteTables]() {
			return nil // It takes the word auto as well, and says what it does not take.
		}
		return f.misfit(n, key, "takes a list, not %q")
	}
	for i, v := range s.Values {
		fitted, err := f.node(v, t.Elem(), key)
		if err != nil {
			return err
		}
		s.Values[i] = fitted
	}
	return nil
}

func (f fitting) only(n ast.Node, key, wanted string, types ...ast.NodeType) *AnswersError {
	for _, t := range types {
		if n.Type() == t {
			return nil
		}
	}
	return f.misfit(n, key, "takes "+wanted+", not %q")
}

// misfit is the error at a node; a %q in the problem is what stands there.
func (f fitting) misfit(n ast.Node, key, problem string) *AnswersError {
	t := n.GetToken()
	if strings.Contains(problem, "%q") {
		problem = fmt.Sprintf(problem, t.Value)
	}
	return &AnswersError{
		File: f.file, Line: t.Position.Line, Column: t.Position.Column,
		Problem: key + " " + problem, Fix: "Correct the file and run the command again.",
	}
}

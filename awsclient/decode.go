package awsclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// decode reads values, named as the SDK names its fields, into an input of the SDK. It is
// strict: an unknown or differently written name, a value of another type, or a part that
// would not be sent as it stands is an error.
func decode(values map[string]any, into any) error {
	encoded, err := json.Marshal(values)
	if err != nil {
		return fmt.Errorf("the request cannot be written down: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		var mismatch *json.UnmarshalTypeError
		if errors.As(err, &mismatch) {
			return fmt.Errorf("the field %s cannot hold a %s", mismatch.Field, mismatch.Value)
		}
		return fmt.Errorf("the request does not fit: %w", err)
	}
	var plain any
	if err := json.Unmarshal(encoded, &plain); err != nil {
		return fmt.Errorf("the request cannot be read back: %w", err)
	}
	return spelled(plain, reflect.TypeOf(into), "")
}

// spelled checks every name against the SDK's own spelling: encoding/json would take
// "subnetids" for SubnetIds, and a plan must say what is sent, to the letter.
func spelled(value any, t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := value.(type) {
	case map[string]any:
		for name, field := range v {
			at := path + "." + name
			if t.Kind() == reflect.Map {
				if err := spelled(field, t.Elem(), at); err != nil {
					return err
				}
				continue
			}
			known, ok := t.FieldByName(name)
			if !ok || !known.IsExported() {
				return fmt.Errorf("the SDK has no field %s", at[1:])
			}
			if err := spelled(field, known.Type, at); err != nil {
				return err
			}
		}
	case []any:
		for i, item := range v {
			if err := spelled(item, t.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

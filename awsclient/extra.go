package awsclient

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
)

// extraOfModel keeps what DescribeModel answered and CreateModel would take, beyond the
// fields that facts.Model has of its own. Going by the SDK's own structs, it also keeps
// fields that a later SDK adds.
func extraOfModel(out *sagemaker.DescribeModelOutput) (map[string]any, error) {
	extra, err := extraFields(*out,
		"ModelName", "ModelArn", "CreationTime", "ResultMetadata",
		"ExecutionRoleArn", "EnableNetworkIsolation", "PrimaryContainer", "Containers", "VpcConfig")
	if err != nil {
		return nil, err
	}
	input := reflect.TypeFor[sagemaker.CreateModelInput]()
	for name := range extra {
		if _, ok := input.FieldByName(name); !ok {
			delete(extra, name)
		}
	}
	if len(extra) == 0 {
		return nil, nil
	}
	return extra, nil
}

// extraFields writes a struct of the SDK as JSON values by the SDK's field names, without
// the named fields and without what is not set. The result is nil when nothing is left.
func extraFields(value any, without ...string) (map[string]any, error) {
	encoded, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("keep the fields of a model: %w", err)
	}
	var fields map[string]any
	if err := json.Unmarshal(encoded, &fields); err != nil {
		return nil, fmt.Errorf("keep the fields of a model: %w", err)
	}
	for _, name := range without {
		delete(fields, name)
	}
	kept, _ := pruned(fields).(map[string]any)
	return kept, nil
}

// pruned removes what JSON shows of a field that is not set: null, an empty text, an empty
// list or object. False and 0 stay: the SDK has pointers where they mean something.
func pruned(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, field := range v {
			if field = pruned(field); field == nil {
				delete(v, name)
			} else {
				v[name] = field
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i, item := range v {
			v[i] = pruned(item)
		}
		if len(v) == 0 {
			return nil
		}
	case string:
		if v == "" {
			return nil
		}
	}
	return value
}

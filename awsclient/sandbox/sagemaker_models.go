package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// model is a SageMaker model: its request as it came, but for name and tags.
type model struct {
	name    string
	created time.Time
	request jsonObject
	tags    tags
}

// modelFields are what a model keeps of its request, and gives back.
var modelFields = []string{"PrimaryContainer", "Containers", "InferenceExecutionConfig", "ExecutionRoleArn", "VpcConfig", "EnableNetworkIsolation"}

// model finds a model; names differ by more than case.
func (r *region) model(name string) (*model, bool) {
	for _, m := range r.models {
		if strings.EqualFold(m.name, name) {
			return m, true
		}
	}
	return nil, false
}

var modelName = pattern(`[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?`, 0, 63)

// modelNamed reads ModelName and finds the model.
func (x *smCall) modelNamed() (*model, *apiError) {
	r := &reader{}
	r.need(x.input, "ModelName", "modelName")
	name := r.text(x.input, "ModelName", "modelName", modelName)
	if refusal := r.verdict(); refusal != nil {
		return nil, refusal
	}
	m, found := x.region.model(name)
	if !found {
		return nil, refusef(validation, "Could not find model \"%s\".", x.region.modelARN(name))
	}
	return m, nil
}

func describeModel(x *smCall) (any, *apiError) {
	m, refusal := x.modelNamed()
	if refusal != nil {
		return nil, refusal
	}
	told := map[string]any{
		"ModelName":              m.name,
		"ModelArn":               x.region.modelARN(m.name),
		creationTime:             epoch(m.created),
		"EnableNetworkIsolation": false,
	}
	for _, field := range modelFields {
		if m.request.has(field) {
			told[field] = m.request[field]
		}
	}
	return told, nil
}

// epoch writes a time as JSON 1.1 has it: seconds with thousandths.
func epoch(at time.Time) json.Number {
	return json.Number(strconv.FormatFloat(float64(at.UnixMilli())/1000, 'f', 3, 64))
}

func deleteModel(x *smCall) (any, *apiError) {
	m, refusal := x.modelNamed()
	if refusal != nil {
		return nil, refusal
	}
	x.region.models = slices.DeleteFunc(x.region.models, func(other *model) bool { return other == m })
	return nil, nil
}

// page reads MaxResults and NextToken.
func (x *smCall) page(r *reader, otherwise, smallest, largest int) (size, start int, refusal *apiError) {
	size, given := member[int](r, x.input, "MaxResults")
	if !given {
		size = otherwise
	}
	if size < smallest {
		r.breaks(strconv.Itoa(size), "maxResults", "Member must have value greater than or equal to "+strconv.Itoa(smallest))
	}
	if size > largest {
		r.breaks(strconv.Itoa(size), "maxResults", "Member must have value less than or equal to "+strconv.Itoa(largest))
	}
	token := r.text(x.input, "NextToken", "nextToken", textRule{longest: 8192})
	if refusal := r.verdict(); refusal != nil {
		return 0, 0, refusal
	}
	start, refusal = startOf(token)
	if refusal != nil {
		return 0, 0, refusef(validation, "Invalid token: \"%s\"", token)
	}
	return size, start, nil
}

func listModels(x *smCall) (any, *apiError) {
	var all []listable
	for _, m := range x.region.models {
		all = append(all, listable{name: m.name, created: m.created, summary: map[string]any{
			"ModelName": m.name, "ModelArn": x.region.modelARN(m.name), creationTime: epoch(m.created),
		}})
	}
	return x.list("Models", all, nil)
}

func withToken(result map[string]any, next string) map[string]any {
	if next != "" {
		result["NextToken"] = next
	}
	return result
}

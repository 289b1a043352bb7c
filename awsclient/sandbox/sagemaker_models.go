package sandbox

import (
	"cmp"
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
		"CreationTime":           epoch(m.created),
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

// modelQuery is what ListModels asks for.
type modelQuery struct {
	contains, sortBy, order string
	before, after           float64
	bounded                 struct{ before, after bool }
	size, start             int
}

func (x *smCall) modelQuery() (modelQuery, *apiError) {
	r := &reader{}
	q := modelQuery{
		contains: r.text(x.input, "NameContains", "nameContains", pattern(`[a-zA-Z0-9\-]+`, 0, 63)),
		sortBy:   r.text(x.input, "SortBy", "sortBy", textRule{oneOf: []string{"Name", "CreationTime"}}),
		order:    r.text(x.input, "SortOrder", "sortOrder", textRule{oneOf: []string{"Ascending", "Descending"}}),
	}
	q.before, q.bounded.before = member[float64](r, x.input, "CreationTimeBefore")
	q.after, q.bounded.after = member[float64](r, x.input, "CreationTimeAfter")
	var refusal *apiError
	q.size, q.start, refusal = x.page(r, 10, 1, 100)
	return q, refusal
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
	q, refusal := x.modelQuery()
	if refusal != nil {
		return nil, refusal
	}
	found := slices.DeleteFunc(slices.Clone(x.region.models), func(m *model) bool {
		at := float64(m.created.UnixMilli()) / 1000
		return !strings.Contains(strings.ToLower(m.name), strings.ToLower(q.contains)) ||
			(q.bounded.before && at >= q.before) || (q.bounded.after && at <= q.after)
	})
	slices.SortStableFunc(found, func(a, b *model) int {
		order := a.created.Compare(b.created)
		if q.sortBy == "Name" || order == 0 {
			order = cmp.Compare(a.name, b.name)
		}
		if q.order == "Ascending" {
			return order
		}
		return -order
	})
	page, next := cut(found, q.start, q.size)
	summaries := []any{}
	for _, m := range page {
		summaries = append(summaries, map[string]any{
			"ModelName": m.name, "ModelArn": x.region.modelARN(m.name), "CreationTime": epoch(m.created),
		})
	}
	return withToken(map[string]any{"Models": summaries}, next), nil
}

func withToken(result map[string]any, next string) map[string]any {
	if next != "" {
		result["NextToken"] = next
	}
	return result
}

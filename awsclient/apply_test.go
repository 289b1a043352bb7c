package awsclient_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"sagevpc/awsclient"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// captured keeps the body of each request that it answers.
func captured(bodies *[]string, next wire) wire {
	return func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		*bodies = append(*bodies, string(body))
		return next(r)
	}
}

// filled sets every field of a struct of the SDK, all the way down.
func filled(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		filled(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				filled(v.Field(i))
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		filled(v.Index(0))
		filled(v.Index(1))
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		filled(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("KEY"), value)
	case reflect.String:
		v.SetString("text")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(7)
	default:
		panic("a field of the SDK has the kind " + v.Kind().String())
	}
}

// fullModel is a CreateModelInput with every field that there is, as JSON values.
func fullModel(t *testing.T) map[string]any {
	t.Helper()
	var input sagemaker.CreateModelInput
	filled(reflect.ValueOf(&input).Elem())
	return values(t, input)
}

func values(t *testing.T, of any) map[string]any {
	t.Helper()
	encoded, err := json.Marshal(of)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, string(encoded))
}

func parsed(t *testing.T, document string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(document), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// What a plan says is what is sent, whatever field the SDK has.
func TestApplySendsEveryField(t *testing.T) {
	var bodies []string
	a := connected(t, captured(&bodies, answer(200, "application/x-amz-json-1.1", `{"ModelArn":"arn:m"}`)))
	input := fullModel(t)
	receipt, err := a.Apply(t.Context(), plan.Request{Service: "sagemaker", Op: "CreateModel", Input: input})
	if err != nil {
		t.Fatal(err)
	}
	if want := (plan.Receipt{RequestID: "req-1", ID: "text", ARN: "arn:m"}); receipt != want {
		t.Errorf("got %+v, want %+v", receipt, want)
	}
	if got := parsed(t, bodies[0]); !reflect.DeepEqual(got, input) {
		t.Errorf("sent %v, want %v", got, input)
	}
}

func TestReadOnlySendsNothing(t *testing.T) {
	var bodies []string
	a := opened(t, awsclient.Options{Region: "us-east-1", Credentials: key, ReadOnly: true, HTTPClient: captured(&bodies, answer(200, "", ""))})
	_, err := a.Apply(t.Context(), plan.Request{Service: "sagemaker", Op: "CreateModel", Input: map[string]any{"ModelName": "m"}})
	f := asFault(t, err, facts.Denied)
	contains(t, f.Error(), "sagemaker:CreateModel was not sent", "--read-only")
	if len(bodies) > 0 {
		t.Errorf("sent %q", bodies)
	}
}

func TestMalformedRequestsAreNotSent(t *testing.T) {
	for name, test := range map[string]struct {
		request plan.Request
		says    string
	}{
		"operation": {plan.Request{Service: "ec2", Op: "DeleteVpc", Input: map[string]any{"VpcId": "vpc-1"}}, "ec2:DeleteVpc was not sent"},
		"field":     {plan.Request{Service: "ec2", Op: "ModifyVpcAttribute", Input: map[string]any{"VpcName": "x"}}, "VpcName"},
		"case":      {plan.Request{Service: "ec2", Op: "ModifyVpcAttribute", Input: map[string]any{"vpcid": "vpc-1"}}, "no field vpcid"},
		"nested": {plan.Request{Service: "sagemaker", Op: "CreateModel", Input: map[string]any{
			"ModelName": "m", "Containers": []any{map[string]any{"image": "i"}},
		}}, "no field Containers[0].image"},
		"type": {plan.Request{Service: "sagemaker", Op: "CreateModel", Input: map[string]any{
			"VpcConfig": map[string]any{"Subnets": "subnet-1"},
		}}, "VpcConfig.Subnets cannot hold a string"},
		"fraction": {plan.Request{Service: "ec2", Op: "ModifyVpcEndpoint", Input: map[string]any{"VpcEndpointId": 1.5}}, "VpcEndpointId"},
		"missing":  {plan.Request{Service: "sagemaker", Op: "CreateModel", Input: map[string]any{}}, "ModelName"},
		"metadata": {plan.Request{Service: "sagemaker", Op: "DeleteModel", Input: map[string]any{"noSmithyDocumentSerde": map[string]any{}}}, "noSmithyDocumentSerde"},
	} {
		t.Run(name, func(t *testing.T) {
			var bodies []string
			a := connected(t, captured(&bodies, answer(200, "application/x-amz-json-1.1", `{}`)))
			_, err := a.Apply(t.Context(), test.request)
			contains(t, asFault(t, err, facts.Invalid).Error(), test.says)
			if len(bodies) > 0 {
				t.Errorf("sent %q", bodies)
			}
		})
	}
}

// An endpoint's creation is idempotent even when the plan named no token.
func TestCreateVpcEndpointCarriesAToken(t *testing.T) {
	var bodies []string
	a := connected(t, captured(&bodies, answer(200, "text/xml",
		`<CreateVpcEndpointResponse><vpcEndpoint><vpcEndpointId>vpce-1</vpcEndpointId></vpcEndpoint></CreateVpcEndpointResponse>`)))
	for _, token := range []any{nil, nil, "mine"} {
		input := map[string]any{"VpcId": "vpc-1", "ServiceName": "s"}
		if token != nil {
			input["ClientToken"] = token
		}
		receipt, err := a.Apply(t.Context(), plan.Request{Service: "ec2", Op: "CreateVpcEndpoint", Input: input})
		if err != nil || receipt.ID != "vpce-1" {
			t.Fatalf("got %+v, %v", receipt, err)
		}
	}
	tokens := make([]string, 0, len(bodies))
	for _, body := range bodies {
		form, err := url.ParseQuery(body)
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, form.Get("ClientToken"))
	}
	if tokens[0] == "" || tokens[0] == tokens[1] || tokens[2] != "mine" || slices.ContainsFunc(tokens, func(s string) bool { return len(s) > 64 }) {
		t.Errorf("the tokens are %q", tokens)
	}
}

// AWS answers these with status 200.
func TestQuietFailuresAreFaults(t *testing.T) {
	for name, test := range map[string]struct {
		op    string
		input map[string]any
		body  string
		kind  facts.Kind
		says  []string
	}{
		"not deleted": {
			"DeleteVpcEndpoints",
			map[string]any{"VpcEndpointIds": []any{"vpce-1"}},
			`<DeleteVpcEndpointsResponse><unsuccessful><item><resourceId>vpce-1</resourceId><error><code>InvalidVpcEndpointId.NotFound</code>` +
				`<message>The Vpc Endpoint Id does not exist</message></error></item></unsuccessful></DeleteVpcEndpointsResponse>`,
			facts.NotFound,
			[]string{"vpce-1: The Vpc Endpoint Id does not exist"},
		},
		"not deleted, no reason": {
			"DeleteVpcEndpoints",
			map[string]any{"VpcEndpointIds": []any{"vpce-1"}},
			`<DeleteVpcEndpointsResponse><unsuccessful><item><resourceId>vpce-1</resourceId></item></unsuccessful></DeleteVpcEndpointsResponse>`,
			facts.Invalid,
			[]string{"vpce-1", "no reason"},
		},
		"not modified": {
			"ModifyVpcEndpoint",
			map[string]any{"VpcEndpointId": "vpce-1"},
			`<ModifyVpcEndpointResponse><return>false</return></ModifyVpcEndpointResponse>`, facts.Invalid,
			[]string{"not changed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := connected(t, answer(200, "text/xml", test.body))
			_, err := a.Apply(t.Context(), plan.Request{Service: "ec2", Op: test.op, Input: test.input})
			f := asFault(t, err, test.kind)
			contains(t, f.Error(), test.says...)
			if f.Op != "ec2:"+test.op || f.RequestID != "req-1" {
				t.Errorf("the fault is %+v", f)
			}
		})
	}
}

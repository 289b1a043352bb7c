package awsclient_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"sagevpc/steps/facts"
)

// sagemakerWire answers DescribeModel and ListTags.
func sagemakerWire(model, tags string) wire {
	return func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".ListTags") {
			return answer(200, "application/x-amz-json-1.1", tags)(r)
		}
		return answer(200, "application/x-amz-json-1.1", model)(r)
	}
}

// described is a model as DescribeModel would tell it after this CreateModel request.
func described(t *testing.T, request map[string]any) string {
	t.Helper()
	out := maps.Clone(request)
	delete(out, "Tags")
	out["ModelArn"], out["CreationTime"] = "arn:m", 1768467600
	out["DeploymentRecommendation"] = map[string]any{"RecommendationStatus": "COMPLETED"}
	encoded, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

// assembled is the request that creates a copy of the model.
func assembled(m facts.Model) map[string]any {
	out := map[string]any{}
	maps.Copy(out, m.Extra)
	out["ModelName"], out["ExecutionRoleArn"], out["EnableNetworkIsolation"] = m.Name, m.Role, m.Isolation
	if m.VPC != nil {
		out["VpcConfig"] = map[string]any{"Subnets": m.VPC.Subnets, "SecurityGroupIds": m.VPC.SecurityGroups}
	}
	containers := make([]any, 0, len(m.Containers))
	for _, c := range m.Containers {
		one := map[string]any{}
		maps.Copy(one, c.Extra)
		one["Image"], one["ModelDataUrl"], one["Environment"] = c.Image, c.ModelData, c.Environment
		containers = append(containers, one)
	}
	if m.Primary {
		out["PrimaryContainer"] = containers[0]
	} else {
		out["Containers"] = containers
	}
	return out
}

// A model that is read and copied loses no field that the SDK knows.
func TestModelKeepsEveryField(t *testing.T) {
	for name, without := range map[string]string{"containers": "PrimaryContainer", "primary container": "Containers"} {
		t.Run(name, func(t *testing.T) {
			request := fullModel(t)
			delete(request, without)
			a := connected(t, sagemakerWire(described(t, request), `{"Tags":[{"Key":"team","Value":"risk"},{"Key":"aws:cloudformation:stack-id","Value":"x"}]}`))
			m, err := a.Model(t.Context(), "text")
			if err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(m.Tags, map[string]string{"team": "risk"}) {
				t.Errorf("the tags are %v", m.Tags)
			}
			delete(request, "Tags")
			if got := values(t, assembled(m)); !reflect.DeepEqual(got, request) {
				t.Errorf("the copy is\n%v, want\n%v", got, request)
			}
		})
	}
}

// False is not nothing: a licence that was not accepted must not be left out of a copy.
func TestModelKeepsFalseAndDropsNothingness(t *testing.T) {
	model := `{"ModelName":"m","ModelArn":"arn:m","PrimaryContainer":{"Image":"i","Environment":{"EMPTY":""},"ModelDataSource":{"S3DataSource":
		{"S3Uri":"s3://b/k/","ModelAccessConfig":{"AcceptEula":false}}},"AdditionalModelDataSources":[],"MultiModelConfig":{}},"VpcConfig":{"Subnets":[],"SecurityGroupIds":[]}}`
	m, err := connected(t, sagemakerWire(model, `{}`)).Model(t.Context(), "m")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"ModelDataSource": map[string]any{"S3DataSource": map[string]any{
		"S3Uri": "s3://b/k/", "ModelAccessConfig": map[string]any{"AcceptEula": false},
	}}}
	if c := m.Containers[0]; !reflect.DeepEqual(c.Extra, want) || !maps.Equal(c.Environment, map[string]string{"EMPTY": ""}) {
		t.Errorf("got %+v, want the extra fields %v", c, want)
	}
	if m.VPC != nil || m.Extra != nil || m.Tags == nil {
		t.Errorf("got %+v, want no VPC, no extra fields and no tags", m)
	}
}

func TestRolesThatSageMakerMayAssume(t *testing.T) {
	for document, want := range map[string]bool{
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}`:                                                                 true,
		`{"Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","sagemaker.amazonaws.com"]},"Action":["sts:TagSession","sts:AssumeRole"]}}`:                          true,
		`%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22sagemaker.amazonaws.com%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D`: true,
		`{"Statement":[{"Effect":"Deny","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:AssumeRole"}]}`:                                                                  false,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"sagemaker.amazonaws.com"},"Action":"sts:TagSession"}]}`:                                                                 false,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`:                                                                    false,
		`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}`:                                                                                                   false,
		`{"Statement":"broken`: false,
		``:                     false,
	} {
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(document)
		a := connected(t, answer(200, "text/xml", `<ListRolesResponse><ListRolesResult><Roles><member><RoleName>r</RoleName><Arn>arn:r</Arn>`+
			`<AssumeRolePolicyDocument>`+escaped+`</AssumeRolePolicyDocument></member></Roles></ListRolesResult></ListRolesResponse>`))
		roles, err := a.Roles(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := (facts.Role{Name: "r", ARN: "arn:r", SageMaker: want}); len(roles) != 1 || roles[0] != want {
			t.Errorf("%s: got %+v, want %+v", document, roles, want)
		}
	}
}

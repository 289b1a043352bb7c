package sandbox

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// spoken sends a request as the network would deliver it, and returns nil when no HTTP
// client could have sent it.
func spoken(t *testing.T, method, target, authorization, amzTarget, contentType, body string) *httptest.ResponseRecorder {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1"+target, strings.NewReader(body))
	if err != nil {
		return nil
	}
	for name, value := range map[string]string{"Authorization": authorization, "X-Amz-Target": amzTarget, "Content-Type": contentType} {
		if strings.ContainsAny(value, "\r\n\x00") {
			return nil
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	tourAccount(t).ServeHTTP(w, r)
	return w
}

// wellFormed fails unless the answer is one that the service could give: a status that
// says whose fault it is, and a body that the client's parser takes.
func wellFormed(t *testing.T, method string, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.String()
	if w.Code < 200 || w.Code > 499 && w.Code != http.StatusNotImplemented {
		t.Fatalf("status %d: %s", w.Code, body)
	}
	if body == "" {
		if method != http.MethodHead && w.Code >= 300 {
			t.Fatalf("status %d without a word", w.Code)
		}
		return
	}
	switch kind := w.Header().Get("Content-Type"); {
	case strings.Contains(kind, "xml"):
		if err := oneDocument(body); err != nil {
			t.Fatalf("%v in %s", err, body)
		}
	case strings.Contains(kind, "json"):
		if !json.Valid([]byte(body)) {
			t.Fatalf("no JSON: %s", body)
		}
	case w.Code != http.StatusNotFound: // no service was recognised
		t.Fatalf("status %d with %s: %s", w.Code, kind, body)
	}
}

// oneDocument reads XML to its end.
func oneDocument(body string) error {
	d := xml.NewDecoder(strings.NewReader(body))
	roots, depth := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			if roots != 1 {
				return errors.New("not one root element")
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
}

const fuzzKey = "AWS4-HMAC-SHA256 Credential=" + AccessKeyID + "/20260115/us-east-1/"

// FuzzHTTPQuery sends requests of the Query and REST protocols to the whole handler.
func FuzzHTTPQuery(f *testing.F) {
	for _, seed := range [][5]string{ // method, target, service, content type, body
		{"POST", "/", "ec2", "application/x-www-form-urlencoded", "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=*"},
		{"GET", "/?Action=DescribeVpcs&Version=2016-11-15&MaxResults=5", "ec2", "", ""},
		{"POST", "/", "ec2", "", "Action=CreateVpcEndpoint&Version=2016-11-15&DryRun=true&VpcId=" + vpcID("ml-prod") + "&ServiceName=com.amazonaws.us-east-1.s3"},
		{"POST", "/", "ec2", "", "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=&Filter.1.Value.1=%zz"},
		{"POST", "/", "ec2", "", "Action=MakeCoffee&Version=2016-11-15"},
		{"POST", "/", "iam", "", "Action=ListRoles&Version=2010-05-08&MaxItems=2"},
		{"POST", "/", "iam", "", "Action=GetRole&Version=2010-05-08&RoleName=%1b%00"},
		{"POST", "/", "sts", "", "Action=GetCallerIdentity&Version=2011-06-15"},
		{"POST", "/", "", "", "Action=GetCallerIdentity&Version=2011-06-15"},
		{"GET", "/acme-models?location", "s3", "", ""},
		{"HEAD", "/acme-models-eu", "s3", "", ""},
		{"PUT", "/acme-models?policy", "s3", "application/json", `{"Version":`},
		{"GET", "/%2e%2e/x?X-Amz-Credential=a/b/us-east-1/s3/d", "", "", ""},
		{"POST", "/", "dynamodb", "", "{}"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3], seed[4])
	}
	f.Fuzz(func(t *testing.T, method, target, service, contentType, body string) {
		if !strings.HasPrefix(target, "/") {
			return
		}
		authorization := ""
		if service != "" {
			authorization = fuzzKey + service + "/aws4_request, SignedHeaders=host, Signature=00"
		}
		if w := spoken(t, method, target, authorization, "", contentType, body); w != nil {
			wellFormed(t, method, w)
		}
	})
}

// FuzzHTTPJSON sends requests of the JSON protocol to the whole handler.
func FuzzHTTPJSON(f *testing.F) {
	for _, seed := range [][3]string{ // signature's scope, target, body
		{"us-east-1/sagemaker", "SageMaker.ListModels", `{"MaxResults":3,"SortBy":"Name"}`},
		{"us-east-1/sagemaker", "SageMaker.DescribeModel", `{"ModelName":"fraud-v3"}`},
		{"us-east-1/sagemaker", "SageMaker.CreateModel", `{"ModelName":"m","PrimaryContainer":{"Image":"i"},"ExecutionRoleArn":"r","VpcConfig":{}}`},
		{"us-east-1/sagemaker", "SageMaker.DeleteModel", `{"ModelName":null}`},
		{"us-east-1/sagemaker", "SageMaker.AddTags", `{"ResourceArn":"arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3","Tags":[{}]}`},
		{"us-east-1/sagemaker", "SageMaker.", `{}`},
		{"us-east-1/sagemaker", "", `{}`},
		{"mars-north-1/sagemaker", "SageMaker.ListModels", `{}`},
		{"cn-north-1/sagemaker", "SageMaker.ListModels", `{}`},
		{"us-east-1/sagemaker", "SageMaker.ListModels", `{"MaxResults":1e400}`},
		{"us-east-1/sagemaker", "SageMaker.ListModels", strings.Repeat("[", 20000)},
		{"", "SageMaker.ListModels", "\xff\xfe"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, scope, target, body string) {
		authorization := "AWS4-HMAC-SHA256 Credential=" + AccessKeyID + "/20260115/" + scope + "/aws4_request"
		if w := spoken(t, http.MethodPost, "/", authorization, target, "application/x-amz-json-1.1", body); w != nil {
			wellFormed(t, http.MethodPost, w)
		}
	})
}

package sandbox

import (
	"slices"
	"strings"
	"testing"
)

// Every operation of EC2 refuses what it does not know, in EC2's words.
func TestEveryOperationRefusesWhatItDoesNotKnow(t *testing.T) {
	a := tourAccount(t)
	for _, op := range ec2Names() {
		known, _ := ec2Named(op)
		call := "Action=" + op + "&Version=" + ec2Version
		answer := answerTo(t, a, "ec2", "", call+"&Colour.1=red")
		if text := string(answer.body); answer.status != 400 || !strings.Contains(text, "<Code>UnknownParameter</Code><Message>The parameter Colour is not recognized</Message>") {
			t.Errorf("%s: an unknown parameter gives %d %s", op, answer.status, text)
		}
		if !slices.Contains(strings.Fields(known.params), "Filter") {
			continue
		}
		answer = answerTo(t, a, "ec2", "", call+"&Filter.1.Name=colour&Filter.1.Value.1=red")
		if text := string(answer.body); answer.status != 400 || !strings.Contains(text, noSuchFilter(op)) {
			t.Errorf("%s: an unknown filter gives %d %s", op, answer.status, text)
		}
	}
}

// noSuchFilter is what an operation says to a filter called colour. Most say the same.
func noSuchFilter(op string) string {
	switch op {
	case "DescribeVpcEndpoints":
		return "<Code>InvalidParameterValue</Code><Message>Unsupported filter attribute: [colour]</Message>"
	case "DescribeVpcEndpointServices":
		return "<Code>InvalidFilter</Code><Message>The filter &#39;colour&#39; is invalid</Message>"
	}
	return "<Code>InvalidParameterValue</Code><Message>The filter &#39;colour&#39; is invalid</Message>"
}

// What cannot be read is refused in the shape of the service that it was sent to.
func TestMalformedBodiesAreRefusedInTheServicesShape(t *testing.T) {
	a := tourAccount(t)
	for _, tc := range []struct{ service, target, body, want string }{
		{"ec2", "", "Action=DescribeVpcs&Version=2016-11-15&%zz", "<Response><Errors><Error><Code>"},
		{"iam", "", "Action=ListRoles&Version=2010-05-08&%zz", `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error>`},
		{"sts", "", "Action=%zz", `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>`},
		{"sagemaker", sagemakerTarget + "ListModels", "{", `{"__type":"SerializationException"`},
		{"sagemaker", sagemakerTarget + "ListModels", "\xff", `{"__type":"SerializationException"`},
	} {
		answer := answerTo(t, a, tc.service, tc.target, tc.body)
		if answer.status != 400 || !strings.Contains(string(answer.body), tc.want) {
			t.Errorf("%s: %q gives %d %s", tc.service, tc.body, answer.status, answer.body)
		}
	}
}

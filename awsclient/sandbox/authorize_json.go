package sandbox

import (
	"encoding/json"
	"regexp"
	"strings"
)

// sagemakerOp takes an operation of SageMaker apart. Others than these verbs are left to
// the service to refuse.
var sagemakerOp = regexp.MustCompile(`^(Create|Describe|Delete|Update|List|Add|Search|Stop|Get)([A-Z][A-Za-z]*)$`)

// sagemakerKinds are the kinds of resource by what operations call them.
var sagemakerKinds = map[string]string{
	"Model": "model", "EndpointConfig": "endpoint-config", "Endpoint": "endpoint", "EndpointWeightsAndCapacities": "endpoint",
}

// sagemakerClaims are the rights that a call of SageMaker needs
// (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html).
func (a *Account) sagemakerClaims(c *call) []claim {
	parts := sagemakerOp.FindStringSubmatch(c.op)
	input, err := decodeObject(c.body)
	if parts == nil || err != nil {
		return nil
	}
	action := "sagemaker:" + c.op
	kind, scoped := sagemakerKinds[parts[2]]
	switch {
	case scoped && parts[1] != "List":
		return a.scopedSageMaker(c, action, kind, input)
	case parts[2] == "Tags":
		arn := textIn(input, "ResourceArn")
		return []claim{{action: action, resource: arn, shown: arn, circumstances: a.taggedFacts(c, arn, input)}}
	}
	return []claim{{action: action, resource: "*"}}
}

func (a *Account) scopedSageMaker(c *call, action, kind string, input jsonObject) []claim {
	arn := func(kind, name string) string {
		return "arn:aws:sagemaker:" + c.region + ":" + AccountID + ":" + kind + "/" + strings.ToLower(name)
	}
	field := map[string]string{"model": "ModelName", "endpoint-config": "EndpointConfigName", "endpoint": "EndpointName"}[kind]
	own := arn(kind, textIn(input, field))
	claims := []claim{{action: action, resource: own, shown: own, circumstances: a.sagemakerFacts(c, own, input)}}
	if kind == "endpoint" && input.has("EndpointConfigName") {
		config := arn("endpoint-config", textIn(input, "EndpointConfigName"))
		claims = append(claims, claim{action: action, resource: config, shown: config, circumstances: a.taggedFacts(c, config, input)})
	}
	if role := textIn(input, "ExecutionRoleArn"); role != "" {
		claims = append(claims, claim{
			action: "iam:PassRole", resource: role, shown: role,
			circumstances: circumstances{"iam:PassedToService": {sagemakerPrincipal}, "iam:AssociatedResourceArn": {own}},
		})
	}
	if tagged := tagFacts(input); len(tagged) > 0 {
		claims = append(claims, claim{action: "sagemaker:AddTags", resource: own, shown: own, circumstances: tagged})
	}
	return claims
}

// sagemakerFacts are the keys of a request and of the object that it is about.
func (a *Account) sagemakerFacts(c *call, arn string, input jsonObject) circumstances {
	known := a.taggedFacts(c, arn, input)
	var network struct {
		Subnets []string
		Groups  []string `json:"SecurityGroupIds"`
	}
	if json.Unmarshal(input["VpcConfig"], &network) == nil {
		known["sagemaker:VpcSubnets"] = network.Subnets
		known["sagemaker:VpcSecurityGroupIds"] = network.Groups
	}
	if input.has("EnableNetworkIsolation") {
		known["sagemaker:NetworkIsolation"] = []string{string(input["EnableNetworkIsolation"])}
	}
	var variants []struct{ InstanceType, ModelName string }
	if json.Unmarshal(input["ProductionVariants"], &variants) == nil {
		for _, v := range variants {
			if v.InstanceType != "" {
				known["sagemaker:InstanceTypes"] = append(known["sagemaker:InstanceTypes"], v.InstanceType)
			}
			if v.ModelName != "" {
				arn := a.world.region(c.region).modelARN(v.ModelName)
				known["sagemaker:ModelArn"] = append(known["sagemaker:ModelArn"], arn)
			}
		}
	}
	return known
}

// taggedFacts are the tags of a request and those of the object that it is about, which
// one that is yet to be made does not have.
func (a *Account) taggedFacts(c *call, arn string, input jsonObject) circumstances {
	known := tagFacts(input)
	owned, found := a.world.region(c.region).tagsAt(arn)
	if !found {
		return known
	}
	for key, value := range *owned {
		known["aws:ResourceTag/"+key] = []string{value}
		known["sagemaker:ResourceTag/"+key] = []string{value}
	}
	return known
}

func textIn(input jsonObject, name string) string {
	var text string
	if json.Unmarshal(input[name], &text) != nil {
		return ""
	}
	return text
}

func tagFacts(input jsonObject) circumstances {
	known := circumstances{}
	var list []struct{ Key, Value string }
	if json.Unmarshal(input["Tags"], &list) == nil {
		for _, tag := range list {
			known["aws:RequestTag/"+tag.Key] = []string{tag.Value}
			known["aws:TagKeys"] = append(known["aws:TagKeys"], tag.Key)
		}
	}
	return known
}

// iamClaims are the rights that a call of IAM needs. IAM names roles and policies in its
// refusals by name where the request does.
func (a *Account) iamClaims(c *call) []claim {
	q, refusal := decodeQuery(&c.request)
	if _, known := iamOps[c.op]; !known || refusal != nil {
		return nil
	}
	own := "arn:aws:iam::" + AccountID + ":"
	one := claim{action: "iam:" + c.op, resource: "*"}
	switch {
	case c.op == "ListRoles":
		one.shown = own + "role" + strings.TrimSuffix("/"+strings.Trim(q.text("PathPrefix"), "/"), "/") + "/"
		one.resource = one.shown
	case c.op == "CreateRole":
		path := q.text("Path")
		if path == "" {
			path = "/"
		}
		one.resource = own + "role" + path + q.text("RoleName")
		one.shown = one.resource
	case c.op == "SimulatePrincipalPolicy":
		one.resource, one.shown = q.text("PolicySourceArn"), q.text("PolicySourceArn")
	case q.has("RoleName"):
		name := q.text("RoleName")
		one.resource, one.shown = own+"role/"+name, "role "+name
		if r, refusal := a.world.roleNamed(name); refusal == nil {
			one.resource = r.arn()
		}
	case q.has("PolicyArn"):
		one.resource, one.shown = q.text("PolicyArn"), "policy "+q.text("PolicyArn")
	}
	if q.has("RoleName") && q.has("PolicyArn") {
		one.circumstances = circumstances{"iam:PolicyARN": {q.text("PolicyArn")}}
	}
	return []claim{one}
}

package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
)

const sagemakerTarget = "SageMaker."

var sagemakerService = service{
	name: "sagemaker",
	operation: func(req *request) string {
		op, found := strings.CutPrefix(req.header.Get("X-Amz-Target"), sagemakerTarget)
		if !found {
			return ""
		}
		return op
	},
	action: func(op string) string { return "sagemaker:" + op },
	answer: answerSageMaker,
	refuse: refuseSageMaker,
	says: vocabulary{
		unsigned: apiError{http.StatusBadRequest, "MissingAuthenticationTokenException", "Missing Authentication Token"},
		badKey:   apiError{http.StatusBadRequest, "UnrecognizedClientException", "The security token included in the request is invalid."},
		badScope: apiError{http.StatusBadRequest, "InvalidSignatureException", "Credential should be scoped to a valid region. "},
		denied:   apiError{http.StatusBadRequest, "AccessDeniedException", "%s"},
	},
}

const validation = "ValidationException"

// smCall is one call of SageMaker while it is being answered.
type smCall struct {
	*call
	input   jsonObject
	account *Account
	world   *world
	region  *region
}

func answerSageMaker(a *Account, c *call) (reply, *apiError) {
	run, known := map[string]func(*smCall) (any, *apiError){
		"CreateModel":   createModel,
		"DescribeModel": describeModel,
		"ListModels":    listModels,
		"DeleteModel":   deleteModel,
		"ListTags":      listTags,
		"AddTags":       addTags,
		"DeleteTags":    untag,

		"CreateEndpointConfig":   createEndpointConfig,
		"DescribeEndpointConfig": describeEndpointConfig,
		"ListEndpointConfigs":    listEndpointConfigs,
		"DeleteEndpointConfig":   deleteEndpointConfig,
		"CreateEndpoint":         createEndpoint,
		"DescribeEndpoint":       describeEndpoint,
		"ListEndpoints":          listEndpoints,
		"UpdateEndpoint":         updateEndpoint,
		"DeleteEndpoint":         deleteEndpoint,
	}[c.op]
	if !known {
		return reply{}, refusef("UnknownOperationException", "")
	}
	input, err := decodeObject(c.body)
	if err != nil {
		return reply{}, refusef("SerializationException", "")
	}
	result, refusal := run(&smCall{call: c, input: input, account: a, world: a.world, region: a.world.region(c.region)})
	if refusal != nil {
		return reply{}, refusal
	}
	h := jsonHeader(c)
	if result == nil { // an operation without a result answers with nothing at all
		return reply{status: http.StatusOK, header: h}, nil
	}
	body, err := json.Marshal(result)
	if err != nil {
		return reply{}, &apiError{http.StatusInternalServerError, "InternalFailure", "The answer cannot be written: " + err.Error()}
	}
	return reply{status: http.StatusOK, header: h, body: body}, nil
}

func refuseSageMaker(c *call, refusal *apiError) reply {
	said := map[string]string{"__type": refusal.code}
	if refusal.message != "" {
		said["message"] = refusal.message
	}
	body, _ := json.Marshal(said) // strings only
	return reply{status: refusal.status, header: jsonHeader(c), body: body}
}

func jsonHeader(c *call) http.Header {
	h := header("application/x-amz-json-1.1")
	h.Set("X-Amzn-Requestid", c.id)
	return h
}

// modelARN is a model's ARN.
func (r *region) modelARN(name string) string { return r.arn("model", name) }

// arn is the ARN of an object of SageMaker, which writes names in lower case in it.
func (r *region) arn(kind, name string) string {
	return "arn:aws:sagemaker:" + r.name + ":" + AccountID + ":" + kind + "/" + strings.ToLower(name)
}

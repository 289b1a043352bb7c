package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// hubVariables name the model that a serving container loads, in each container's own way:
// Hugging Face's and DJL's, DJL's options, TGI and TEI, vLLM, SGLang, DJL's list of models
// (https://docs.djl.ai/docs/serving/serving/docs/lmi/user_guides/starting-guide.html,
// https://github.com/vllm-project/vllm/blob/main/examples/online_serving/sagemaker-entrypoint.sh).
var hubVariables = []string{"HF_MODEL_ID", "OPTION_MODEL_ID", "MODEL_ID", "SM_VLLM_MODEL", "SM_SGLANG_MODEL_PATH", "SERVING_LOAD_MODELS"}

// offlineVariables keep Hugging Face's libraries from asking the hub
// (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables).
var offlineVariables = []string{"HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"}

// hubModel is a container's variable that names a model of a public hub.
type hubModel struct {
	field    string // "model.containers[0].environment.HF_MODEL_ID"
	variable string
	id       string
}

func (t target) hubModels() []hubModel {
	var out []hubModel
	for i, c := range t.model.Containers {
		if slices.ContainsFunc(offlineVariables, func(name string) bool { return yes(c.Environment[name]) }) {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
			if id := strings.TrimSpace(c.Environment[name]); slices.Contains(hubVariables, name) && fromHub(name, id) {
				out = append(out, hubModel{field: fmt.Sprintf("model.containers[%d].environment.%s", i, name), variable: name, id: id})
			}
		}
	}
	return out
}

// yes are the words that Hugging Face's libraries take for true.
func yes(value string) bool {
	return slices.Contains([]string{"1", "ON", "YES", "TRUE"}, strings.ToUpper(value))
}

// fromHub reports whether a variable's value makes the container fetch from outside AWS:
// "owner/model" or a bare name, not a path in the container and not S3's.
func fromHub(variable, value string) bool {
	_, rest, hasScheme := strings.Cut(value, "://")
	switch {
	case value == "" || strings.HasPrefix(value, "/") || strings.HasPrefix(value, ".") || strings.Contains(value, "/opt/ml/"):
		return false
	case hasScheme:
		return rest != "" && !strings.HasPrefix(value, "s3://") && !strings.HasPrefix(value, "file://")
	}
	// SERVING_LOAD_MODELS is a list of addresses; without a scheme each is a path.
	return variable != "SERVING_LOAD_MODELS"
}

// checkHub looks for a container that fetches its model from a public hub, which needs the internet.
func checkHub(t target) []Finding {
	hubs := t.hubModels()
	if len(hubs) == 0 || len(t.inside()) == 0 {
		return nil
	}
	f := Finding{
		Rule: RuleModelHub, Severity: Warn,
		Fix:    "Put the model's files into S3 as model data and name their place (/opt/ml/model), or give every chosen subnet a NAT gateway.",
		Source: docHub,
	}
	ways := sortWays(t.ways.internet)
	switch {
	case t.model.Isolation:
		f.Detail = "Network isolation lets the container reach nothing."
	case len(ways.closed) > 0:
		f.Detail = "There is no way to the internet from " + fromLabels(ways.closed) + ". " + whys(ways.closed)
	case len(ways.unsure) > 0:
		f.Severity = Unknown
		f.Detail = "Whether the internet is reached from " + fromLabels(ways.unsure) + " is not known. " + whys(ways.unsure)
	default:
		return nil
	}
	var out []Finding
	for _, h := range hubs {
		f.Subject = h.field
		f.Summary = fmt.Sprintf("%s names %s, which the container fetches from the internet: it would not get there", h.variable, h.id)
		if f.Severity == Unknown {
			f.Summary = fmt.Sprintf("whether the container can fetch %s, which %s names, is not known", h.id, h.variable)
			for _, c := range ways.unsure {
				if fault, missing := t.fault(c.way, c.hop); missing {
					g := unknown(f.Rule, f.Subject, f.Summary, fault, f.Source)
					f.Detail, f.Fix = g.Detail, g.Fix
					break
				}
			}
		}
		out = append(out, f)
	}
	return out
}

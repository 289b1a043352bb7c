package plan_test

import (
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func modelCases() []ruleCase {
	return []ruleCase{
		{rule: plan.RuleModelExists, severity: plan.Block, after: true, bend: func(s *situation) { s.f.ModelName.Taken = true }},
		{rule: plan.RuleModelExists, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.Gaps = s.f.Gaps.With(facts.TopicModelName, facts.Fault{Summary: "you may not call sagemaker:DescribeModel", Fix: "Ask for it."})
		}},
		{
			rule: plan.RuleModelName, severity: plan.Block, after: true,
			bend: func(s *situation) { s.a.Model.Name = strings.Repeat("a", 64) }, just: func(s *situation) { s.a.Model.Name = strings.Repeat("a", 63) },
		},
		{rule: plan.RuleModelName, severity: plan.Block, after: true, bend: func(s *situation) { s.a.Model.Name = "fraud_v3" }},
		{rule: plan.RuleModelRole, severity: plan.Block, after: true, bend: func(s *situation) { s.a.Model.Role = "SageMakerExecution" }},
		{
			rule: plan.RuleModelImage, severity: plan.Block, after: true,
			bend: func(s *situation) {
				s.a.Model.Containers = []plan.Container{{Image: image + strings.Repeat("x", 255-len(image)+1)}}
			},
			just: func(s *situation) {
				s.a.Model.Containers = []plan.Container{{Image: image + strings.Repeat("x", 255-len(image))}}
			},
		},
		{rule: plan.RuleModelData, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{ModelData: "acme-models/model.tar.gz"}}
		}},
		{rule: plan.RuleModelDataRegion, severity: plan.Block, after: true, bend: func(s *situation) {
			s.f.Buckets["acme-models"] = facts.Bucket{Name: "acme-models", Region: "eu-west-1"}
		}},
		{rule: plan.RuleModelDataRegion, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.Buckets["acme-models"] = facts.Bucket{Name: "acme-models", Gaps: facts.Gaps{facts.TopicBuckets: {Summary: "you may not call s3:GetBucketLocation", Fix: "Ask for it."}}}
		}},
		{rule: plan.RuleModelImageMode, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{Image: "docker.io/library/python:3"}}
		}},
		{rule: plan.RuleModelRole, severity: plan.Block, after: true, bend: func(s *situation) { s.f.Origin.Role = "" }},
		{rule: plan.RuleModelEnvironment, severity: plan.Block, after: true, bend: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{Environment: map[string]string{"1A": "x"}}}
		}, just: func(s *situation) {
			s.a.Model.Containers = []plan.Container{{Environment: map[string]string{"_A1": strings.Repeat("x", 1024)}}}
		}},
		{rule: plan.RuleModelTags, severity: plan.Unknown, after: true, bend: func(s *situation) {
			s.f.Origin.Gaps = facts.Gaps{facts.TopicOrigin: {Summary: "you may not call sagemaker:ListTags", Fix: "Ask for it."}}
		}, just: func(s *situation) {
			s.f.Origin.Gaps = facts.Gaps{facts.TopicOrigin: {Summary: "you may not call sagemaker:ListTags", Fix: "Ask for it."}}
			s.a.Model.Tags = map[string]string{"team": "risk"}
		}},
		{rule: plan.RuleModelIsolation, severity: plan.Info, after: true, bend: func(s *situation) { yes := true; s.a.Model.NetworkIsolation = &yes }},
		{
			rule: plan.RuleModelHub, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.environment("HF_MODEL_ID", "meta-llama/Llama-3.1-8B-Instruct") },
			just: func(s *situation) { s.environment("HF_MODEL_ID", "/opt/ml/model") },
		},
		{
			rule: plan.RuleModelHub, severity: plan.Warn, after: true,
			bend: func(s *situation) { s.environment("SM_VLLM_MODEL", "Qwen/Qwen3-0.6B") },
			just: func(s *situation) {
				s.environment("SM_VLLM_MODEL", "Qwen/Qwen3-0.6B")
				s.withNAT()
			},
		},
		{
			rule: plan.RuleModelHub, severity: plan.Warn, after: true,
			bend: func(s *situation) {
				s.environment("SERVING_LOAD_MODELS", "djl://ai.djl.huggingface.pytorch/sentence-transformers/all-MiniLM-L6-v2")
			},
			just: func(s *situation) { s.environment("SERVING_LOAD_MODELS", "test::Python=/opt/ml/model") },
		},
		{
			rule: plan.RuleModelHub, severity: plan.Warn, after: true,
			bend: func(s *situation) {
				on := true
				s.environment("OPTION_MODEL_ID", "gpt2")
				s.withNAT()
				s.a.Model.NetworkIsolation = &on
			},
			just: func(s *situation) { s.environment("OPTION_MODEL_ID", "s3://acme-models/gpt2/") },
		},
		{
			rule: plan.RuleModelHub, severity: plan.Unknown, after: true,
			bend: func(s *situation) {
				s.environment("HF_MODEL_ID", "gpt2")
				s.everywhere("tgw-00000000000000001")
			},
			just: func(s *situation) {
				s.a.Model.Containers = []plan.Container{{Environment: map[string]string{"HF_MODEL_ID": "gpt2", "HF_HUB_OFFLINE": "1"}}}
			},
		},
	}
}

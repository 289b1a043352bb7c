package policy

import "strings"

// ProbeKind names what a probe stands for.
type ProbeKind string

// The kinds of probe.
const (
	ProbeModel      ProbeKind = "model"              // the model's own data
	ProbeLayer      ProbeKind = "ecr-layer"          // a layer of a container image
	ProbeRepository ProbeKind = "package-repository" // a package of Amazon Linux 2023
	ProbeDefault    ProbeKind = "default-bucket"     // the SageMaker SDK's own bucket
	ProbeStranger   ProbeKind = "stranger"           // a bucket that nobody mentioned
)

// Probe is a request that shows what a policy lets through.
type Probe struct {
	Kind    ProbeKind
	Name    string // "GET acme-models/fraud/model.tar.gz"
	Request Request
}

// Probes are the rows of a policy's truth table: each of the model's addresses, an ECR
// layer, a package repository, the default bucket while the account is known, and
// somebody else's bucket. modelData are addresses as CreateModel takes them; those that
// are not S3's are left out. Keys that cannot be told beforehand are not in a request's
// context, so a condition on them makes Evaluate answer Unknown; those that no
// request through an endpoint has are decided as absent.
func Probes(env Env, modelData []string) []Probe {
	var out []Probe
	get := func(kind ProbeKind, bucket, key string, known map[string]string) {
		out = append(out, Probe{Kind: kind, Name: "GET " + bucket + "/" + key, Request: Request{
			Action: getObject, Resource: env.arn(bucket + "/" + key), Context: known, Gateway: env.Gateway, Through: true,
		}})
	}
	ours := env.ours()
	for _, address := range modelData {
		if bucket, key, ok := ParseS3URL(address); ok {
			if key == "" || strings.HasSuffix(key, "/") {
				key += "…" // Any object below the prefix, and the list of them.
				out = append(out, Probe{Kind: ProbeModel, Name: "LIST " + bucket, Request: Request{
					Action: "s3:ListBucket", Resource: env.arn(bucket), Context: ours, Gateway: env.Gateway, Through: true,
				}})
			}
			get(ProbeModel, bucket, key, ours)
		}
	}
	get(ProbeLayer, env.layerBucket(), "layer", env.passage()) // Signed by an account of ECR's, not ours.
	get(ProbeRepository, env.al2023Bucket(), "core/mirrors/latest/x86_64/mirror.list", env.passage())
	if env.Account != "" {
		known := env.ours()
		known["aws:ResourceAccount"], known["s3:ResourceAccount"] = env.Account, env.Account
		get(ProbeDefault, env.defaultBucket(), "model.tar.gz", known)
	}
	get(ProbeStranger, "somebody-elses-bucket", "x", ours)
	return out
}

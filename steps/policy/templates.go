package policy

import (
	"fmt"
	"slices"
)

// The names of the templates, as in the answers file.
const (
	NameFull                  = "full"
	NameModelBuckets          = "model-buckets"
	NameDenyPackageRepos      = "deny-package-repos"
	NameModelBucketsDenyRepos = "model-buckets+deny-package-repos"
)

// Names lists the templates, the widest first.
func Names() []string {
	return []string{NameFull, NameModelBuckets, NameDenyPackageRepos, NameModelBucketsDenyRepos}
}

// Template is the template of a name, written for an environment. The error says which
// name does not exist, or what of the environment is missing or wrong for the template.
func Template(name string, env Env) (Document, error) {
	if !slices.Contains(Names(), name) {
		return Document{}, fmt.Errorf("there is no policy template %q: choose one of %q", name, Names())
	}
	if name == NameFull {
		return Full(), nil
	}
	if env.Region == "" {
		return Document{}, fmt.Errorf("the policy %q names buckets of a Region, and none is known: name the Region", name)
	}
	if name == NameDenyPackageRepos {
		return DenyPackageRepos(env), nil
	}
	if env.Account == "" {
		return Document{}, fmt.Errorf("the policy %q names the account's own bucket, and the account is not known", name)
	}
	for _, bucket := range env.Buckets {
		if !addressable(bucket) {
			return Document{}, fmt.Errorf("%q is not the name of a bucket: it has 3 to 63 letters, digits, dots and hyphens", bucket)
		}
	}
	if name == NameModelBuckets {
		return ModelBuckets(env), nil
	}
	return ModelBucketsDenyRepos(env), nil
}

func document(statements ...Statement) Document {
	return Document{Version: Version, Statements: statements}
}

// Full lets everything through, as an endpoint without a policy of its own does.
func Full() Document {
	return document(Statement{
		Sid: "FullAccess", Effect: Allow, Principal: Everyone(), Action: List{"*"}, Resource: List{"*"},
		Explain: "Everyone may do everything in S3 through this endpoint; what a caller may do is left to IAM and the buckets",
	})
}

// ModelBuckets lets the model's data through, and the buckets that SageMaker needs besides
// (https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html). Whatever else uses the
// endpoint is cut off from every other bucket. The default bucket is left out while the
// account is not known.
func ModelBuckets(env Env) Document { return document(env.modelBuckets()...) }

// DenyPackageRepos lets everything through but the package repositories of Amazon Linux.
func DenyPackageRepos(env Env) Document {
	allow := Statement{
		Sid: "AllowOtherS3Access", Effect: Allow, Principal: Everyone(), Action: List{"*"}, Resource: List{"*"},
		Explain: "Everything that no statement below denies passes; without this the endpoint would deny everything",
	}
	return document(append([]Statement{allow}, env.denyRepos()...)...)
}

// ModelBucketsDenyRepos joins ModelBuckets and the denials of DenyPackageRepos in one document.
func ModelBucketsDenyRepos(env Env) Document {
	return document(append(env.modelBuckets(), env.denyRepos()...)...)
}

func (e Env) modelBuckets() []Statement {
	var out []Statement
	if buckets := e.buckets(); len(buckets) > 0 {
		out = append(out, e.modelArtifacts(buckets))
	}
	if e.Account != "" {
		out = append(out, Statement{
			Sid: "SageMakerDefaultBucket", Effect: Allow, Principal: Everyone(),
			Action: List{getObject, "s3:PutObject", listBucket}, Resource: e.both(e.defaultBucket()),
			Explain: "The bucket that the SageMaker SDK reads from and writes to unless told otherwise",
		})
	}
	// ECR signs the addresses of layers with an account of its own, so no condition on the
	// caller's account may stand here.
	return append(out, Statement{
		Sid: "AwsOwnedReadOnly", Effect: Allow, Principal: Everyone(), Action: List{getObject, listBucket},
		Resource: append(List{e.arn(e.layerBucket() + "/*")}, e.both(e.jumpStartBucket())...),
		Explain: "AWS's own buckets, to read: the layers of container images in ECR, and JumpStart's models; for every caller, " +
			"because ECR signs the addresses of layers with an account of its own",
	})
}

func (e Env) modelArtifacts(buckets []string) Statement {
	s := Statement{
		Sid: "ModelArtifacts", Effect: Allow, Principal: Everyone(), Action: List{getObject, listBucket},
		Explain: "The buckets with the model's data and those that were added, to read",
	}
	for _, bucket := range buckets {
		s.Resource = append(s.Resource, e.both(bucket)...)
	}
	if e.Account != "" {
		s.Explain += ", for callers of this account alone"
		s.Conditions = []Condition{{Operator: "StringEquals", Key: "aws:PrincipalAccount", Values: List{e.Account}}}
	}
	return s
}

// PackageReposDate is when the list of package repositories was last AWS's own.
const PackageReposDate = "2026-03-18"

// denyRepos are the package repositories of Amazon Linux in S3: the first and second as
// https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html has them, the second's other
// bucket and Amazon Linux 2023 after AWS's examples for data perimeters
// (https://github.com/aws-samples/data-perimeter-policy-examples, of PackageReposDate).
func (e Env) denyRepos() []Statement {
	deny := func(sid, explain string, resources ...string) Statement {
		explain += ", from the buckets that AWS named on " + PackageReposDate
		s := Statement{Sid: sid, Effect: Deny, Principal: Everyone(), Action: List{getObject}, Explain: explain}
		for _, r := range resources {
			s.Resource = append(s.Resource, e.arn(r))
		}
		return s
	}
	return []Statement{
		deny("AmazonLinuxAMIRepositoryAccess", "No packages of the first Amazon Linux",
			"packages.*."+e.domain()+"/*", "repo.*."+e.domain()+"/*"),
		deny("AmazonLinux2AMIRepositoryAccess", "No packages of Amazon Linux 2",
			"amazonlinux.*."+e.domain()+"/*", "amazonlinux-2-repos-"+e.Region+"/*"),
		deny("AmazonLinux2023RepositoryAccess", "No packages and no kernel live patches of Amazon Linux 2023",
			e.al2023Bucket()+"/*", "al2023-"+e.Region+"/*"),
	}
}

package policy

import "strings"

// Notes says in full sentences what a template does beside its purpose, and what it does
// not do; none for a name that is no template's.
func Notes(name string) []string {
	var out []string
	switch name {
	case NameFull:
		out = append(out, "A caller still needs the permission of IAM and of the bucket.")
	case NameModelBuckets, NameModelBucketsDenyRepos:
		out = append(out,
			"Everything else that uses the endpoint loses every bucket that is not named here, in all subnets of its route tables.",
			"Only the model's own buckets ask for the caller's account: a condition for everything would cut off the layers of container images, "+
				"whose addresses ECR signs with an account of its own.",
			"Data capture, asynchronous inference and other Regions' buckets need statements of their own.",
		)
	}
	if name == NameDenyPackageRepos || name == NameModelBucketsDenyRepos {
		out = append(out,
			"The list of repositories is of "+PackageReposDate+": AWS can add to it.",
			"It stops yum and dnf, and not pip, apt, conda or cdn.amazonlinux.com, whose packages are not in these buckets.",
			"dnf on Amazon Linux 2023 asks for an s3.dualstack name, which can lead past a gateway endpoint, and so past this policy.",
			"With a NAT gateway, what does not go through the endpoint is not held against the policy.",
			"Other hosts on the endpoint's route tables lose their updates from these repositories, too.",
		)
	}
	return out
}

// NameAsPrinted is the name of AWS's own text; it is no template, because no endpoint takes it.
const NameAsPrinted = "as-printed"

// AsPrinted is what AWS's page shows for denying package repositories: two documents beside
// each other, each of one denial
// (https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html).
func AsPrinted(env Env) string {
	deny := func(sid string, names ...string) string {
		s := Statement{Sid: sid, Effect: Deny, Principal: Everyone(), Action: List{getObject}}
		for _, name := range names {
			s.Resource = append(s.Resource, env.arn(name+".*."+env.domain()+"/*"))
		}
		return Document{Statements: []Statement{s}}.String()
	}
	return strings.Join([]string{
		deny("AmazonLinuxAMIRepositoryAccess", "packages", "repo"), deny("AmazonLinux2AMIRepositoryAccess", "amazonlinux"),
	}, "\n\n")
}

// WhyNotAsPrinted says in full sentences why AsPrinted is not sent.
func WhyNotAsPrinted() []string {
	return []string{
		"It is two documents, and an endpoint takes one.",
		"Both only deny: an endpoint policy is the most that may pass, so nothing would, the model's download included.",
		"It misses the second bucket of Amazon Linux 2, and Amazon Linux 2023.",
		"The template " + NameDenyPackageRepos + " denies the same and more, in one document that works.",
	}
}

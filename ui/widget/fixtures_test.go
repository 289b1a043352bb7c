package widget

import (
	"fmt"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/capacity"
)

// hostile is text that a terminal would obey: it must come out visible and harmless.
const hostile = "evil\x1b[31m\u202ename\r\n\x07"

func zones() []steps.Group {
	return []steps.Group{
		{Key: "use1-az1", Label: "use1-az1  us-east-1a", Note: "free 239"},
		{Key: "use1-az2", Label: "use1-az2  us-east-1b", Note: "free 438"},
		{Key: "use1-az4", Label: "use1-az4  us-east-1d", Note: "free 11"},
	}
}

func subnet(name, cidr, zone string, used, size int, note string) steps.Option {
	return steps.Option{
		Value: "subnet-0a" + name, Label: name, Columns: []string{cidr}, Group: zone, Note: note,
		Meter: &steps.Meter{Used: used, Size: size, Free: size - used, Need: 4}, Search: "team=" + name,
	}
}

// subnetsQuestion is the screen of the sketch: two zones chosen, one row short, one
// public, one that cannot be chosen.
func subnetsQuestion() steps.Many {
	off := subnet("private-d", "10.0.4.0/28", "use1-az4", 0, 11, "")
	off.Disabled = "ml.g5.xlarge is not offered in this zone"
	return steps.Many{
		Groups: zones(),
		Options: []steps.Option{
			subnet("private-a", "10.0.1.0/24", "use1-az1", 15, 251, ""),
			subnet("tiny-a", "10.0.9.0/28", "use1-az1", 8, 11, "too small for 4"),
			subnet("private-b", "10.0.2.0/24", "use1-az2", 53, 251, ""),
			subnet("public-b", "10.0.12.0/24", "use1-az2", 11, 251, "public: gives no internet here"),
			off,
		},
		Selected: []string{"subnet-0aprivate-a", "subnet-0aprivate-b"},
		Max:      16,
		Summary:  "2 of 16 chosen",
		Panel:    &steps.Form{Fields: capacityFields()},
		Ladder:   ladder(true),
		Actions:  []steps.Action{{ID: steps.BestPair, Label: "best pair"}},
	}
}

func capacityFields() []steps.Field {
	return []steps.Field{
		{
			Key: "instance_type", Label: "Instance type", Kind: steps.TextField, Value: "ml.g5.xlarge",
			Options: []steps.Option{
				{Value: "ml.g5.xlarge", Note: "4 vCPU"}, {Value: "ml.g5.2xlarge", Note: "8 vCPU"}, {Value: "ml.m5.large"},
			},
			Hint: "decides which zones can hold the model",
		},
		{Key: "instances", Label: "Instances", Kind: steps.NumberField, Value: "2", Hint: "running at once"},
		{Key: "max_instances", Label: "Up to", Kind: steps.NumberField, Value: "4"},
		{Key: "efa", Label: "EFA", Kind: steps.SelectField, Value: "auto", Options: []steps.Option{{Value: "auto"}, {Value: "true"}, {Value: "false"}}},
		{
			Key: "update", Label: "Update", Kind: steps.SelectField, Value: "blue-green",
			Options: []steps.Option{{Value: "blue-green", Label: "blue-green"}, {Value: "rolling", Label: "rolling"}},
		},
		{Key: "reserve", Label: "Reserve", Kind: steps.NumberField, Value: "0", Hint: "addresses of each subnet left for others"},
	}
}

func ladder(ok bool) *capacity.Ladder {
	return &capacity.Ladder{PerInstance: 2, Steps: []capacity.Step{
		{Name: "now", Need: 4, Free: 434, OK: true, Formula: "2 instances × 2 addresses = 4; free: use1-az1 236 + use1-az2 198 = 434"},
		{Name: "scaled out", Need: 8, Free: 434, OK: true, Formula: "4 instances × 2 addresses = 8; free: use1-az1 236 + use1-az2 198 = 434"},
		{Name: "update", Need: 16, Free: 11, OK: ok, Formula: "(4 old + 4 new) × 2 addresses = 16; free: use1-az4 11"},
		{Name: "zone lost", Need: 8, Free: 198, PerZone: true, OK: true, Formula: "4 instances × 2 addresses = 8 in each zone; the least is free in use1-az2 198"},
		{Name: "both", Need: 16, Free: 198, PerZone: true, OK: true, Formula: "(4 old + 4 new) × 2 addresses = 16 in each zone; the least is free in use1-az2 198"},
	}}
}

func vpcsQuestion() steps.Choice {
	return steps.Choice{
		Selected: "vpc-0a1b2c3d4e5f60718",
		Options: []steps.Option{
			{Value: "vpc-0a1b2c3d4e5f60718", Label: "ml-prod", Columns: []string{"vpc-0a1b2c3d4e5f60718", "10.0.0.0/16", "3 zones", "free 688"}, Mark: steps.Holds, Note: "fits", Detail: verdictOf(steps.Holds)},
			{Value: "vpc-0b", Label: "shared-services", Columns: []string{"vpc-0b1b2c3d4e5f60718", "10.20.0.0/16", "2 zones", "free 4,102"}, Mark: steps.Warns, Note: "no way to S3: the plan can add one", Detail: verdictOf(steps.Warns)},
			{Value: "vpc-0c", Label: "legacy", Columns: []string{"vpc-0c1b2c3d4e5f60718", "172.31.0.0/16", "1 zone", "free 250"}, Mark: steps.Blocks, Disabled: "one zone: SageMaker needs subnets in two"},
			{Value: "vpc-0d", Label: "partner", Columns: []string{"vpc-0d1b2c3d4e5f60718", "10.40.0.0/16", "3 zones", "free 90"}, Mark: steps.Unknown, Note: "ec2:DescribeVpcAttribute was denied"},
		},
		Empty: "This Region has no VPC.",
	}
}

func verdictOf(s3 steps.Mark) []steps.Line {
	lines := []steps.Line{
		{Mark: steps.Holds, Text: "3 zones, 688 addresses free"},
		{Mark: steps.Holds, Text: "DNS support and DNS hostnames are on"},
		{Mark: steps.Holds, Text: "an S3 gateway endpoint"},
	}
	if s3 == steps.Warns {
		lines[2] = steps.Line{Mark: s3, Text: "no way to S3: the plan can add one"}
	}
	return lines
}

// manyVPCs is a list that no screen holds.
func manyVPCs(n int) steps.Choice {
	q := steps.Choice{Groups: zones()}
	for i := range n {
		q.Options = append(q.Options, steps.Option{
			Value: fmt.Sprintf("subnet-%05d", i), Label: fmt.Sprintf("private-%d", i), Group: zones()[i*3/n].Key,
			Columns: []string{fmt.Sprintf("10.%d.%d.0/24", i/250, i%250), "available"},
			Meter:   &steps.Meter{Used: i % 250, Size: 251, Free: 251 - i%250, Need: 4}, Note: "free of others",
		})
	}
	return q
}

func hostileChoice() steps.Choice {
	return steps.Choice{
		Groups: []steps.Group{{Key: "g", Label: "zone " + hostile, Note: hostile}},
		Options: []steps.Option{
			{Value: "a", Group: "g", Label: hostile, Columns: []string{hostile, "日本語のサブネット"}, Note: hostile},
			{Value: "b", Group: "g", Label: "zero\u200bwidth", Columns: []string{"tab\there", "e\u0301tudes 🚀"}, Disabled: hostile},
		},
	}
}

func modelForm() steps.Form {
	return steps.Form{
		Intro: []string{"A model is a name, a role and a container. Its network is chosen on the next screens."},
		Fields: []steps.Field{
			{Key: "name", Label: "Name", Kind: steps.TextField, Value: "fraud-v3-vpc", Hint: "1 to 63 letters, digits and hyphens; unique in this Region"},
			{
				Key: "role", Label: "Execution role", Kind: steps.TextField, Value: "arn:aws:iam::111122223333:role/SageMakerExecution",
				Hint: "the role that the container runs as",
				Options: []steps.Option{
					{Value: "arn:aws:iam::111122223333:role/SageMakerExecution", Label: "SageMakerExecution"},
					{Value: "arn:aws:iam::111122223333:role/Batch", Label: "Batch", Note: "does not trust SageMaker"},
				},
			},
			{Key: "image", Label: "Image", Kind: steps.TextField, Value: "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3", ReadOnly: "copied from fraud-v3"},
			{Key: "environment", Label: "Environment", Kind: steps.TextField, Value: "LOG_LEVEL=info TOKEN=hunter2", Secret: true, Hint: `NAME=value OTHER="two words"`},
			{Key: "isolation", Label: "Network isolation", Kind: steps.ToggleField, Value: "false", Hint: "the container reaches nothing; SageMaker still fetches the model from S3"},
			{Key: "instances", Label: "Instances", Kind: steps.NumberField, Value: "2"},
			{Key: "mode", Label: "Update", Kind: steps.SelectField, Value: "blue-green", Options: []steps.Option{
				{Value: "blue-green", Label: "blue-green", Note: "needs room for both fleets"},
				{Value: "rolling", Label: "rolling"},
				{Value: "never", Label: "never", Disabled: "not for a model with variants"},
			}},
		},
	}
}

func policyDocument() steps.Document {
	return steps.Document{
		Selected: "both",
		Templates: []steps.Option{
			{Value: "full", Label: "full access", Note: "what AWS puts there by default"},
			{Value: "model-buckets", Label: "model buckets", Note: "only the buckets that this model reads"},
			{Value: "deny-package-repos", Label: "deny package repositories", Note: "no Amazon Linux packages"},
			{Value: "both", Label: "model buckets + deny package repositories"},
			{Value: "file", Label: "own file"},
			{Value: "keep", Label: "keep", Disabled: "the endpoint does not exist yet"},
		},
		Text: policyText(),
		Lines: []steps.Line{
			{Mark: steps.Holds, Text: "1,212 of 20,480 characters · one document · valid"},
			{Mark: steps.NoMark, Text: "sent with CreateVpcEndpoint"},
		},
		Truth: []steps.Line{
			{Mark: steps.Holds, Text: "GET acme-models/fraud/model.tar.gz"},
			{Mark: steps.Holds, Text: "GET prod-us-east-1-starport-layer-bucket/…"},
			{Mark: steps.Blocks, Text: "GET al2023-repos-us-east-1-de612dc2/…", Detail: "denied by AmazonLinux2023Repositories"},
			{Mark: steps.Blocks, Text: "GET somebody-elses-bucket/x"},
			{Mark: steps.Unknown, Text: "PUT acme-models/out", Detail: "aws:PrincipalOrgID is not known here"},
		},
	}
}

func policyText() string {
	return `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ModelArtifacts",
      "Effect": "Allow",
      "Principal": "*",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": ["arn:aws:s3:::acme-models", "arn:aws:s3:::acme-models/*", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"]
    },
    {
      "Sid": "AmazonLinux2023Repositories",
      "Effect": "Deny",
      "Principal": "*",
      "Action": "s3:GetObject",
      "Resource": "arn:aws:s3:::al2023-repos-us-east-1-de612dc2/*"
    }
  ]
}
`
}

// long is a sentence that no line holds.
func long() string { return strings.Repeat("a very long remark that goes on and on ", 6) }

package sandbox

import (
	"fmt"

	"sagevpc/steps/plan"
)

const (
	sagemakerPrincipal = "sagemaker.amazonaws.com"
	fullAccess         = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"

	executionRole = "arn:aws:iam::" + AccountID + ":role/SageMakerExecution"
	ownRegistry   = AccountID + ".dkr.ecr." + Region + ".amazonaws.com/"
)

// commonRoles are the roles that every scenario's account has.
func commonRoles() []rolePlan {
	return []rolePlan{
		{name: "AWSServiceRoleForRDS", path: "/aws-service-role/rds.amazonaws.com/", trust: "rds.amazonaws.com"},
		{
			name: "AmazonSageMaker-ExecutionRole-20250311T101010", path: "/service-role/", trust: sagemakerPrincipal,
			description: "SageMaker execution role created from the console", attached: []string{fullAccess},
		},
		{name: "DataScientist", trust: "account", description: "For people who train and deploy models"},
		{name: "FeatureStoreLambda", trust: "lambda.amazonaws.com"},
		{name: "SageMakerExecution", trust: sagemakerPrincipal, description: "Runs the team's models", attached: []string{
			fullAccess, "arn:aws:iam::" + AccountID + ":policy/ReadAcmeModels",
		}},
		{name: "WebServer", trust: "ec2.amazonaws.com"},
	}
}

// commonBuckets are the buckets that every scenario's account knows.
func commonBuckets() []bucketPlan {
	return []bucketPlan{
		{name: "acme-models", region: Region, objects: []string{"fraud/model.tar.gz", "sentiment/model.tar.gz"}},
		{name: "acme-models-eu", region: "eu-west-1", objects: []string{"fraud/model.tar.gz"}},
		{name: "sagemaker-" + Region + "-" + AccountID, region: Region},
		{name: "somebody-elses-models", region: Region, foreign: true},
	}
}

// defaultVPC is the VPC that AWS makes in every Region: public subnets, no endpoint.
func defaultVPC() vpcPlan {
	p := vpcPlan{
		name: "default", cidr: "172.31.0.0/16", isDefault: true, internet: true,
		tables: []tablePlan{{name: "main", main: true, routes: []routePlan{{to: everywhere, via: "igw"}}}},
	}
	for i, letter := range []string{"a", "b", "c", "d"} {
		p.subnets = append(p.subnets, subnetPlan{
			name: "default-" + letter, zone: Region + letter, cidr: fmt.Sprintf("172.31.%d.0/20", 16*i), public: true,
		})
	}
	return p
}

// answersFor are the defaults with what every scenario answers alike: a VPC, subnets, and
// the group model-sg.
func answersFor(vpc string, subnets ...string) plan.Answers {
	a := plan.Defaults()
	a.Region = Region
	a.Network.VPC = vpcID(vpc)
	for _, name := range subnets {
		a.Network.Subnets = append(a.Network.Subnets, subnetID(vpc, name))
	}
	a.Network.SecurityGroups = []string{groupID(vpc, "model-sg")}
	return a
}

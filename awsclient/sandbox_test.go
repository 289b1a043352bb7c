package awsclient_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/stepstest"
)

// toured returns a client whose calls reach the account of the tour.
func toured(tb testing.TB, options ...sandbox.Option) (*awsclient.Client, sandbox.Scenario) {
	tb.Helper()
	found, ok := sandbox.Lookup(sandbox.Tour)
	if !ok {
		tb.Fatal("there is no tour")
	}
	return awsclient.New(awsclient.Options{
		Region: sandbox.Region, HTTPClient: sandbox.New(found, options...).HTTPClient(),
		Credentials: &awsclient.Static{AccessKeyID: sandbox.AccessKeyID, SecretAccessKey: sandbox.SecretAccessKey},
	}), found
}

// tour opens the account of the tour.
func tour(tb testing.TB, options ...sandbox.Option) steps.Account {
	tb.Helper()
	client, _ := toured(tb, options...)
	account, err := client.Open(tb.Context(), "", "")
	if err != nil {
		tb.Fatal(err)
	}
	return account
}

func TestSandboxContract(t *testing.T) {
	open := func(t *testing.T) stepstest.Fixture { return tourFixture(t) }
	t.Run("Source", func(t *testing.T) { stepstest.Source(t, open) })
	t.Run("Applier", func(t *testing.T) { stepstest.Applier(t, open) })
}

// tourFixture describes the tour's account. The ids are looked up by name with the SDK
// alone: what is under test must not say what it is to find.
func tourFixture(t *testing.T) stepstest.Fixture {
	t.Helper()
	scenario, _ := sandbox.Lookup(sandbox.Tour)
	clock := sandbox.NewClock()
	behind := sandbox.New(scenario, sandbox.WithClock(clock.Now))
	raw := ec2.New(ec2.Options{Region: sandbox.Region, HTTPClient: behind.HTTPClient(), Credentials: signer(sandbox.AccessKeyID)})
	answers := scenario.Answers()
	vpc := answers.Network.VPC
	f := stepstest.Fixture{
		Account: opened(t, awsclient.Options{Region: sandbox.Region, HTTPClient: behind.HTTPClient(), Credentials: key}),

		AccountID: sandbox.AccountID, Region: sandbox.Region, VPC: vpc, Private: answers.Network.Subnets,
		InstanceType: "ml.g5.xlarge", Bucket: "acme-models", BucketRegion: sandbox.Region,
		Model: facts.Model{
			Name: "fraud-v3", Tags: map[string]string{"team": "risk", "stage": "production", "cost-centre": "4711"},
			Containers: []facts.Container{{
				Image:     sandbox.AccountID + ".dkr.ecr.us-east-1.amazonaws.com/fraud:3",
				ModelData: "s3://acme-models/fraud/model.tar.gz",
				Environment: map[string]string{
					"LOG_LEVEL": "info", "SCORE_THRESHOLD": "0.72", "FEATURE_API_TOKEN": "example-not-a-token",
				},
			}},
		},
	}
	subnets := must(raw.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{}))(t)
	for _, s := range subnets.Subnets {
		switch {
		case aws.ToString(s.VpcId) == vpc:
			f.Subnets = append(f.Subnets, aws.ToString(s.SubnetId))
		default:
			f.StrangerSubnet = aws.ToString(s.SubnetId)
		}
	}
	groups := must(raw.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{}))(t)
	for _, g := range groups.SecurityGroups {
		switch {
		case aws.ToString(g.VpcId) == vpc:
			f.SecurityGroups = append(f.SecurityGroups, aws.ToString(g.GroupId))
		default:
			f.StrangerGroup = aws.ToString(g.GroupId)
		}
	}
	tourTables(t, raw, &f)
	models := sagemaker.New(sagemaker.Options{Region: sandbox.Region, HTTPClient: behind.HTTPClient(), Credentials: signer(sandbox.AccessKeyID)})
	model := must(models.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: aws.String(f.Model.Name)}))(t)
	f.Role = aws.ToString(model.ExecutionRoleArn)
	f.Model.Role = f.Role
	tourReach(t, builder{TB: t, ctx: t.Context(), ec2: raw, sagemaker: models}, &f)
	clock.Advance(20 * time.Minute) // until the endpoints are in service
	f.Pass = clock.Advance
	return f
}

func tourTables(t *testing.T, raw *ec2.Client, f *stepstest.Fixture) {
	t.Helper()
	tables := must(raw.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
		Filters: []ec2types.Filter{{Name: aws.String("vpc-id"), Values: []string{f.VPC}}},
	}))(t)
	for _, table := range tables.RouteTables {
		public := slices.ContainsFunc(table.Tags, func(tag ec2types.Tag) bool {
			return aws.ToString(tag.Key) == "Name" && aws.ToString(tag.Value) == "public"
		})
		for _, association := range table.Associations {
			if aws.ToBool(association.Main) {
				f.MainTable = aws.ToString(table.RouteTableId)
			} else if public {
				f.ExplicitTable = aws.ToString(table.RouteTableId)
				f.Associated = append(f.Associated, aws.ToString(association.SubnetId))
			}
		}
	}
}

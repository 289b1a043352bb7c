package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/awsclient/sandbox"
)

const role = "arn:aws:iam::111122223333:role/SageMakerExecution"

// newModel is a request for a model in the named subnets, private-b and private-a when none is named.
func newModel(name string, n network, subnets ...string) *sagemaker.CreateModelInput {
	if len(subnets) == 0 {
		subnets = []string{"private-b", "private-a"}
	}
	var ids []string
	for _, subnet := range subnets {
		ids = append(ids, aws.ToString(n.subnets[subnet].SubnetId))
	}
	return &sagemaker.CreateModelInput{
		ModelName: aws.String(name), ExecutionRoleArn: aws.String(role),
		PrimaryContainer: &types.ContainerDefinition{
			Image: aws.String("111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3"), ModelDataUrl: aws.String("s3://acme-models/fraud/model.tar.gz"),
			Environment: map[string]string{"LOG_LEVEL": "info"}, InferenceSpecificationName: aws.String("kept"),
			MultiModelConfig: &types.MultiModelConfig{ModelCacheSetting: types.ModelCacheSettingDisabled},
		},
		VpcConfig: &types.VpcConfig{
			Subnets:          ids,
			SecurityGroupIds: []string{n.groups["model-sg"]},
		},
		Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("risk")}},
	}
}

func TestAModelComesBackWhole(t *testing.T) {
	c := open(t, "tour")
	in := newModel("fraud-v3-vpc", home(t, c, "tour"))
	made := must[*sagemaker.CreateModelOutput](t)(c.sagemaker.CreateModel(t.Context(), in))
	if want := "arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3-vpc"; *made.ModelArn != want {
		t.Errorf("got %s, want %s", *made.ModelArn, want)
	}
	got := must[*sagemaker.DescribeModelOutput](t)(c.sagemaker.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: in.ModelName}))
	if !slices.Equal(got.VpcConfig.Subnets, in.VpcConfig.Subnets) || !slices.Equal(got.VpcConfig.SecurityGroupIds, in.VpcConfig.SecurityGroupIds) {
		t.Errorf("VpcConfig: %+v", got.VpcConfig)
	}
	if *got.PrimaryContainer.InferenceSpecificationName != "kept" || got.PrimaryContainer.MultiModelConfig.ModelCacheSetting != types.ModelCacheSettingDisabled ||
		got.PrimaryContainer.Environment["LOG_LEVEL"] != "info" {
		t.Errorf("PrimaryContainer: %+v", got.PrimaryContainer)
	}
	if got.CreationTime.Format("2006-01-02 15:04") != "2026-01-15 09:00" || *got.EnableNetworkIsolation {
		t.Errorf("created %v, isolated %v", got.CreationTime, *got.EnableNetworkIsolation)
	}
	tags := must[*sagemaker.ListTagsOutput](t)(c.sagemaker.ListTags(t.Context(), &sagemaker.ListTagsInput{ResourceArn: made.ModelArn})).Tags
	if len(tags) != 1 || *tags[0].Key != "team" {
		t.Errorf("tags: %+v", tags)
	}
	if _, err := c.sagemaker.DeleteModel(t.Context(), &sagemaker.DeleteModelInput{ModelName: in.ModelName}); err != nil {
		t.Fatal(err)
	}
	_, err := c.sagemaker.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: in.ModelName})
	if got, want := wantCode(t, err, "ValidationException"), `Could not find model "`+*made.ModelArn+`".`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAModelWithoutVPCHasNone(t *testing.T) {
	c := open(t, "tour")
	got := must[*sagemaker.DescribeModelOutput](t)(c.sagemaker.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: aws.String("fraud-v3")}))
	if got.VpcConfig != nil || len(got.PrimaryContainer.Environment) != 3 {
		t.Errorf("got %+v", got)
	}
}

func TestANameIsTakenOnce(t *testing.T) {
	c := open(t, "tour")
	in := newModel("fraud-v3", home(t, c, "tour"))
	_, err := c.sagemaker.CreateModel(t.Context(), in)
	if got := wantCode(t, err, "ValidationException"); !strings.HasPrefix(got, `Cannot create already existing model "arn:aws:sagemaker:`) {
		t.Errorf("got %q", got)
	}
}

// A network in which no endpoint can work is accepted, as AWS accepts it.
func TestABadNetworkIsAccepted(t *testing.T) {
	c := open(t, "one-zone")
	n := home(t, c, "one-zone")
	if _, err := c.sagemaker.CreateModel(t.Context(), newModel("doomed", n, "app-1")); err != nil {
		t.Error(err)
	}
}

func TestCreateModelRefusals(t *testing.T) {
	c := open(t, "tour")
	n := home(t, c, "tour")
	many := func(count int, id string) []string { return slices.Repeat([]string{id}, count) }
	for _, tc := range []struct {
		name, says string
		change     func(*sagemaker.CreateModelInput)
	}{
		{
			"name", "1 validation error detected: Value 'bad_name' at 'modelName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9]",
			func(in *sagemaker.CreateModelInput) { in.ModelName = aws.String("bad_name") },
		},
		{
			"long name", "at 'modelName' failed to satisfy constraint: Member must have length less than or equal to 63",
			func(in *sagemaker.CreateModelInput) { in.ModelName = aws.String(strings.Repeat("a", 64)) },
		},
		{
			"no groups", "Value '[]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must have length greater than or equal to 1",
			func(in *sagemaker.CreateModelInput) { in.VpcConfig.SecurityGroupIds = []string{} },
		},
		{
			"six groups", "at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must have length less than or equal to 5",
			func(in *sagemaker.CreateModelInput) { in.VpcConfig.SecurityGroupIds = many(6, n.groups["model-sg"]) },
		},
		{
			"17 subnets", "at 'vpcConfig.subnets' failed to satisfy constraint: Member must have length less than or equal to 16",
			func(in *sagemaker.CreateModelInput) {
				in.VpcConfig.Subnets = many(17, *n.subnets["private-a"].SubnetId)
			},
		},
		{"two faults", "2 validation errors detected: ", func(in *sagemaker.CreateModelInput) {
			in.ModelName, in.ExecutionRoleArn = aws.String("-"), aws.String("arn:aws:iam::1:user/somebody")
		}},
		{
			"unknown subnet", "The subnet ID 'subnet-0123456789abcdef0' does not exist",
			func(in *sagemaker.CreateModelInput) { in.VpcConfig.Subnets = []string{"subnet-0123456789abcdef0"} },
		},
		{"group of another VPC", "belong to different networks", func(in *sagemaker.CreateModelInput) {
			in.VpcConfig.SecurityGroupIds = []string{groupOf(t, c, "staging-model-sg")}
		}},
		{
			"role that does not trust SageMaker", "Could not assume role arn:aws:iam::111122223333:role/WebServer",
			func(in *sagemaker.CreateModelInput) {
				in.ExecutionRoleArn = aws.String("arn:aws:iam::111122223333:role/WebServer")
			},
		},
		{
			"role of another account", "Cross-account pass role is not allowed",
			func(in *sagemaker.CreateModelInput) {
				in.ExecutionRoleArn = aws.String("arn:aws:iam::444455556666:role/SageMakerExecution")
			},
		},
		{
			"registry", "Using non-ECR image \"registry.example.com/x:1\" without Vpc repository access mode is not supported.",
			func(in *sagemaker.CreateModelInput) {
				in.PrimaryContainer.Image = aws.String("registry.example.com/x:1")
			},
		},
		{
			"bucket elsewhere", "Could not access model data at s3://acme-models-eu/x.tar.gz.",
			func(in *sagemaker.CreateModelInput) {
				in.PrimaryContainer.ModelDataUrl = aws.String("s3://acme-models-eu/x.tar.gz")
			},
		},
		{"two kinds of containers", "both PrimaryContainer and Containers", func(in *sagemaker.CreateModelInput) {
			in.Containers = []types.ContainerDefinition{*in.PrimaryContainer}
		}},
		{
			"no container", "either PrimaryContainer or Containers",
			func(in *sagemaker.CreateModelInput) { in.PrimaryContainer = nil },
		},
		{
			"environment", "must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_]*",
			func(in *sagemaker.CreateModelInput) { in.PrimaryContainer.Environment = map[string]string{"1": ""} },
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := newModel("new-model", n)
			tc.change(in)
			_, err := c.sagemaker.CreateModel(t.Context(), in)
			if got := wantCode(t, err, "ValidationException"); !strings.Contains(got, tc.says) {
				t.Errorf("got %q, want %q in it", got, tc.says)
			}
		})
	}
	if _, err := c.sagemaker.CreateModel(t.Context(), newModel("new-model", n)); err != nil {
		t.Errorf("the model that the refusals were made from: %v", err)
	}
}

func groupOf(t *testing.T, c clients, name string) string {
	t.Helper()
	out := must[*ec2.DescribeSecurityGroupsOutput](t)(c.ec2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{
		Filters: []ec2types.Filter{filter("group-name", name)},
	}))
	if len(out.SecurityGroups) != 1 {
		t.Fatalf("%d groups called %s", len(out.SecurityGroups), name)
	}
	return *out.SecurityGroups[0].GroupId
}

func TestListModels(t *testing.T) {
	c := open(t, "tour")
	n := home(t, c, "tour")
	for i := range 20 {
		must[*sagemaker.CreateModelOutput](t)(c.sagemaker.CreateModel(t.Context(), newModel(fmt.Sprintf("bulk-%02d", i), n)))
	}
	list := func(in *sagemaker.ListModelsInput) (names []string, pages int) {
		p := sagemaker.NewListModelsPaginator(c.sagemaker, in)
		for p.HasMorePages() {
			pages++
			for _, m := range must[*sagemaker.ListModelsOutput](t)(p.NextPage(t.Context())).Models {
				names = append(names, *m.ModelName)
			}
		}
		return names, pages
	}
	if names, pages := list(&sagemaker.ListModelsInput{}); len(names) != 26 || pages != 3 {
		t.Errorf("%d models in %d pages, want 26 in pages of ten", len(names), pages)
	}
	if names, pages := list(&sagemaker.ListModelsInput{MaxResults: aws.Int32(100), NameContains: aws.String("FRAUD"), SortBy: types.ModelSortKeyName}); pages != 1 ||
		!slices.Equal(names, []string{"fraud-v3", "fraud-v2"}) {
		t.Errorf("got %v, want descending names that contain fraud", names)
	}
	if names, _ := list(&sagemaker.ListModelsInput{MaxResults: aws.Int32(2), SortOrder: types.OrderKeyAscending, NameContains: aws.String("-v")}); !slices.Equal(names,
		[]string{"fraud-v2", "churn-v2", "ranker-v1", "fraud-v3"}) {
		t.Errorf("got %v, want the oldest first", names)
	}
	_, err := c.sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{MaxResults: aws.Int32(101)})
	wantCode(t, err, "ValidationException")
	_, err = c.sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{NextToken: aws.String("made up")})
	wantCode(t, err, "ValidationException")
}

func TestModelTags(t *testing.T) {
	c := open(t, "tour")
	arn := aws.String("arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3")
	must[*sagemaker.AddTagsOutput](t)(c.sagemaker.AddTags(t.Context(), &sagemaker.AddTagsInput{ResourceArn: arn, Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("new")}}}))
	tags := must[*sagemaker.ListTagsOutput](t)(c.sagemaker.ListTags(t.Context(), &sagemaker.ListTagsInput{ResourceArn: arn})).Tags
	if len(tags) != 3 || *tags[2].Key != "team" || *tags[2].Value != "new" {
		t.Errorf("got %+v", tags)
	}
	_, err := c.sagemaker.ListTags(t.Context(), &sagemaker.ListTagsInput{ResourceArn: aws.String("arn:aws:sagemaker:us-east-1:111122223333:model/none")})
	wantCode(t, err, "ValidationException")
}

func TestSageMakerDenial(t *testing.T) {
	c := open(t, "tour", sandbox.WithDenied("sagemaker:Create*"))
	_, err := c.sagemaker.CreateModel(t.Context(), newModel("denied", home(t, c, "tour")))
	if got := wantCode(t, err, "AccessDeniedException"); !strings.Contains(got, "is not authorized to perform: sagemaker:CreateModel") {
		t.Errorf("got %q", got)
	}
	if _, err := c.sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{}); err != nil {
		t.Error(err)
	}
}

package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
)

func TestEndpointConfigRefusals(t *testing.T) {
	s := siteOf(t, "tour")
	s.model("it")
	serverless := func(v *types.ProductionVariant) {
		v.InstanceType, v.InitialInstanceCount = "", nil
		v.ServerlessConfig = &types.ProductionVariantServerlessConfig{MemorySizeInMB: aws.Int32(2048), MaxConcurrency: aws.Int32(5)}
	}
	one := func(f func(*types.ProductionVariant)) func(*sagemaker.CreateEndpointConfigInput) {
		return func(in *sagemaker.CreateEndpointConfigInput) { f(&in.ProductionVariants[0]) }
	}
	for _, tc := range []struct {
		name, says string // "" when the configuration is made
		change     func(*sagemaker.CreateEndpointConfigInput)
	}{
		{"plain", "", one(func(*types.ProductionVariant) {})},
		{"name", "Value '-' at 'endpointConfigName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}", func(in *sagemaker.CreateEndpointConfigInput) {
			in.EndpointConfigName = aws.String("-")
		}},
		{"long name", "less than or equal to 63", func(in *sagemaker.CreateEndpointConfigInput) {
			in.EndpointConfigName = aws.String(strings.Repeat("x", 64))
		}},
		{"variant name", "'productionVariants.1.member.variantName'", one(func(v *types.ProductionVariant) { v.VariantName = aws.String("a_b") })},
		{"no variant", "Value '[]' at 'productionVariants' failed to satisfy constraint: Member must have length greater than or equal to 1", func(in *sagemaker.CreateEndpointConfigInput) {
			in.ProductionVariants = []types.ProductionVariant{}
		}},
		{"ten variants", "", variants(10)},
		{"eleven variants", "less than or equal to 10", variants(11)},
		{"same names", "Duplicate variant name", func(in *sagemaker.CreateEndpointConfigInput) {
			in.ProductionVariants = append(in.ProductionVariants, in.ProductionVariants[0])
		}},
		{"no instance", "'productionVariants.1.member.initialInstanceCount' failed to satisfy constraint: Member must have value greater than or equal to 1", one(func(v *types.ProductionVariant) { v.InitialInstanceCount = aws.Int32(0) })},
		{"count not said", "InitialInstanceCount is required", one(func(v *types.ProductionVariant) { v.InitialInstanceCount = nil })},
		{"type not said", "InstanceType is required", one(func(v *types.ProductionVariant) { v.InstanceType = "" })},
		{"type", "Value 'm5.large' at 'productionVariants.1.member.instanceType' failed to satisfy constraint: Member must satisfy enum value set: [ml.t2.medium, ", one(func(v *types.ProductionVariant) { v.InstanceType = "m5.large" })},
		{"timeouts", "2 validation errors", one(func(v *types.ProductionVariant) {
			v.ModelDataDownloadTimeoutInSeconds, v.ContainerStartupHealthCheckTimeoutInSeconds = aws.Int32(59), aws.Int32(3601)
		})},
		{"weight", "initialVariantWeight", one(func(v *types.ProductionVariant) { v.InitialVariantWeight = aws.Float32(-1) })},
		{"unknown model", `Could not find model "arn:aws:sagemaker:us-east-1:111122223333:model/none".`, one(func(v *types.ProductionVariant) { v.ModelName = aws.String("none") })},
		{"serverless with VPC", "does not support VPC", one(serverless)},
		{"serverless", "", one(func(v *types.ProductionVariant) { serverless(v); v.ModelName = aws.String("fraud-v3") })},
		{"serverless with instances", "both a ServerlessConfig and an InstanceType", one(func(v *types.ProductionVariant) {
			serverless(v)
			v.InstanceType = types.ProductionVariantInstanceTypeMlM5Large
		})},
		{"serverless memory", "must be one of 1024", one(func(v *types.ProductionVariant) { serverless(v); v.ServerlessConfig.MemorySizeInMB = aws.Int32(1500) })},
		{"network of its own", "inference components", func(in *sagemaker.CreateEndpointConfigInput) {
			in.VpcConfig = &types.VpcConfig{Subnets: []string{"subnet-1"}, SecurityGroupIds: []string{"sg-1"}}
		}},
		{"inference components without role", "ExecutionRoleArn is required", one(func(v *types.ProductionVariant) { v.ModelName = nil })},
		{"two shadows", "exactly one production variant and one shadow variant", func(in *sagemaker.CreateEndpointConfigInput) {
			a, b := in.ProductionVariants[0], in.ProductionVariants[0]
			a.VariantName, b.VariantName = aws.String("a"), aws.String("b")
			in.ShadowProductionVariants = []types.ProductionVariant{a, b}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in := &sagemaker.CreateEndpointConfigInput{EndpointConfigName: aws.String(strings.ReplaceAll(tc.name, " ", "-")), ProductionVariants: []types.ProductionVariant{variantOf("ml.m5.large", 1)}}
			tc.change(in)
			_, err := s.sagemaker.CreateEndpointConfig(t.Context(), in)
			if tc.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if got := wantCode(t, err, "ValidationException"); !strings.Contains(got, tc.says) {
				t.Errorf("got %q, want %q in it", got, tc.says)
			}
		})
	}
}

func variants(n int) func(*sagemaker.CreateEndpointConfigInput) {
	return func(in *sagemaker.CreateEndpointConfigInput) {
		in.ProductionVariants = nil
		for i := range n {
			v := variantOf("ml.m5.large", 1)
			v.VariantName = aws.String(fmt.Sprintf("v-%d", i))
			in.ProductionVariants = append(in.ProductionVariants, v)
		}
	}
}

func TestEndpointsAndConfigsByName(t *testing.T) {
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 2)
	config := &sagemaker.CreateEndpointConfigInput{EndpointConfigName: aws.String("IT"), ProductionVariants: []types.ProductionVariant{variantOf("ml.m5.large", 1)}}
	endpoint := &sagemaker.CreateEndpointInput{EndpointName: aws.String("It"), EndpointConfigName: aws.String("it")}
	for _, tc := range []struct {
		want string
		call func() error
	}{
		{`Cannot create already existing endpoint configuration "arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/it".`, func() error {
			_, err := s.sagemaker.CreateEndpointConfig(t.Context(), config)
			return err
		}},
		{`Cannot create already existing endpoint "arn:aws:sagemaker:us-east-1:111122223333:endpoint/it".`, func() error {
			_, err := s.sagemaker.CreateEndpoint(t.Context(), endpoint)
			return err
		}},
		{`Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/none".`, func() error {
			_, err := s.sagemaker.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{EndpointName: aws.String("other"), EndpointConfigName: aws.String("none")})
			return err
		}},
		{`Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/none".`, func() error {
			_, err := s.sagemaker.DescribeEndpointConfig(t.Context(), &sagemaker.DescribeEndpointConfigInput{EndpointConfigName: aws.String("none")})
			return err
		}},
		{`Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/none".`, func() error {
			_, err := s.sagemaker.DeleteEndpointConfig(t.Context(), &sagemaker.DeleteEndpointConfigInput{EndpointConfigName: aws.String("none")})
			return err
		}},
		{`Could not find endpoint "arn:aws:sagemaker:us-east-1:111122223333:endpoint/none".`, func() error {
			_, err := s.sagemaker.DeleteEndpoint(t.Context(), &sagemaker.DeleteEndpointInput{EndpointName: aws.String("none")})
			return err
		}},
		{`Could not find endpoint "arn:aws:sagemaker:us-east-1:111122223333:endpoint/none".`, func() error {
			_, err := s.sagemaker.UpdateEndpoint(t.Context(), &sagemaker.UpdateEndpointInput{EndpointName: aws.String("none"), EndpointConfigName: aws.String("it")})
			return err
		}},
		{`Could not find model "arn:aws:sagemaker:us-east-1:111122223333:model/it".`, func() error {
			must[*sagemaker.DeleteModelOutput](t)(s.sagemaker.DeleteModel(t.Context(), &sagemaker.DeleteModelInput{ModelName: aws.String("it")}))
			_, err := s.sagemaker.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{EndpointName: aws.String("other"), EndpointConfigName: aws.String("it")})
			return err
		}},
	} {
		if got := wantCode(t, tc.call(), "ValidationException"); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
	// The endpoint keeps the model that it was created with.
	s.after(6*time.Minute, types.EndpointStatusInService, "")
}

func TestAConfigComesBackWhole(t *testing.T) {
	s := siteOf(t, "tour")
	s.model("it")
	v := variantOf("ml.g5.xlarge", 2)
	v.InitialVariantWeight, v.RoutingConfig = aws.Float32(0.25), &types.ProductionVariantRoutingConfig{RoutingStrategy: types.RoutingStrategyRandom}
	made := must[*sagemaker.CreateEndpointConfigOutput](t)(s.sagemaker.CreateEndpointConfig(t.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: aws.String("It"), ProductionVariants: []types.ProductionVariant{v}, Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("risk")}},
	}))
	got := must[*sagemaker.DescribeEndpointConfigOutput](t)(s.sagemaker.DescribeEndpointConfig(t.Context(), &sagemaker.DescribeEndpointConfigInput{EndpointConfigName: aws.String("it")}))
	back := got.ProductionVariants[0]
	if *got.EndpointConfigName != "It" || !strings.HasSuffix(*got.EndpointConfigArn, ":endpoint-config/it") || *back.InitialVariantWeight != 0.25 ||
		back.RoutingConfig.RoutingStrategy != types.RoutingStrategyRandom || !got.CreationTime.Equal(s.clock.Now()) {
		t.Errorf("got %+v", got)
	}
	must[*sagemaker.DeleteTagsOutput](t)(s.sagemaker.DeleteTags(t.Context(), &sagemaker.DeleteTagsInput{ResourceArn: made.EndpointConfigArn, TagKeys: []string{"none"}}))
	tags := func() []types.Tag {
		return must[*sagemaker.ListTagsOutput](t)(s.sagemaker.ListTags(t.Context(), &sagemaker.ListTagsInput{ResourceArn: made.EndpointConfigArn})).Tags
	}
	if found := tags(); len(found) != 1 {
		t.Errorf("tags: %v", found)
	}
	must[*sagemaker.DeleteTagsOutput](t)(s.sagemaker.DeleteTags(t.Context(), &sagemaker.DeleteTagsInput{ResourceArn: made.EndpointConfigArn, TagKeys: []string{"team"}}))
	if found := tags(); len(found) != 0 {
		t.Errorf("tags: %v", found)
	}
}

func TestListEndpoints(t *testing.T) {
	s := repairedTour(t)
	s.model("it")
	s.config("it", variantOf("ml.m5.large", 1))
	s.model("bad", "private-a", "tiny-a")
	bad := variantOf("ml.m5.large", 1)
	bad.ModelName = aws.String("bad")
	s.config("bad", bad)
	for i := range 12 {
		config := "it"
		if i%4 == 0 {
			config = "bad"
		}
		must[*sagemaker.CreateEndpointOutput](t)(s.sagemaker.CreateEndpoint(t.Context(), &sagemaker.CreateEndpointInput{
			EndpointName: aws.String(fmt.Sprintf("Ep-%02d", i)), EndpointConfigName: aws.String(config),
		}))
		s.clock.Advance(time.Minute)
	}
	list := func(in *sagemaker.ListEndpointsInput) (names []string, pages int) {
		p := sagemaker.NewListEndpointsPaginator(s.sagemaker, in)
		for p.HasMorePages() {
			pages++
			for _, e := range must[*sagemaker.ListEndpointsOutput](t)(p.NextPage(t.Context())).Endpoints {
				names = append(names, *e.EndpointName)
			}
		}
		return names, pages
	}
	if names, pages := list(&sagemaker.ListEndpointsInput{}); pages != 2 || len(names) != 12 || names[0] != "Ep-11" {
		t.Errorf("%v in %d pages, want twelve in pages of ten, the newest first", names, pages)
	}
	failedOnes := &sagemaker.ListEndpointsInput{StatusEquals: types.EndpointStatusFailed, SortOrder: types.OrderKeyAscending, SortBy: types.EndpointSortKeyName, MaxResults: aws.Int32(2)}
	if names, pages := list(failedOnes); pages != 2 || !slices.Equal(names, []string{"Ep-00", "Ep-04", "Ep-08"}) {
		t.Errorf("%v in %d pages, want the failed ones", names, pages)
	}
	if names, _ := list(&sagemaker.ListEndpointsInput{NameContains: aws.String("p-1"), SortBy: types.EndpointSortKeyStatus}); !slices.Equal(names, []string{"Ep-11", "Ep-10"}) {
		t.Errorf("%v, want those whose names contain p-1", names)
	}
	middle := time.Date(2026, 1, 15, 9, 5, 0, 0, time.UTC)
	if names, _ := list(&sagemaker.ListEndpointsInput{CreationTimeAfter: &middle}); len(names) != 6 {
		t.Errorf("%v, want the six of after 9:05", names)
	}
	if names, _ := list(&sagemaker.ListEndpointsInput{CreationTimeBefore: &middle, LastModifiedTimeAfter: &middle}); !slices.Equal(names, []string{"Ep-03", "Ep-02", "Ep-01"}) {
		t.Errorf("%v, want those that came up after 9:05", names)
	}
	_, err := s.sagemaker.ListEndpoints(t.Context(), &sagemaker.ListEndpointsInput{StatusEquals: "Gone"})
	wantCode(t, err, "ValidationException")
	configs := must[*sagemaker.ListEndpointConfigsOutput](t)(s.sagemaker.ListEndpointConfigs(t.Context(), &sagemaker.ListEndpointConfigsInput{SortBy: types.EndpointConfigSortKeyName, SortOrder: types.OrderKeyAscending}))
	if len(configs.EndpointConfigs) != 2 || *configs.EndpointConfigs[0].EndpointConfigName != "bad" {
		t.Errorf("configurations: %+v", configs.EndpointConfigs)
	}
}

package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
)

func prefixSource(uri string) *types.S3ModelDataSource {
	return &types.S3ModelDataSource{S3Uri: aws.String(uri), S3DataType: types.S3ModelDataTypeS3Prefix, CompressionType: types.ModelCompressionTypeNone}
}

func environment(entries, size int) map[string]string {
	all := map[string]string{}
	for i := range entries {
		all[fmt.Sprintf("KEY_%d", i)] = strings.Repeat("x", size)
	}
	return all
}

// Every limit of CreateModel is met from both sides: what is refused, and the nearest thing
// that is not.
func TestLimitsOfAModel(t *testing.T) {
	type change func(*sagemaker.CreateModelInput)
	container := func(f func(*types.ContainerDefinition)) change {
		return func(in *sagemaker.CreateModelInput) { f(in.PrimaryContainer) }
	}
	pipeline := func(n int, f func(int, *types.ContainerDefinition)) change {
		return func(in *sagemaker.CreateModelInput) {
			for i := range n {
				c := types.ContainerDefinition{Image: in.PrimaryContainer.Image}
				f(i, &c)
				in.Containers = append(in.Containers, c)
			}
			in.PrimaryContainer = nil
		}
	}
	tags := func(n int) change {
		return func(in *sagemaker.CreateModelInput) {
			in.Tags = nil
			for i := range n {
				in.Tags = append(in.Tags, types.Tag{Key: aws.String(fmt.Sprint(i)), Value: aws.String("")})
			}
		}
	}
	tag := func(key, value string) change {
		return func(in *sagemaker.CreateModelInput) { in.Tags = []types.Tag{{Key: &key, Value: &value}} }
	}
	env := func(entries, size int) change {
		return container(func(c *types.ContainerDefinition) { c.Environment = environment(entries, size) })
	}
	source := func(uri string) change {
		return container(func(c *types.ContainerDefinition) {
			c.ModelDataUrl, c.ModelDataSource = nil, &types.ModelDataSource{S3DataSource: prefixSource(uri)}
		})
	}
	more := func(n int, channel string) change {
		return container(func(c *types.ContainerDefinition) {
			for i := range n {
				c.AdditionalModelDataSources = append(c.AdditionalModelDataSources, types.AdditionalModelDataSource{
					ChannelName: aws.String(fmt.Sprintf(channel, i)), S3DataSource: prefixSource("s3://acme-models/fraud/"),
				})
			}
		})
	}
	hosts := func(_ int, _ *types.ContainerDefinition) {}
	for _, tc := range []struct {
		name, says string // "" when the model is made
		change     change
	}{
		{"fifteen containers", "", pipeline(15, hosts)},
		{"sixteen containers", "at 'containers' failed to satisfy constraint: Member must have length less than or equal to 15", pipeline(16, hosts)},
		{"hosts", "", pipeline(2, func(i int, c *types.ContainerDefinition) { c.ContainerHostname = aws.String(fmt.Sprintf("c-%d", i)) })},
		{"half the hosts", "for every container", pipeline(2, func(i int, c *types.ContainerDefinition) {
			if i == 0 {
				c.ContainerHostname = aws.String("c")
			}
		})},
		{"host twice", "is not unique", pipeline(2, func(_ int, c *types.ContainerDefinition) { c.ContainerHostname = aws.String("c") })},
		{"nothing to run", "Either Image or ModelPackageName", pipeline(1, func(_ int, c *types.ContainerDefinition) { c.Image = nil })},
		{"package", "", pipeline(1, func(_ int, c *types.ContainerDefinition) { c.Image, c.ModelPackageName = nil, aws.String("fraud/3") })},
		{"package name", "'containers.1.member.modelPackageName'", pipeline(1, func(_ int, c *types.ContainerDefinition) { c.ModelPackageName = aws.String("fraud-") })},

		{"fifty tags", "", tags(50)},
		{"fifty-one tags", "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50", tags(51)},
		{"tag of AWS's", "aws:", tag("aws:x", "")},
		{"tag without key", "'tags.1.member.key'", tag("", "x")},
		{"tag's characters", "'tags.1.member.value'", tag("x", "a;b")},
		{"longest tag", "", tag(strings.Repeat("k", 128), strings.Repeat("v", 256))},
		{"tag's length", "2 validation errors", tag(strings.Repeat("k", 129), strings.Repeat("v", 257))},

		{"hundred variables", "", env(100, 1)},
		{"hundred and one variables", "'primaryContainer.environment'", env(101, 1)},
		{"longest value", "", env(1, 1024)},
		{"value's length", "less than or equal to 1024", env(1, 1025)},
		{"32 KB of environment", "exceeds 32 KB", env(33, 1000)},

		{"prefix", "", source("s3://acme-models/fraud/")},
		{"prefix without slash", "must end in a forward slash", source("s3://acme-models/llm")},
		{"prefix elsewhere", "Could not access model data at s3://nowhere/llm/.", source("s3://nowhere/llm/")},
		{"scheme", "'primaryContainer.modelDataSource.s3DataSource.s3Uri'", source("ftp://acme-models/llm/")},
		{"compression", "Member must satisfy enum value set: [None, Gzip]", container(func(c *types.ContainerDefinition) {
			c.ModelDataUrl, c.ModelDataSource = nil, &types.ModelDataSource{S3DataSource: &types.S3ModelDataSource{
				S3Uri: aws.String("s3://acme-models/x"), S3DataType: types.S3ModelDataTypeS3Object, CompressionType: "Zip",
			}}
		})},
		{"two sources", "both ModelDataUrl and ModelDataSource", container(func(c *types.ContainerDefinition) {
			c.ModelDataSource = &types.ModelDataSource{S3DataSource: prefixSource("s3://acme-models/fraud/")}
		})},
		{"https", "", container(func(c *types.ContainerDefinition) {
			c.ModelDataUrl = aws.String("https://acme-models.s3.us-east-1.amazonaws.com/fraud/model.tar.gz")
		})},
		{"https elsewhere", "Could not access model data at https://", container(func(c *types.ContainerDefinition) {
			c.ModelDataUrl = aws.String("https://s3.us-east-1.amazonaws.com/nowhere/model.tar.gz")
		})},
		{"five more", "", more(5, "channel-%d")},
		{"six more", "'primaryContainer.additionalModelDataSources'", more(6, "channel-%d")},
		{"channel", "'primaryContainer.additionalModelDataSources.1.member.channelName'", more(1, "channel/%d")},
		{"channel twice", "is not unique", more(2, "same-%T")},

		{"own registry", "", container(func(c *types.ContainerDefinition) {
			c.Image, c.ImageConfig = aws.String("registry.example.com/x:1"), &types.ImageConfig{
				RepositoryAccessMode: types.RepositoryAccessModeVpc,
				RepositoryAuthConfig: &types.RepositoryAuthConfig{RepositoryCredentialsProviderArn: aws.String("arn:aws:lambda:us-east-1:111122223333:function:login")},
			}
		})},
		{"access mode", "enum value set: [Platform, Vpc]", container(func(c *types.ContainerDefinition) { c.ImageConfig = &types.ImageConfig{RepositoryAccessMode: "Own"} })},
		{"execution mode", "enum value set: [Serial, Direct]", func(in *sagemaker.CreateModelInput) {
			in.InferenceExecutionConfig = &types.InferenceExecutionConfig{Mode: "Parallel"}
		}},
		{"isolation", "", func(in *sagemaker.CreateModelInput) { in.EnableNetworkIsolation = aws.Bool(true) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := open(t, "tour")
			in := newModel("limits", home(t, c, "tour"))
			tc.change(in)
			_, err := c.sagemaker.CreateModel(t.Context(), in)
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

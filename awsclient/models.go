package awsclient

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	smtypes "github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/steps/facts"
)

// Models lists the Region's models, newest first.
func (a *account) Models(ctx context.Context) ([]facts.ModelSummary, error) {
	p := sagemaker.NewListModelsPaginator(a.sagemaker, &sagemaker.ListModelsInput{
		MaxResults: aws.Int32(pageOfModels),
		SortBy:     smtypes.ModelSortKeyCreationTime, SortOrder: smtypes.OrderKeyDescending,
	})
	list, err := all(ctx, p, func(o *sagemaker.ListModelsOutput) []smtypes.ModelSummary { return o.Models },
		func(m smtypes.ModelSummary) facts.ModelSummary {
			return facts.ModelSummary{
				Name: aws.ToString(m.ModelName), ARN: aws.ToString(m.ModelArn), Created: aws.ToTime(m.CreationTime),
			}
		})
	slices.SortStableFunc(list, func(a, b facts.ModelSummary) int {
		return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(a.Name, b.Name))
	})
	return list, a.place.fault(ctx, err)
}

// BareModel describes a model without its tags.
func (a *account) BareModel(ctx context.Context, name string) (facts.Model, error) {
	out, err := a.sagemaker.DescribeModel(ctx, &sagemaker.DescribeModelInput{ModelName: aws.String(name)})
	if err != nil {
		return facts.Model{}, a.place.unfound(a.place.fault(ctx, err), "model "+name)
	}
	m, err := modelFrom(out)
	return m, a.place.fault(ctx, err)
}

// Model describes a model with its tags.
func (a *account) Model(ctx context.Context, name string) (facts.Model, error) {
	m, err := a.BareModel(ctx, name)
	if err != nil {
		return facts.Model{}, err
	}
	tags, err := a.modelTags(ctx, m.ARN)
	if err != nil {
		m.Gaps = m.Gaps.With(facts.TopicOrigin, asFault(err))
	}
	m.Tags = tags
	return m, nil
}

// modelTags leaves out the tags that only AWS may set: a copy could not carry them.
func (a *account) modelTags(ctx context.Context, arn string) (map[string]string, error) {
	p := sagemaker.NewListTagsPaginator(a.sagemaker, &sagemaker.ListTagsInput{ResourceArn: aws.String(arn)})
	list, err := all(ctx, p, func(o *sagemaker.ListTagsOutput) []smtypes.Tag { return o.Tags },
		func(t smtypes.Tag) smtypes.Tag { return t })
	if err != nil {
		return nil, a.place.fault(ctx, err)
	}
	tags := map[string]string{}
	for _, t := range list {
		if key := aws.ToString(t.Key); !strings.HasPrefix(strings.ToLower(key), "aws:") {
			tags[key] = aws.ToString(t.Value)
		}
	}
	return tags, nil
}

func modelFrom(out *sagemaker.DescribeModelOutput) (facts.Model, error) {
	m := facts.Model{
		Name: aws.ToString(out.ModelName), ARN: aws.ToString(out.ModelArn), Created: aws.ToTime(out.CreationTime),
		Role: aws.ToString(out.ExecutionRoleArn), Isolation: aws.ToBool(out.EnableNetworkIsolation),
	}
	containers := out.Containers
	if out.PrimaryContainer != nil {
		m.Primary = true
		containers = []smtypes.ContainerDefinition{*out.PrimaryContainer}
	}
	for _, definition := range containers {
		container, err := containerFrom(definition)
		if err != nil {
			return facts.Model{}, err
		}
		m.Containers = append(m.Containers, container)
	}
	// A test double answers an empty VpcConfig for a model without one.
	if v := out.VpcConfig; v != nil && len(v.Subnets)+len(v.SecurityGroupIds) > 0 {
		m.VPC = &facts.VPCConfig{Subnets: v.Subnets, SecurityGroups: v.SecurityGroupIds}
	}
	extra, err := extraOfModel(out)
	m.Extra = extra
	return m, err
}

func containerFrom(c smtypes.ContainerDefinition) (facts.Container, error) {
	extra, err := extraFields(c, "Image", "ModelDataUrl", "Environment")
	return facts.Container{
		Image: aws.ToString(c.Image), ModelData: aws.ToString(c.ModelDataUrl), Environment: c.Environment, Extra: extra,
	}, err
}

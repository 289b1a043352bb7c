package awsclient

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	smtypes "github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/steps/facts"
)

// InferenceEndpoints lists the Region's SageMaker endpoints, newest first.
func (a *account) InferenceEndpoints(ctx context.Context) ([]facts.InferenceEndpointSummary, error) {
	p := sagemaker.NewListEndpointsPaginator(a.sagemaker, &sagemaker.ListEndpointsInput{
		MaxResults: aws.Int32(pageOfModels),
		SortBy:     smtypes.EndpointSortKeyCreationTime, SortOrder: smtypes.OrderKeyDescending,
	})
	list, err := all(ctx, p, func(o *sagemaker.ListEndpointsOutput) []smtypes.EndpointSummary { return o.Endpoints },
		func(e smtypes.EndpointSummary) facts.InferenceEndpointSummary {
			return facts.InferenceEndpointSummary{
				Name: aws.ToString(e.EndpointName), Status: string(e.EndpointStatus), Created: aws.ToTime(e.CreationTime),
			}
		})
	slices.SortStableFunc(list, func(a, b facts.InferenceEndpointSummary) int {
		return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(a.Name, b.Name))
	})
	return list, a.place.fault(ctx, err)
}

// InferenceEndpoint describes a SageMaker endpoint, and the configuration that it names.
func (a *account) InferenceEndpoint(ctx context.Context, name string) (facts.InferenceEndpoint, error) {
	out, err := a.sagemaker.DescribeEndpoint(ctx, &sagemaker.DescribeEndpointInput{EndpointName: aws.String(name)})
	if err != nil {
		return facts.InferenceEndpoint{}, a.place.unfound(a.place.fault(ctx, err), "SageMaker endpoint "+name)
	}
	e := facts.InferenceEndpoint{
		Name: aws.ToString(out.EndpointName), ARN: aws.ToString(out.EndpointArn),
		Status: string(out.EndpointStatus), FailureReason: aws.ToString(out.FailureReason),
		Config: aws.ToString(out.EndpointConfigName), Created: aws.ToTime(out.CreationTime), Modified: aws.ToTime(out.LastModifiedTime),
		Rolling: out.LastDeploymentConfig != nil && out.LastDeploymentConfig.RollingUpdatePolicy != nil,
	}
	config, err := a.endpointConfig(ctx, e.Config)
	if ctx.Err() != nil {
		return facts.InferenceEndpoint{}, a.place.fault(ctx, ctx.Err())
	}
	if err != nil {
		e.Gaps = e.Gaps.With(facts.TopicEndpointConfig, asFault(err))
	}
	production := variantsFrom(config.ProductionVariants, out.ProductionVariants)
	shadow := variantsFrom(config.ShadowProductionVariants, out.ShadowProductionVariants)
	for i := range shadow {
		shadow[i].Shadow = true
	}
	e.Variants = slices.Concat(production, shadow)
	return e, nil
}

func (a *account) endpointConfig(ctx context.Context, name string) (sagemaker.DescribeEndpointConfigOutput, error) {
	if name == "" {
		return sagemaker.DescribeEndpointConfigOutput{}, a.place.absent("sagemaker:DescribeEndpoint", "endpoint configuration that the endpoint names")
	}
	out, err := a.sagemaker.DescribeEndpointConfig(ctx, &sagemaker.DescribeEndpointConfigInput{EndpointConfigName: aws.String(name)})
	if err != nil {
		return sagemaker.DescribeEndpointConfigOutput{}, a.place.unfound(a.place.fault(ctx, err), "endpoint configuration "+name)
	}
	return *out, nil
}

// variantsFrom joins what was configured with what runs, by name. An endpoint on its way up
// runs nothing yet, and one without a readable configuration tells only what runs.
func variantsFrom(configured []smtypes.ProductionVariant, running []smtypes.ProductionVariantSummary) []facts.Variant {
	variants := make([]facts.Variant, 0, len(configured))
	for _, c := range configured {
		variants = append(variants, facts.Variant{
			Name: aws.ToString(c.VariantName), Model: aws.ToString(c.ModelName), InstanceType: instanceTypeOf(c),
			Initial: int(aws.ToInt32(c.InitialInstanceCount)), Max: maxOf(c.ManagedInstanceScaling),
			Serverless: c.ServerlessConfig != nil,
		})
	}
	for _, r := range running {
		i := slices.IndexFunc(variants, func(v facts.Variant) bool { return v.Name == aws.ToString(r.VariantName) })
		if i < 0 {
			i = len(variants)
			variants = append(variants, facts.Variant{
				Name: aws.ToString(r.VariantName), Max: maxOf(r.ManagedInstanceScaling),
				Serverless: r.CurrentServerlessConfig != nil || r.DesiredServerlessConfig != nil,
			})
		}
		variants[i].Current = int(aws.ToInt32(r.CurrentInstanceCount))
	}
	return variants
}

// instanceTypeOf is the type that SageMaker tries first where a variant names a pool of types.
func instanceTypeOf(v smtypes.ProductionVariant) string {
	if v.InstanceType != "" || len(v.InstancePools) == 0 {
		return string(v.InstanceType)
	}
	return string(slices.MinFunc(v.InstancePools, func(a, b smtypes.InstancePool) int {
		return cmp.Compare(aws.ToInt32(a.Priority), aws.ToInt32(b.Priority))
	}).InstanceType)
}

func maxOf(scaling *smtypes.ProductionVariantManagedInstanceScaling) int {
	if scaling == nil || scaling.Status == smtypes.ManagedInstanceScalingStatusDisabled {
		return 0
	}
	return int(aws.ToInt32(scaling.MaxInstanceCount))
}

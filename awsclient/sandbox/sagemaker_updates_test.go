package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
)

func TestAnUpdateHoldsTwoFleets(t *testing.T) {
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 2)
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	s.config("next", variantOf("ml.m5.2xlarge", 4))
	s.update("next")
	got := s.after(2*time.Minute, types.EndpointStatusUpdating, "")
	if *got.EndpointConfigName != "it" || *got.ProductionVariants[0].CurrentInstanceCount != 2 {
		t.Errorf("the old fleet does not serve: %+v", got)
	}
	pending := got.PendingDeploymentSummary
	if pending == nil || *pending.EndpointConfigName != "next" || *pending.ProductionVariants[0].DesiredInstanceCount != 4 ||
		pending.ProductionVariants[0].InstanceType != types.ProductionVariantInstanceTypeMlM52xlarge {
		t.Errorf("pending: %+v", pending)
	}
	if held := len(s.interfaces()); held != 4+8 {
		t.Errorf("%d interfaces during the update, want those of both fleets", held)
	}
	_, err := s.sagemaker.UpdateEndpoint(t.Context(), &sagemaker.UpdateEndpointInput{EndpointName: aws.String("it"), EndpointConfigName: aws.String("it")})
	wantCode(t, err, "ValidationException")
	got = s.after(4*time.Minute, types.EndpointStatusInService, "")
	if *got.EndpointConfigName != "next" || *got.ProductionVariants[0].CurrentInstanceCount != 4 || got.PendingDeploymentSummary != nil {
		t.Errorf("the new fleet does not serve: %+v", got)
	}
	s.clock.Advance(10 * time.Minute)
	if held := len(s.interfaces()); held != 8 {
		t.Errorf("%d interfaces after the update, want those of the new fleet", held)
	}
}

// tiny-a and private-d have 3 and 11 free addresses: one fleet of three fits, not two.
func TestAnUpdateWithTooFewAddresses(t *testing.T) {
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 4, "tiny-a", "private-d")
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	before := len(s.interfaces())
	s.config("next", variantOf("ml.m5.2xlarge", 4))
	s.update("next")
	got := s.after(time.Minute, types.EndpointStatusInService, noAddresses)
	if *got.EndpointConfigName != "it" || *got.ProductionVariants[0].CurrentInstanceCount != 4 || len(s.interfaces()) != before {
		t.Errorf("the old fleet does not serve: %+v", got)
	}
	// The same update with fewer instances fits, and takes the reason away.
	s.config("smaller", variantOf("ml.m5.2xlarge", 1))
	s.update("smaller")
	s.after(time.Minute, types.EndpointStatusUpdating, "")
	s.after(5*time.Minute, types.EndpointStatusInService, "")
}

func TestAFailedUpdateRollsBack(t *testing.T) {
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 2)
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	s.modifyEndpoint(&ec2.ModifyVpcEndpointInput{RemoveRouteTableIds: []string{s.network.tables["private-b"]}})
	s.config("next", variantOf("ml.m5.2xlarge", 2))
	s.update("next")
	s.after(10*time.Minute, types.EndpointStatusRollingBack, noData)
	got := s.after(2*time.Minute, types.EndpointStatusInService, noData)
	if *got.EndpointConfigName != "it" {
		t.Errorf("it serves %s", *got.EndpointConfigName)
	}
	s.clock.Advance(10 * time.Minute)
	if held := len(s.interfaces()); held != 4 {
		t.Errorf("%d interfaces, want those of the old fleet", held)
	}
}

func TestUpdatesKeepAndWait(t *testing.T) {
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 2)
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	s.config("next", variantOf("ml.m5.2xlarge", 5))
	must[*sagemaker.UpdateEndpointOutput](t)(s.sagemaker.UpdateEndpoint(t.Context(), &sagemaker.UpdateEndpointInput{
		EndpointName: aws.String("it"), EndpointConfigName: aws.String("next"), RetainAllVariantProperties: aws.Bool(true),
		DeploymentConfig: &types.DeploymentConfig{BlueGreenUpdatePolicy: &types.BlueGreenUpdatePolicy{
			TerminationWaitInSeconds:    aws.Int32(600),
			TrafficRoutingConfiguration: &types.TrafficRoutingConfig{Type: types.TrafficRoutingConfigTypeAllAtOnce, WaitIntervalInSeconds: aws.Int32(0)},
		}},
	}))
	got := s.after(10*time.Minute, types.EndpointStatusUpdating, "")
	if *got.EndpointConfigName != "next" || *got.ProductionVariants[0].CurrentInstanceCount != 2 {
		t.Errorf("while the old fleet waits: %+v", got)
	}
	got = s.after(6*time.Minute, types.EndpointStatusInService, "")
	if *got.LastDeploymentConfig.BlueGreenUpdatePolicy.TerminationWaitInSeconds != 600 {
		t.Errorf("deployment: %+v", got.LastDeploymentConfig)
	}
}

// An update needs the configuration that serves, too.
func TestUpdateAfterItsConfigurationWent(t *testing.T) {
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 2)
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	s.config("next", variantOf("ml.m5.2xlarge", 2))
	must[*sagemaker.DeleteEndpointConfigOutput](t)(s.sagemaker.DeleteEndpointConfig(t.Context(), &sagemaker.DeleteEndpointConfigInput{EndpointConfigName: aws.String("it")}))
	_, err := s.sagemaker.UpdateEndpoint(t.Context(), &sagemaker.UpdateEndpointInput{EndpointName: aws.String("it"), EndpointConfigName: aws.String("next")})
	if got := wantCode(t, err, "ValidationException"); got != `Could not find endpoint configuration "arn:aws:sagemaker:us-east-1:111122223333:endpoint-config/it".` {
		t.Errorf("got %q", got)
	}
}

// A configuration's data capture is told by the endpoint that serves it; a rolling update
// is one that the sandbox takes.
func TestRollingUpdatesAndDataCapture(t *testing.T) {
	s := repairedTour(t)
	s.deploy("ml.m5.xlarge", 2)
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	capture := &types.DataCaptureConfig{
		EnableCapture: aws.Bool(true), InitialSamplingPercentage: aws.Int32(20), DestinationS3Uri: aws.String("s3://acme-models/captured"),
		CaptureOptions: []types.CaptureOption{{CaptureMode: types.CaptureModeInput}},
	}
	must[*sagemaker.CreateEndpointConfigOutput](t)(s.sagemaker.CreateEndpointConfig(t.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: aws.String("next"), ProductionVariants: []types.ProductionVariant{variantOf("ml.m5.xlarge", 3)}, DataCaptureConfig: capture,
	}))
	in := &sagemaker.UpdateEndpointInput{
		EndpointName: aws.String("it"), EndpointConfigName: aws.String("next"), RetainAllVariantProperties: aws.Bool(true),
		ExcludeRetainedVariantProperties: []types.VariantProperty{{VariantPropertyType: types.VariantPropertyTypeDesiredInstanceCount}},
		DeploymentConfig: &types.DeploymentConfig{RollingUpdatePolicy: &types.RollingUpdatePolicy{
			MaximumBatchSize: &types.CapacitySize{Type: types.CapacitySizeTypeInstanceCount, Value: aws.Int32(1)}, WaitIntervalInSeconds: aws.Int32(3601),
		}},
	}
	_, err := s.sagemaker.UpdateEndpoint(t.Context(), in)
	wantCode(t, err, "ValidationException")
	in.DeploymentConfig.RollingUpdatePolicy.WaitIntervalInSeconds = aws.Int32(60)
	must[*sagemaker.UpdateEndpointOutput](t)(s.sagemaker.UpdateEndpoint(t.Context(), in))
	got := s.after(6*time.Minute, types.EndpointStatusInService, "")
	if *got.ProductionVariants[0].CurrentInstanceCount != 3 || got.DataCaptureConfig == nil || got.DataCaptureConfig.CaptureStatus != types.CaptureStatusStarted ||
		*got.DataCaptureConfig.CurrentSamplingPercentage != 20 {
		t.Errorf("got %+v", got)
	}
}

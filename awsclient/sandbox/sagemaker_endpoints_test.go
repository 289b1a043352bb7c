package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"

	"sagevpc/awsclient/sandbox"
)

// site is an account whose time the test moves.
type site struct {
	clients
	*testing.T
	clock   *sandbox.Clock
	network network
}

func siteOf(t *testing.T, scenario string) site {
	t.Helper()
	clock := sandbox.NewClock()
	c := open(t, scenario, sandbox.WithClock(clock.Now))
	return site{c, t, clock, home(t, c, scenario)}
}

// repairedTour is the tour with the S3 endpoint on the route tables of all subnets.
func repairedTour(t *testing.T) site {
	t.Helper()
	s := siteOf(t, "tour")
	s.modifyEndpoint(&ec2.ModifyVpcEndpointInput{AddRouteTableIds: []string{s.network.tables["private-b"], s.network.tables["main"]}})
	return s
}

// s3Endpoint is the gateway endpoint of the network.
func (s site) s3Endpoint() string {
	s.Helper()
	out := must[*ec2.DescribeVpcEndpointsOutput](s.T)(s.ec2.DescribeVpcEndpoints(s.Context(), &ec2.DescribeVpcEndpointsInput{
		Filters: []ec2types.Filter{filter("vpc-id", s.network.vpc), filter("vpc-endpoint-type", "Gateway")},
	}))
	if len(out.VpcEndpoints) != 1 {
		s.Fatalf("%d gateway endpoints", len(out.VpcEndpoints))
	}
	return *out.VpcEndpoints[0].VpcEndpointId
}

func (s site) modifyEndpoint(in *ec2.ModifyVpcEndpointInput) {
	s.Helper()
	in.VpcEndpointId = aws.String(s.s3Endpoint())
	must[*ec2.ModifyVpcEndpointOutput](s.T)(s.ec2.ModifyVpcEndpoint(s.Context(), in))
}

func (s site) model(name string, subnets ...string) {
	s.Helper()
	must[*sagemaker.CreateModelOutput](s.T)(s.sagemaker.CreateModel(s.Context(), newModel(name, s.network, subnets...)))
}

// variantOf is a variant of the model "it".
func variantOf(kind string, count int32) types.ProductionVariant {
	return types.ProductionVariant{
		VariantName: aws.String("main"), ModelName: aws.String("it"),
		InstanceType: types.ProductionVariantInstanceType(kind), InitialInstanceCount: aws.Int32(count),
	}
}

func (s site) config(name string, variants ...types.ProductionVariant) {
	s.Helper()
	must[*sagemaker.CreateEndpointConfigOutput](s.T)(s.sagemaker.CreateEndpointConfig(s.Context(), &sagemaker.CreateEndpointConfigInput{
		EndpointConfigName: aws.String(name), ProductionVariants: variants,
	}))
}

// create makes the endpoint "it" of the configuration "it".
func (s site) create() {
	s.Helper()
	must[*sagemaker.CreateEndpointOutput](s.T)(s.sagemaker.CreateEndpoint(s.Context(), &sagemaker.CreateEndpointInput{
		EndpointName: aws.String("it"), EndpointConfigName: aws.String("it"),
	}))
}

func (s site) update(config string) {
	s.Helper()
	must[*sagemaker.UpdateEndpointOutput](s.T)(s.sagemaker.UpdateEndpoint(s.Context(), &sagemaker.UpdateEndpointInput{
		EndpointName: aws.String("it"), EndpointConfigName: aws.String(config),
	}))
}

// deploy makes model, configuration and endpoint "it" of one variant in the subnets.
func (s site) deploy(kind string, count int32, subnets ...string) {
	s.Helper()
	s.model("it", subnets...)
	s.config("it", variantOf(kind, count))
	s.create()
}

func (s site) describe() *sagemaker.DescribeEndpointOutput {
	s.Helper()
	return must[*sagemaker.DescribeEndpointOutput](s.T)(s.sagemaker.DescribeEndpoint(s.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String("it")}))
}

// after moves the clock and expects a status and what the reason contains, "" for none.
func (s site) after(d time.Duration, status types.EndpointStatus, reason string) *sagemaker.DescribeEndpointOutput {
	s.Helper()
	s.clock.Advance(d)
	got := s.describe()
	said := aws.ToString(got.FailureReason)
	if got.EndpointStatus != status || !strings.Contains(said, reason) || (reason == "" && said != "") {
		s.Fatalf("got %s with %q, want %s with %q", got.EndpointStatus, said, status, reason)
	}
	return got
}

// free is how many addresses a subnet has left.
func (s site) free(subnet string) int32 {
	s.Helper()
	return *networkOf(s.T, s.clients, s.network.vpc).subnets[subnet].AvailableIpAddressCount
}

// interfaces are those of the endpoint "it".
func (s site) interfaces() []ec2types.NetworkInterface {
	s.Helper()
	return must[*ec2.DescribeNetworkInterfacesOutput](s.T)(s.ec2.DescribeNetworkInterfaces(s.Context(), &ec2.DescribeNetworkInterfacesInput{
		Filters: []ec2types.Filter{filter("description", "*managed by SageMaker for it")},
	})).NetworkInterfaces
}

const (
	noZones     = "Unable to locate at least 2 availability zone(s) with the requested instance type ml.m5.xlarge that overlap with SageMaker AI subnets."
	noData      = `Failed to download model data from URL "s3://acme-models/fraud/model.tar.gz". Please ensure that an S3 VPC endpoint exists in route table or NAT gateway for the VPC mode and the URL is reachable from within the subnets provided.`
	noAddresses = "does not have enough free addresses"
)

func TestAnEndpointComesUp(t *testing.T) {
	s := repairedTour(t)
	a, b := s.free("private-a"), s.free("private-b")
	s.deploy("ml.m5.xlarge", 3)
	if got := s.after(0, types.EndpointStatusCreating, ""); got.ProductionVariants != nil || *got.EndpointConfigName != "it" {
		t.Errorf("while it is created: %+v", got)
	}
	s.after(5*time.Minute, types.EndpointStatusCreating, "")
	got := s.after(time.Minute, types.EndpointStatusInService, "")
	v := got.ProductionVariants[0]
	if *v.VariantName != "main" || *v.CurrentInstanceCount != 3 || *v.DesiredInstanceCount != 3 || *v.CurrentWeight != 1 {
		t.Errorf("variant: %+v", v)
	}
	if image := v.DeployedImages[0]; !strings.HasSuffix(*image.SpecifiedImage, "/fraud:3") || !strings.Contains(*image.ResolvedImage, "/fraud@sha256:") {
		t.Errorf("image: %s, %s", *image.SpecifiedImage, *image.ResolvedImage)
	}
	if got.CreationTime.Equal(*got.LastModifiedTime) {
		t.Error("the endpoint was not modified by coming up")
	}
	// Three instances with two addresses each: two in the zone with more room, one in the other.
	if a, b := a-s.free("private-a"), b-s.free("private-b"); a+b != 6 || a < 2 || b < 2 {
		t.Errorf("%d addresses taken in private-a, %d in private-b", a, b)
	}
	for _, i := range s.interfaces() {
		if !*i.RequesterManaged || *i.Groups[0].GroupName != "model-sg" || len(i.PrivateIpAddresses) != 1 {
			t.Errorf("interface: %+v", i)
		}
	}
}

// The lone waiter of the SDK, on a clock that runs a thousand times as fast.
func TestTimeCanRunFaster(t *testing.T) {
	c := open(t, "tour", sandbox.WithPace(10_000))
	s := site{clients: c, T: t, network: home(t, c, "tour")}
	s.modifyEndpoint(&ec2.ModifyVpcEndpointInput{AddRouteTableIds: []string{s.network.tables["private-b"]}})
	s.deploy("ml.m5.xlarge", 2)
	waiter := sagemaker.NewEndpointInServiceWaiter(s.sagemaker, func(o *sagemaker.EndpointInServiceWaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Millisecond, 5*time.Millisecond
	})
	if err := waiter.Wait(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String("it")}, time.Minute); err != nil {
		t.Error(err)
	}
}

func TestModelsWithoutNetworkComeUp(t *testing.T) {
	s := siteOf(t, "no-s3")
	in := newModel("it", s.network, "isolated-a", "isolated-b")
	in.VpcConfig = nil
	must[*sagemaker.CreateModelOutput](t)(s.sagemaker.CreateModel(t.Context(), in))
	s.config("it", variantOf("ml.m5.xlarge", 1))
	s.create()
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	if found := s.interfaces(); len(found) > 0 {
		t.Errorf("%d interfaces", len(found))
	}
}

func TestDeletionFreesAddressesLater(t *testing.T) {
	s := repairedTour(t)
	before := s.free("private-a")
	s.deploy("ml.g5.12xlarge", 1, "private-a", "private-b") // with EFA
	s.after(6*time.Minute, types.EndpointStatusInService, "")
	if taken := len(s.interfaces()); taken != 5 {
		t.Errorf("%d interfaces, want 5 for a type with EFA", taken)
	}
	in := &sagemaker.DeleteEndpointInput{EndpointName: aws.String("it")}
	must[*sagemaker.DeleteEndpointOutput](t)(s.sagemaker.DeleteEndpoint(t.Context(), in))
	s.after(time.Minute, types.EndpointStatusDeleting, "")
	_, err := s.sagemaker.DeleteEndpoint(t.Context(), in)
	if got := wantCode(t, err, "ValidationException"); got != `Cannot update in-progress endpoint "arn:aws:sagemaker:us-east-1:111122223333:endpoint/it".` {
		t.Errorf("got %q", got)
	}
	s.clock.Advance(time.Minute)
	_, err = s.sagemaker.DescribeEndpoint(t.Context(), &sagemaker.DescribeEndpointInput{EndpointName: aws.String("it")})
	if got := wantCode(t, err, "ValidationException"); got != `Could not find endpoint "arn:aws:sagemaker:us-east-1:111122223333:endpoint/it".` {
		t.Errorf("got %q", got)
	}
	if len(s.interfaces()) == 0 {
		t.Error("the interfaces went with the endpoint; AWS leaves them for a while")
	}
	s.clock.Advance(10 * time.Minute)
	if after := s.free("private-a"); after != before || len(s.interfaces()) > 0 {
		t.Errorf("%d free addresses, %d before; %d interfaces", after, before, len(s.interfaces()))
	}
}

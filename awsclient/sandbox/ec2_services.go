package sandbox

import "slices"

const (
	gatewayType   = "Gateway"
	interfaceType = "Interface"
	balancerType  = "GatewayLoadBalancer"
)

// endpointService is a service that a VPC endpoint can lead to.
type endpointService struct {
	name, kind string
	privateDNS string
	zones      []zone
}

// interfaceServices are the short names of the services with interface endpoints, and
// the private name where it is not SHORT.REGION.amazonaws.com.
var interfaceServices = [][2]string{
	{"athena"},
	{"bedrock"},
	{"bedrock-agent-runtime"},
	{"bedrock-runtime"},
	{"ec2"},
	{"ec2messages"},
	{"ecr.api", "api.ecr"},
	{"ecr.dkr", "*.dkr.ecr"},
	{"ecs"},
	{"elasticloadbalancing"},
	{"email-smtp"},
	{"events"},
	{"execute-api", "*.execute-api"},
	{"glue"},
	{"kinesis-streams", "kinesis"},
	{"kms"},
	{"lambda"},
	{"logs"},
	{"monitoring"},
	{"sagemaker.api", "api.sagemaker"},
	{"sagemaker.featurestore-runtime", "featurestore-runtime.sagemaker"},
	{"sagemaker.metrics", "metrics.sagemaker"},
	{"sagemaker.runtime", "runtime.sagemaker"},
	{"secretsmanager"},
	{"sns"},
	{"sqs"},
	{"ssm"},
	{"ssmmessages"},
	{"states"},
	{"sts"},
}

// narrowServices are not to be had in every zone.
var narrowServices = map[string][]string{
	"bedrock-runtime": {"use1-az1", "use1-az2", "use1-az4", "use1-az5", "use1-az6"},
	"email-smtp":      {"use1-az2", "use1-az4", "use1-az5"},
}

func (r *region) services() []endpointService {
	var zones []zone
	for _, z := range r.zones {
		if z.kind == "availability-zone" {
			zones = append(zones, z)
		}
	}
	prefix := "com.amazonaws." + r.name + "."
	all := []endpointService{
		{name: prefix + "dynamodb", kind: gatewayType, zones: zones},
		{name: prefix + "s3", kind: gatewayType, zones: zones},
		{name: prefix + "s3", kind: interfaceType, privateDNS: "*.s3." + r.name + ".amazonaws.com", zones: zones},
	}
	for _, s := range interfaceServices {
		private := s[1]
		if private == "" {
			private = s[0]
		}
		reach := zones
		if narrow, found := narrowServices[s[0]]; found {
			reach = slices.DeleteFunc(slices.Clone(zones), func(z zone) bool { return r.name == Region && !slices.Contains(narrow, z.id) })
		}
		all = append(all, endpointService{name: prefix + s[0], kind: interfaceType, privateDNS: private + "." + r.name + ".amazonaws.com", zones: reach})
	}
	return all
}

func (r *region) service(name, kind string) (endpointService, bool) {
	for _, s := range r.services() {
		if s.name == name && s.kind == kind {
			return s, true
		}
	}
	return endpointService{}, false
}

func describeVpcEndpointServices(x *ec2Call) *apiError {
	services := x.region.services()
	if wanted := x.texts("ServiceName"); len(wanted) > 0 {
		for _, name := range wanted {
			if !slices.ContainsFunc(services, func(s endpointService) bool { return s.name == name }) {
				return refusef("InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist", name)
			}
		}
		services = slices.DeleteFunc(services, func(s endpointService) bool { return !slices.Contains(wanted, s.name) })
	}
	list := listing[endpointService]{
		set: "serviceDetailSet", smallest: 1, largest: 1000, lenient: true, page: 1000,
		filters: map[string]func(endpointService) []string{
			"owner":                      always[endpointService]("amazon"),
			"service-name":               one(func(s endpointService) string { return s.name }),
			"service-region":             always[endpointService](x.region.name),
			"service-type":               one(func(s endpointService) string { return s.kind }),
			"supported-ip-address-types": always[endpointService]("ipv4"),
		},
		tags:  func(endpointService) tags { return nil },
		write: func(s endpointService) { writeService(x, s) },
		// Reported at https://github.com/mondoohq/mql/issues/4454.
		noFilter: func(name string) *apiError { return refusef("InvalidFilter", "The filter '%s' is invalid", name) },
	}
	chosen, refusal := list.filtered(x, services)
	if refusal != nil {
		return refusal
	}
	page, _, refusal := list.paged(x, chosen)
	if refusal != nil {
		return refusal
	}
	var names []string
	for _, s := range page {
		if !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	x.out.words("serviceNameSet", names)
	return list.answer(x, services)
}

func writeService(x *ec2Call, s endpointService) {
	w := x.out
	w.text("serviceName", s.name)
	w.text("serviceId", id("vpce-svc", x.region.name+"/"+s.kind+"/"+s.name))
	items(w, "serviceType", []string{s.kind}, func(kind string) { w.text("serviceType", kind) })
	w.text("serviceRegion", x.region.name)
	w.words("availabilityZoneIdSet", flat(s.zones, one(func(z zone) string { return z.id })))
	w.words("availabilityZoneSet", flat(s.zones, one(func(z zone) string { return z.name })))
	w.text("owner", "amazon")
	w.words("baseEndpointDnsNameSet", []string{s.name})
	if s.privateDNS != "" {
		w.text("privateDnsName", s.privateDNS)
		items(w, "privateDnsNameSet", []string{s.privateDNS}, func(name string) { w.text("privateDnsName", name) })
		w.text("privateDnsNameVerificationState", "verified")
	}
	w.flag("vpcEndpointPolicySupported", true)
	w.flag("acceptanceRequired", false)
	w.flag("managesVpcEndpoints", false)
	w.tagSet(nil)
	w.words("supportedIpAddressTypeSet", []string{"ipv4"})
}

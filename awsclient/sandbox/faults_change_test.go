package sandbox_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"sagevpc/awsclient/sandbox"
)

// changed opens the tour with a change due after the second call of DescribeRegions, and
// makes those calls. Before them the account is as it was.
func changed(t *testing.T, what string, before func(c clients)) clients {
	t.Helper()
	c := open(t, "tour", rules(t, "ec2:DescribeRegions change "+what+" after 2"))
	for i := range 2 {
		if i == 1 {
			before(c)
		}
		must[*ec2.DescribeRegionsOutput](t)(c.ec2.DescribeRegions(t.Context(), &ec2.DescribeRegionsInput{}))
	}
	return c
}

func TestASubnetLosesItsRouteTable(t *testing.T) {
	associated := func(c clients) bool {
		n := home(t, c, "tour")
		out := must[*ec2.DescribeRouteTablesOutput](t)(c.ec2.DescribeRouteTables(t.Context(), &ec2.DescribeRouteTablesInput{
			Filters: []types.Filter{filter("association.subnet-id", aws.ToString(n.subnets["private-b"].SubnetId))},
		}))
		return len(out.RouteTables) > 0
	}
	c := changed(t, "detach private-b", func(c clients) {
		if !associated(c) {
			t.Error("the change came early")
		}
	})
	if associated(c) {
		t.Error("the association is still there")
	}
}

func TestASubnetIsFilled(t *testing.T) {
	c := changed(t, "fill tiny-a", func(c clients) {
		if *home(t, c, "tour").subnets["tiny-a"].AvailableIpAddressCount != 3 {
			t.Error("the change came early")
		}
	})
	if left := *home(t, c, "tour").subnets["tiny-a"].AvailableIpAddressCount; left != 0 {
		t.Errorf("%d addresses are left", left)
	}
	must[*ec2.DescribeNetworkInterfacesOutput](t)(c.ec2.DescribeNetworkInterfaces(t.Context(), &ec2.DescribeNetworkInterfacesInput{}))
}

func TestAnEndpointComesAndGoes(t *testing.T) {
	var vpc string
	c := changed(t, "endpoint ml-prod", func(c clients) {
		vpc = home(t, c, "tour").vpc
		if n := len(s3Routes(t, c, vpc)); n != 1 {
			t.Errorf("%d tables had S3", n)
		}
	})
	routes := s3Routes(t, c, vpc)
	if len(routes) != len(home(t, c, "tour").tables) {
		t.Errorf("the tables with S3 are %v", routes)
	}
	c = changed(t, "unplug s3", func(clients) {})
	if routes := s3Routes(t, c, vpc); len(routes) != 0 {
		t.Errorf("the tables with S3 are %v", routes)
	}
}

func TestANameIsTakenAndAGroupDropped(t *testing.T) {
	c := changed(t, "take-name Fraud-V3-vpc", func(clients) {})
	_, err := c.sagemaker.CreateModel(t.Context(), newModel("fraud-v3-vpc", home(t, c, "tour")))
	if message := wantCode(t, err, "ValidationException"); !strings.HasPrefix(message, "Cannot create already existing model") {
		t.Error(message)
	}
	name := "Fraud-V3-vpc"
	must[*sagemaker.DescribeModelOutput](t)(c.sagemaker.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: &name}))
	c = changed(t, "drop-group stripped-sg", func(clients) {})
	if _, there := home(t, c, "tour").groups["stripped-sg"]; there {
		t.Error("the group is still there")
	}
}

func TestDNSIsTurnedOff(t *testing.T) {
	s, _ := sandbox.Lookup("tour")
	vpc := s.Answers().Network.VPC
	c := changed(t, "dns-off "+vpc, func(clients) {})
	out := must[*ec2.DescribeVpcAttributeOutput](t)(c.ec2.DescribeVpcAttribute(t.Context(), &ec2.DescribeVpcAttributeInput{
		VpcId: &vpc, Attribute: types.VpcAttributeNameEnableDnsSupport,
	}))
	if *out.EnableDnsSupport.Value {
		t.Error("DNS support is still on")
	}
}

func TestChangesOfWhatIsThere(t *testing.T) {
	s, _ := sandbox.Lookup("tour")
	var all []sandbox.FaultRule
	for _, what := range []string{"detach private-b", "unplug s3", "endpoint ml-prod", "drop-group model-sg", "take-name x", "fill tiny-a", "dns-off legacy"} {
		rule := must[sandbox.FaultRule](t)(sandbox.ParseFault("* change " + what))
		if err := sandbox.CheckFaults(s, []sandbox.FaultRule{rule}); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		all = append(all, rule)
	}
	err := sandbox.CheckFaults(s, append(all, must[sandbox.FaultRule](t)(sandbox.ParseFault("* change detach nowhere"))))
	if err == nil || !strings.Contains(err.Error(), "there is no \"nowhere\"") {
		t.Errorf("got %v", err)
	}
	for _, s := range sandbox.Scenarios() {
		if err := sandbox.CheckFaults(s, s.Faults); err != nil {
			t.Error(err)
		}
		for _, rule := range s.Faults {
			if again, err := sandbox.ParseFault(rule.String()); err != nil || again != rule {
				t.Errorf("%s: the rule %q cannot be written: %v", s.Name, rule, err)
			}
		}
	}
}

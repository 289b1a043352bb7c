package sandbox

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"
)

// answerTo sends a body that may be anything, and fails unless the answer is whole.
func answerTo(t *testing.T, a *Account, service, target, body string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://127.0.0.1/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+AccessKeyID+"/20260115/"+Region+"/"+service+"/aws4_request")
	r.Header.Set("X-Amz-Target", target)
	_, answer, err := a.handle(r)
	if err != nil {
		t.Fatal(err)
	}
	if answer.status < 200 || answer.status >= 500 {
		t.Fatalf("%d: %s", answer.status, answer.body)
	}
	return answer
}

func tourAccount(tb testing.TB) *Account {
	tb.Helper()
	s, _ := Lookup(Tour)
	return New(s)
}

func FuzzQuery(f *testing.F) {
	for _, action := range []string{
		"DescribeSubnets&Filter.1.Name=tag:Name&Filter.1.Value.1=p*&MaxResults=5", "DescribeVpcs&VpcId.1=vpc-1&VpcId.x=2&VpcId=3",
		"CreateVpcEndpoint&VpcId=" + vpcID("ml-prod") + "&ServiceName=com.amazonaws.us-east-1.s3&RouteTableId.1=" + tableID("ml-prod", "private-b") + "&PolicyDocument={",
		"ModifyVpcEndpoint&VpcEndpointId=" + endpointID("ml-prod", "s3") + "&AddRouteTableId.1=" + tableID("ml-prod", "main") + "&DryRun=true",
		"ModifyVpcAttribute&VpcId=" + vpcID("ml-prod") + "&EnableDnsSupport.Value=false", "DeleteVpcEndpoints&VpcEndpointId.1=vpce-12345678",
		"CreateTags&ResourceId.1=" + vpcID("ml-prod") + "&Tag.1.Key=%1b&Tag.1.Value=%00", "DeleteTags&ResourceId.1=" + vpcID("legacy"),
		"CreateVpcEndpoint&VpcEndpointType=Interface&VpcId=" + vpcID("ml-prod") + "&ServiceName=com.amazonaws.us-east-1.sts&SubnetId.1=" + subnetID("ml-prod", "private-a") +
			"&SubnetConfiguration.1.SubnetId=" + subnetID("ml-prod", "private-a") + "&SubnetConfiguration.1.Ipv4=10.0.1.99&ClientToken=a",
		"ModifyVpcEndpoint&VpcEndpointId=" + endpointID("ml-prod", "logs") + "&AddSubnetId.1=" + subnetID("ml-prod", "private-d") + "&RemoveSecurityGroupId.1=sg-1&PrivateDnsEnabled=false",
		"CreateNatGateway&SubnetId=" + subnetID("ml-prod", "tiny-a") + "&ConnectivityType=private&PrivateIpAddress=10.0.9.13",
		"CreateRoute&RouteTableId=" + tableID("ml-prod", "main") + "&DestinationCidrBlock=0.0.0.0/0&GatewayId=" + id("igw", "ml-prod"),
		"AuthorizeSecurityGroupIngress&GroupId=" + groupID("ml-prod", "endpoints-sg") + "&IpPermissions.1.IpProtocol=TCP&IpPermissions.1.FromPort=1&IpPermissions.1.ToPort=2" +
			"&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0/8&IpPermissions.1.Groups.1.GroupId=" + groupID("ml-prod", "model-sg"),
		"RevokeSecurityGroupEgress&GroupId=" + groupID("ml-prod", "model-sg") + "&IpProtocol=-1&CidrIp=0.0.0.0/0",
		"ReplaceRouteTableAssociation&AssociationId=rtbassoc-1&RouteTableId=" + tableID("ml-prod", "main"), "AllocateAddress&Domain=vpc",
		"DescribeInstanceTypeOfferings&LocationType=x", "GetManagedPrefixListEntries&PrefixListId=pl-63a5400a&NextToken=c2FuZGJveC85OQ==",
	} {
		f.Add("Action=" + action + "&Version=" + ec2Version)
	}
	f.Fuzz(func(t *testing.T, body string) {
		answer := answerTo(t, tourAccount(t), "ec2", "", body)
		d := xml.NewDecoder(strings.NewReader(string(answer.body)))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, answer.body)
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	request := tourModels()[4].request
	f.Add("CreateModel", strings.Replace(request, "{", `{"ModelName":"m",`, 1))
	f.Add("CreateModel", `{"ModelName":"m","VpcConfig":{"Subnets":["a"],"SecurityGroupIds":null},"Tags":[{"Key":"a"}],"Containers":[{}]}`)
	f.Add("ListModels", `{"MaxResults":1e9,"CreationTimeAfter":"x","NextToken":"c2FuZGJveC85OQ=="}`)
	f.Add("ListTags", `{"ResourceArn":"arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3"}`)
	f.Add("AddTags", `{"ResourceArn":"arn:aws:sagemaker:us-east-1:111122223333:model/fraud-v3","Tags":[{"Key":"k","Value":"v"}]}`)
	f.Add("DescribeModel", `{"ModelName":"banner-demo"}`)
	f.Add("DeleteModel", `{"ModelName":"fraud-v3"}`)
	f.Fuzz(func(t *testing.T, op, body string) {
		answer := answerTo(t, tourAccount(t), "sagemaker", sagemakerTarget+op, body)
		if len(answer.body) > 0 && !json.Valid(answer.body) {
			t.Fatalf("no JSON: %s", answer.body)
		}
	})
}

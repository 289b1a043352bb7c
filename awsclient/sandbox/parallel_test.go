package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"

	"sagevpc/awsclient/sandbox"
)

// one client's work: it reads every service, and writes what is its own and what all of
// them share. Afterwards everything is as it was, but for its model.
func (c clients) work(t *testing.T, i int, n network) {
	t.Helper()
	ctx := t.Context()
	for service, call := range c.calls(t) {
		if err := call(); err != nil {
			t.Errorf("client %d: %s: %v", i, service, err)
		}
	}
	name := fmt.Sprintf("parallel-%02d", i)
	if _, err := c.sagemaker.CreateModel(ctx, newModel(name, n)); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if _, err := c.sagemaker.CreateModel(ctx, newModel(strings.ToUpper(name), n)); err == nil {
		t.Errorf("%s was created twice", name)
	}
	// Two clients share each tag: a resource takes no more than fifty.
	tag := types.Tag{Key: aws.String(fmt.Sprintf("parallel-%02d", i%32)), Value: aws.String("x")}
	for _, call := range []func() error{
		func() error {
			_, err := c.ec2.CreateTags(ctx, &ec2.CreateTagsInput{Resources: []string{n.vpc}, Tags: []types.Tag{tag}})
			return err
		},
		func() error {
			on := i%2 == 0
			_, err := c.ec2.ModifyVpcAttribute(ctx, &ec2.ModifyVpcAttributeInput{VpcId: &n.vpc, EnableDnsHostnames: &types.AttributeBooleanValue{Value: &on}})
			return err
		},
		func() error { _, err := c.ec2.DescribeRouteTables(ctx, &ec2.DescribeRouteTablesInput{}); return err },
		func() error { _, err := c.ec2.DescribeVpcEndpoints(ctx, &ec2.DescribeVpcEndpointsInput{}); return err },
		func() error {
			_, err := c.ec2.DescribeNetworkInterfaces(ctx, &ec2.DescribeNetworkInterfacesInput{})
			return err
		},
		func() error {
			_, err := c.sagemaker.DescribeModel(ctx, &sagemaker.DescribeModelInput{ModelName: &name})
			return err
		},
		func() error {
			_, err := c.ec2.DeleteTags(ctx, &ec2.DeleteTagsInput{Resources: []string{n.vpc}, Tags: []types.Tag{tag}})
			return err
		},
	} {
		if err := call(); err != nil {
			t.Errorf("client %d: %v", i, err)
		}
	}
	c.fightForTheTable(t, i, n)
}

// fightForTheTable takes the one route to S3 that a table can have, when nobody else has it.
func (c clients) fightForTheTable(t *testing.T, i int, n network) {
	t.Helper()
	made, err := c.ec2.CreateVpcEndpoint(t.Context(), createS3(n, "private-b"))
	if err != nil {
		if text := err.Error(); !strings.Contains(text, "RouteAlreadyExists") && !strings.Contains(text, "VpcEndpointLimitExceeded") {
			t.Errorf("client %d: %v", i, err)
		}
		return
	}
	id := aws.ToString(made.VpcEndpoint.VpcEndpointId)
	if routes := s3Routes(t, c, n.vpc); routes[n.tables["private-b"]] != id {
		t.Errorf("client %d: the route of its endpoint %s leads to %s", i, id, routes[n.tables["private-b"]])
	}
	out, err := c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{id}})
	if err != nil || len(out.Unsuccessful) > 0 {
		t.Errorf("client %d: %v %v", i, out, err)
	}
}

// Sixty-four clients at once read and write in process and served, and leave one model
// each and nothing else.
func TestSixtyFourClientsReadAndWrite(t *testing.T) {
	for _, way := range []string{"in process", "served"} {
		t.Run(way, func(t *testing.T) {
			var open func() clients
			if way == "served" {
				address, _ := serve(t)
				client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
				t.Cleanup(client.CloseIdleConnections)
				open = func() clients {
					c := in(client, sandbox.Region, address)
					c.s3 = s3.New(c.s3.Options(), func(o *s3.Options) { o.UsePathStyle = true })
					return c
				}
			} else {
				a := account(t, "tour")
				open = func() clients { return in(a.HTTPClient(), sandbox.Region, "") }
			}
			n := home(t, open(), "tour")
			var all sync.WaitGroup
			for i := range 64 {
				all.Go(func() { open().work(t, i, n) })
			}
			all.Wait()
			models := must[*sagemaker.ListModelsOutput](t)(open().sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{
				NameContains: aws.String("parallel-"), MaxResults: aws.Int32(100),
			}))
			if len(models.Models) != 64 {
				t.Errorf("%d models of 64", len(models.Models))
			}
			vpcs := must[*ec2.DescribeVpcsOutput](t)(open().ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{VpcIds: []string{n.vpc}}))
			if tags := vpcs.Vpcs[0].Tags; len(tags) != 1 {
				t.Errorf("the VPC kept tags: %v", tags)
			}
			if routes := s3Routes(t, open(), n.vpc); len(routes) != 1 {
				t.Errorf("the VPC kept routes: %v", routes)
			}
		})
	}
}

package awsclient_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"sagevpc/awsclient"
	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
)

// pages answers the first call with a token and the second, which must bring it, without.
func pages(t *testing.T, contentType, first, second string) (wire, *int) {
	t.Helper()
	asked := 0
	return func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if asked++; asked == 1 {
			return answer(200, contentType, first)(r)
		}
		if !strings.Contains(string(body), "page-2") {
			t.Errorf("the second call does not bring the token: %s", body)
		}
		return answer(200, contentType, second)(r)
	}, &asked
}

func TestEveryPageIsRead(t *testing.T) {
	subnet := func(id, token string) string {
		return `<DescribeSubnetsResponse><subnetSet><item><subnetId>` + id + `</subnetId></item></subnetSet>` + token + `</DescribeSubnetsResponse>`
	}
	role := func(name, rest string) string {
		return `<ListRolesResponse><ListRolesResult><Roles><member><RoleName>` + name + `</RoleName></member></Roles>` + rest + `</ListRolesResult></ListRolesResponse>`
	}
	const json = "application/x-amz-json-1.1"
	for name, test := range map[string]struct {
		contentType, first, second string
		read                       func(context.Context, steps.Account) (int, error)
	}{
		"EC2": {
			"text/xml", subnet("subnet-2", "<nextToken>page-2</nextToken>"), subnet("subnet-1", ""),
			func(ctx context.Context, a steps.Account) (int, error) {
				list, err := a.Subnets(ctx, "vpc-1")
				return len(list), err
			},
		},
		"IAM": {
			"text/xml", role("b", "<IsTruncated>true</IsTruncated><Marker>page-2</Marker>"), role("a", ""),
			func(ctx context.Context, a steps.Account) (int, error) {
				list, err := a.Roles(ctx)
				return len(list), err
			},
		},
		"SageMaker": {
			json, `{"Models":[{"ModelName":"b"}],"NextToken":"page-2"}`, `{"Models":[{"ModelName":"a"}]}`,
			func(ctx context.Context, a steps.Account) (int, error) {
				list, err := a.Models(ctx)
				return len(list), err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, asked := pages(t, test.contentType, test.first, test.second)
			got, err := test.read(t.Context(), connected(t, w))
			if err != nil || got != 2 || *asked != 2 {
				t.Errorf("got %d items in %d calls, %v", got, *asked, err)
			}
		})
	}
}

// Each call has a page limit of its own; AWS refuses more.
func TestPageLimits(t *testing.T) {
	scenario, _ := sandbox.Lookup(sandbox.Tour)
	inside := sandbox.New(scenario).HTTPClient()
	var mu sync.Mutex
	limits := map[string]string{}
	a := opened(t, awsclient.Options{Region: sandbox.Region, Credentials: key, HTTPClient: wire(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") != "" {
			mu.Lock()
			limits[form.Get("Action")] = form.Get("MaxResults")
			mu.Unlock()
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		return inside.Do(r)
	})})
	if _, err := a.Network(t.Context(), steps.Scope{VPC: scenario.Answers().Network.VPC}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.InstanceType(t.Context(), "ml.g5.xlarge"); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"DescribeAvailabilityZones": "", "DescribeVpcAttribute": "", // no pages
		"DescribeRouteTables": "100", "DescribeManagedPrefixLists": "100", "GetManagedPrefixListEntries": "100", "DescribeInstanceTypes": "100",
	}
	for _, action := range []string{
		"DescribeVpcs", "DescribeSubnets", "DescribeSecurityGroups", "DescribeVpcEndpoints", "DescribeVpcEndpointServices",
		"DescribeNatGateways", "DescribeNetworkInterfaces", "DescribeNetworkAcls", "DescribeInternetGateways", "DescribeDhcpOptions", "DescribeInstanceTypeOfferings",
	} {
		want[action] = "1000"
	}
	if !maps.Equal(limits, want) {
		t.Errorf("the calls and their limits are %s,\nwant %s", listed(limits), listed(want))
	}
}

func listed(limits map[string]string) string {
	var b strings.Builder
	for _, action := range slices.Sorted(maps.Keys(limits)) {
		fmt.Fprintf(&b, "%s=%s ", action, limits[action])
	}
	return b.String()
}

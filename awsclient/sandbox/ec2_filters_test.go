package sandbox

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
)

// ec2Says sends a call to the tour and returns its status and answer.
func ec2Says(t *testing.T, a *Account, call string) (int, string) {
	t.Helper()
	answer := answerTo(t, a, "ec2", "", "Version="+ec2Version+"&Action="+call)
	return answer.status, string(answer.body)
}

func TestEveryDocumentedFilterIsTaken(t *testing.T) {
	raw, err := os.ReadFile("testdata/ec2-filters.txt")
	if err != nil {
		t.Fatal(err)
	}
	a := tourAccount(t)
	calls := 0
	for line := range strings.Lines(string(raw)) {
		op, names, found := strings.Cut(line, ": ")
		if strings.HasPrefix(line, "#") || !found {
			continue
		}
		calls++
		t.Run(op, func(t *testing.T) {
			for name := range strings.FieldsSeq(names) {
				if status, body := ec2Says(t, a, op+"&Filter.1.Name="+name+"&Filter.1.Value.1=no-such-value"); status != http.StatusOK {
					t.Errorf("%s: %s", name, body)
				} else if strings.Contains(body, "<item>") {
					t.Errorf("%s let something through: %s", name, body)
				}
			}
			for query, says := range map[string]string{
				"&Filter.1.Name=colour&Filter.1.Value.1=red": noSuchFilter(op),
				"&Filter.1.Name=" + strings.Fields(names)[0]: "must have at least one value",
			} {
				if status, body := ec2Says(t, a, op+query); status != http.StatusBadRequest || !strings.Contains(body, says) {
					t.Errorf("%s: %d %s", query, status, body)
				}
			}
		})
	}
	if calls != 18 {
		t.Errorf("%d calls, want 18", calls)
	}
	many := &strings.Builder{}
	for i := range 201 {
		fmt.Fprintf(many, "&Filter.1.Value.%d=%d", i+1, i)
	}
	if _, body := ec2Says(t, a, "DescribeVpcs&Filter.1.Name=vpc-id"+many.String()); !strings.Contains(body, "FilterLimitExceeded") {
		t.Errorf("201 values: %s", body)
	}
}

func TestPageSizes(t *testing.T) {
	a := tourAccount(t)
	for _, tc := range []struct {
		call              string
		smallest, largest int
		cut               bool // a larger size is cut, not refused
	}{
		{call: "DescribeVpcs", smallest: 5, largest: 1000},
		{call: "DescribeSubnets", smallest: 5, largest: 1000},
		{call: "DescribeSecurityGroups", smallest: 5, largest: 1000},
		{call: "DescribeSecurityGroupRules", smallest: 5, largest: 1000},
		{call: "DescribeRouteTables", smallest: 5, largest: 100},
		{call: "DescribeNetworkAcls", smallest: 5, largest: 1000},
		{call: "DescribeInternetGateways", smallest: 5, largest: 1000},
		{call: "DescribeNatGateways", smallest: 5, largest: 1000},
		{call: "DescribeNetworkInterfaces", smallest: 5, largest: 1000},
		{call: "DescribeDhcpOptions", smallest: 5, largest: 1000},
		{call: "DescribeInstanceTypes", smallest: 5, largest: 100},
		{call: "DescribeInstanceTypeOfferings", smallest: 5, largest: 1000},
		{call: "DescribeManagedPrefixLists", smallest: 1, largest: 100},
		{call: "GetManagedPrefixListEntries&PrefixListId=pl-63a5400a", smallest: 1, largest: 100},
		{call: "DescribePrefixLists", smallest: 1, largest: 1000, cut: true},
		{call: "DescribeVpcEndpoints", smallest: 1, largest: 1000, cut: true},
		{call: "DescribeVpcEndpointServices", smallest: 1, largest: 1000, cut: true},
	} {
		t.Run(tc.call, func(t *testing.T) {
			for size, good := range map[int]bool{tc.smallest - 1: false, tc.smallest: true, tc.largest: true, tc.largest + 1: tc.cut} {
				status, body := ec2Says(t, a, fmt.Sprintf("%s&MaxResults=%d", tc.call, size))
				if (status == http.StatusOK) != good || (!good && !strings.Contains(body, fmt.Sprintf("Value ( %d ) for parameter maxResults is invalid.", size))) {
					t.Errorf("%d: %d %s", size, status, body)
				}
			}
			for _, token := range []string{"nonsense", "c2FuZGJveC81", tokenAt(5) + ".0123456789abcdef", "."} {
				if _, body := ec2Says(t, a, tc.call+"&NextToken="+token); !strings.Contains(body, "<Code>InvalidNextToken</Code>") {
					t.Errorf("token %q: %s", token, body)
				}
			}
		})
	}
	for _, call := range []string{"DescribeAvailabilityZones", "DescribeAddresses"} {
		if _, body := ec2Says(t, a, call+"&MaxResults=5"); !strings.Contains(body, "UnknownParameter") {
			t.Errorf("%s pages: %s", call, body)
		}
	}
}

// A member without a number would be passed over, and the answer be a list of everything.
func TestMembersOfListsHaveNumbers(t *testing.T) {
	a := tourAccount(t)
	for _, parameter := range []string{"VpcId.x=1", "VpcId.0=1", "Filter.Name=vpc-id"} {
		status, body := ec2Says(t, a, "DescribeVpcs&"+parameter)
		name, _, _ := strings.Cut(parameter, "=")
		if status != http.StatusBadRequest || !strings.Contains(body, "The parameter "+name+" is not recognized") {
			t.Errorf("%s: %d %s", parameter, status, body)
		}
	}
}

// A token is good for the call that gave it.
func TestTokensAreOfOneCall(t *testing.T) {
	a := tourAccount(t)
	_, body := ec2Says(t, a, "DescribeSubnets&MaxResults=5")
	_, rest, _ := strings.Cut(body, "<nextToken>")
	token, _, found := strings.Cut(rest, "</nextToken>")
	if !found {
		t.Fatalf("no token in %s", body)
	}
	if status, body := ec2Says(t, a, "DescribeSubnets&MaxResults=5&NextToken="+token); status != http.StatusOK {
		t.Error(body)
	}
	if _, body := ec2Says(t, a, "DescribeSecurityGroups&MaxResults=5&NextToken="+token); !strings.Contains(body, "InvalidNextToken") {
		t.Error(body)
	}
}

package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"sagevpc/awsclient/sandbox"
)

func TestFaultsAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]sandbox.FaultRule{
		"ec2:DescribeSubnets throttle 30%":          {Calls: "ec2:DescribeSubnets", Does: sandbox.FaultThrottle, Percent: 30},
		"ec2:* latency 200ms":                       {Calls: "ec2:*", Does: sandbox.FaultLatency, Latency: 200 * time.Millisecond},
		"* expire after 12":                         {Calls: "*", Does: sandbox.FaultExpire, After: 12},
		"sts:* badkey":                              {Calls: "sts:*", Does: sandbox.FaultKey},
		"ec2:*VpcEndpoint* limit":                   {Calls: "ec2:*VpcEndpoint*", Does: sandbox.FaultLimit},
		"sagemaker:CreateModel limit 2 0.5/s":       {Calls: "sagemaker:CreateModel", Does: sandbox.FaultLimit, Tokens: 2, PerSecond: 0.5},
		"ec2:Describe* throttle first 2 each":       {Calls: "ec2:Describe*", Does: sandbox.FaultThrottle, First: 2, Each: true},
		"s3:* error 503 call 3":                     {Calls: "s3:*", Does: sandbox.FaultError, Status: 503, Call: 3},
		"iam:* html":                                {Calls: "iam:*", Does: sandbox.FaultHTML},
		"iam:* html 502 10% after 2":                {Calls: "iam:*", Does: sandbox.FaultHTML, Status: 502, Percent: 10, After: 2},
		"*:Create* deny":                            {Calls: "*:Create*", Does: sandbox.FaultDeny},
		"sts:* reset":                               {Calls: "sts:*", Does: sandbox.FaultReset},
		"ec2:CreateTags cut":                        {Calls: "ec2:CreateTags", Does: sandbox.FaultCut},
		"ec2:DescribeVpcs change fill a-1 after 3":  {Calls: "ec2:DescribeVpcs", Does: sandbox.FaultChange, Change: sandbox.ChangeFill, Object: "a-1", After: 3},
		"ec2:DescribeVpcs change dns-off x after 1": {Calls: "ec2:DescribeVpcs", Does: sandbox.FaultChange, Change: sandbox.ChangeDNSOff, Object: "x", After: 1},
	} {
		got, err := sandbox.ParseFault(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%q: got %+v (%q), %v", text, got, got, err)
		}
	}
	if rule, err := sandbox.ParseFault("  ec2:DescribeVpcs   change take-name fraud "); err != nil || rule.After != 1 {
		t.Errorf("a change without a when: %+v, %v", rule, err)
	}
}

func TestFaultsThatCannotBeUsed(t *testing.T) {
	for text, says := range map[string]string{
		"":                                       "it is empty",
		"ec2:DescribeSubnets":                    "what goes wrong is missing",
		"ec2:DescribeSubnets throtle":            `"throtle" cannot go wrong; what can is one of badkey, change, cut, deny`,
		"DescribeSubnets throttle":               "SERVICE:Operation",
		"ec2: throttle":                          "SERVICE:Operation",
		"dynamodb:* throttle":                    `there is no service "dynamodb"; it is one of ec2, iam, s3, sagemaker, sts`,
		"ec2:DescribeSubnet throttle":            "is it ec2:DescribeSubnets?",
		"ec2:MakeCoffee throttle":                "such as ec2:DescribeSubnets",
		"ec2:* latency":                          "comes a time, such as 200ms",
		"ec2:* latency 200":                      `not "200"`,
		"ec2:* latency -1s":                      "comes a time",
		"ec2:* error 404":                        "500 or 503",
		"ec2:* error":                            "comes a number",
		"ec2:* html 777":                         "from 200 to 599",
		"sagemaker:* limit":                      "only EC2 documents its limits",
		"* limit":                                "only EC2 documents its limits",
		"ec2:* limit 4":                          "such as 0.3/s",
		"ec2:* limit 4 x/s":                      `not "x/s"`,
		"ec2:* limit 4 NaN/s":                    `not "NaN/s"`,
		"ec2:* throttle 0%":                      "from 1% to 100%",
		"ec2:* throttle 101%":                    "from 1% to 100%",
		"ec2:* throttle sometimes":               `"sometimes" says nothing here`,
		"ec2:* throttle first":                   "comes a number from 1 on",
		"ec2:* throttle after -2":                "comes a number from 1 on",
		"ec2:* throttle first 2 after 3":         "exclude each other",
		"ec2:* change":                           "is not a change; it is one of detach, dns-off",
		"ec2:* change detach":                    "what to detach is missing",
		"ec2:* change detach private-b first 2":  "a change happens once",
		"ec2:* change detach private-b 30%":      "a change happens once",
		"ec2:* change vanish private-b":          `"vanish" is not a change`,
		"ec2:DescribeVpcs \x1b[31mthrottle each": `"\x1b[31mthrottle" cannot go wrong`,
	} {
		rule, err := sandbox.ParseFault(text)
		if err == nil || !strings.Contains(err.Error(), says) || strings.ContainsRune(err.Error(), '\x1b') {
			t.Errorf("%q: got %v, want it to say %q", text, err, says)
		}
		if rule != (sandbox.FaultRule{}) {
			t.Errorf("%q gives a rule besides", text)
		}
	}
}

func FuzzParseFault(f *testing.F) {
	for _, text := range []string{
		"ec2:DescribeSubnets throttle 30%", "ec2:* latency 200ms", "* expire after 12", "sagemaker:CreateModel limit 2 0.5/s",
		"iam:* html 502 10% after 2", "ec2:DescribeVpcs change fill a-1 after 3", "ec2:Describe* throttle first 2 each",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rule, err := sandbox.ParseFault(text)
		if err != nil {
			if rule != (sandbox.FaultRule{}) {
				t.Fatalf("%q: a rule besides the error %v", text, err)
			}
			return
		}
		again, err := sandbox.ParseFault(rule.String())
		if err != nil || again != rule {
			t.Fatalf("%q is written %q, which is read as %+v, %v; want %+v", text, rule, again, err, rule)
		}
	})
}

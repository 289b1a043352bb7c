package sandbox_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/awsclient/sandbox"
)

func rules(t *testing.T, texts ...string) sandbox.Option {
	t.Helper()
	var all []sandbox.FaultRule
	for _, text := range texts {
		all = append(all, must[sandbox.FaultRule](t)(sandbox.ParseFault(text)))
	}
	return sandbox.WithFaults(all, 7)
}

// calls are one call of each service.
func (c clients) calls(t *testing.T) map[string]func() error {
	bucket := "acme-models"
	return map[string]func() error{
		"ec2":       func() error { _, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}); return err },
		"sagemaker": func() error { _, err := c.sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{}); return err },
		"iam":       func() error { _, err := c.iam.ListRoles(t.Context(), &iam.ListRolesInput{}); return err },
		"sts": func() error {
			_, err := c.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
			return err
		},
		"s3": func() error {
			_, err := c.s3.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: &bucket})
			return err
		},
	}
}

// bothWays opens an account in process and served: a fault is the same on either way.
func bothWays(t *testing.T, test func(t *testing.T, open func(opts ...sandbox.Option) clients)) {
	t.Helper()
	t.Run("in process", func(t *testing.T) {
		test(t, func(opts ...sandbox.Option) clients { return open(t, "tour", opts...) })
	})
	t.Run("served", func(t *testing.T) {
		test(t, func(opts ...sandbox.Option) clients {
			address, _ := serve(t, opts...)
			client := &http.Client{Transport: &http.Transport{}}
			t.Cleanup(client.CloseIdleConnections)
			c := in(client, sandbox.Region, address)
			c.s3 = s3.New(c.s3.Options(), func(o *s3.Options) { o.UsePathStyle = true })
			return c
		})
	})
}

func TestEachServiceRefusesInItsOwnWords(t *testing.T) {
	for rule, codes := range map[string]map[string]string{
		"* throttle": {
			"ec2": "RequestLimitExceeded", "sagemaker": "ThrottlingException", "iam": "Throttling", "sts": "Throttling", "s3": "SlowDown",
		},
		"* expire": {
			"ec2": "RequestExpired", "sagemaker": "ExpiredTokenException", "iam": "ExpiredToken", "sts": "ExpiredToken", "s3": "ExpiredToken",
		},
		"* deny": {
			"ec2": "UnauthorizedOperation", "sagemaker": "AccessDeniedException", "iam": "AccessDenied", "sts": "AccessDenied", "s3": "AccessDenied",
		},
		"* error 500": {
			"ec2": "InternalError", "sagemaker": "InternalFailure", "iam": "InternalFailure", "sts": "InternalFailure", "s3": "InternalError",
		},
		"* error 503": {
			"ec2": "Unavailable", "sagemaker": "ServiceUnavailable", "iam": "ServiceUnavailable", "sts": "ServiceUnavailable", "s3": "ServiceUnavailable",
		},
	} {
		t.Run(rule, func(t *testing.T) {
			bothWays(t, func(t *testing.T, open func(...sandbox.Option) clients) {
				for service, call := range open(rules(t, rule)).calls(t) {
					t.Run(service, func(t *testing.T) { wantCode(t, call(), codes[service]) })
				}
			})
		})
	}
}

func TestBrokenConnections(t *testing.T) {
	bothWays(t, func(t *testing.T, open func(...sandbox.Option) clients) {
		for service, call := range open(rules(t, "* reset")).calls(t) {
			if err := call(); !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
				t.Errorf("%s: a reset connection gives %v", service, err)
			}
		}
		for service, call := range open(rules(t, "* cut")).calls(t) {
			if err := call(); err == nil || !strings.Contains(err.Error(), "unexpected EOF") && !strings.Contains(err.Error(), "unexpected end") {
				t.Errorf("%s: half an answer gives %v", service, err)
			}
		}
		for service, call := range open(rules(t, "* html 502")).calls(t) {
			if call() == nil {
				t.Errorf("%s: a page was taken for an answer", service)
			}
		}
		// A page with the status of an answer is one to the SDK, in which it finds no VPC.
		pages := open(rules(t, "* html"))
		if out, err := pages.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}); err != nil || len(out.Vpcs) > 0 {
			t.Errorf("a page with status 200 gives %v", err)
		}
	})
}

// A call whose answer is cut off was done; one that met a reset connection was not.
func TestWhatALostAnswerLeaves(t *testing.T) {
	bothWays(t, func(t *testing.T, open func(...sandbox.Option) clients) {
		c := open(rules(t, "sagemaker:CreateModel cut first 1", "sagemaker:CreateModel reset call 2", "sagemaker:DeleteModel cut"))
		n := home(t, c, "tour")
		for _, name := range []string{"cut", "reset"} {
			if _, err := c.sagemaker.CreateModel(t.Context(), newModel(name, n)); err == nil {
				t.Errorf("%s: an answer came", name)
			}
			_, err := c.sagemaker.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: &name})
			if made := err == nil; made != (name == "cut") {
				t.Errorf("%s: afterwards %v", name, err)
			}
		}
		name := "cut"
		if _, err := c.sagemaker.DeleteModel(t.Context(), &sagemaker.DeleteModelInput{ModelName: &name}); err == nil {
			t.Error("an empty answer was not lost")
		}
		_, err := c.sagemaker.DescribeModel(t.Context(), &sagemaker.DescribeModelInput{ModelName: &name})
		wantCode(t, err, "ValidationException")
	})
}

func TestWhenARuleHolds(t *testing.T) {
	for _, tc := range []struct{ rule, vpcs, subnets string }{
		{"ec2:DescribeVpcs throttle", "xxxxxx", "..."},
		{"ec2:DescribeVpcs throttle first 2", "xx....", "..."},
		{"ec2:DescribeVpcs throttle after 4", "....xx", "..."},
		{"ec2:DescribeVpcs throttle call 3", "..x...", "..."},
		{"EC2:describevpcs throttle call 3", "..x...", "..."},
		{"ec2:Describe* throttle first 3", "xx....", "x.."},
		{"ec2:Describe* throttle first 2 each", "xx....", "xx."},
		{"*:Describe* throttle after 7", ".....x", "..x"},
		{"s3:* throttle", "......", "..."},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			c := open(t, "tour", rules(t, tc.rule))
			var vpcs, subnets strings.Builder
			mark := func(b *strings.Builder, err error) {
				if err != nil {
					b.WriteByte('x')
				} else {
					b.WriteByte('.')
				}
			}
			for i := range 6 {
				_, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
				mark(&vpcs, err)
				if i%2 == 0 {
					_, err := c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{})
					mark(&subnets, err)
				}
			}
			if vpcs.String() != tc.vpcs || subnets.String() != tc.subnets {
				t.Errorf("got %s and %s, want %s and %s", &vpcs, &subnets, tc.vpcs, tc.subnets)
			}
		})
	}
}

// A share of calls is drawn with the seed, whatever else is called in between.
func TestASeedDrawsTheSameFaults(t *testing.T) {
	draw := func(seed uint64, disturb bool) string {
		rule := must[sandbox.FaultRule](t)(sandbox.ParseFault("ec2:* throttle 30%"))
		c := open(t, "no-s3", sandbox.WithFaults([]sandbox.FaultRule{rule}, seed))
		var b strings.Builder
		for range 200 {
			if disturb {
				_, _ = c.ec2.DescribeSubnets(t.Context(), &ec2.DescribeSubnetsInput{})
			}
			_, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
			if err != nil {
				b.WriteByte('x')
			} else {
				b.WriteByte('.')
			}
		}
		return b.String()
	}
	first := draw(1, false)
	if hits := strings.Count(first, "x"); hits < 40 || hits > 80 {
		t.Errorf("30%% of 200 calls are %d", hits)
	}
	if draw(1, true) != first {
		t.Error("other calls change what is drawn")
	}
	if draw(1, false) != first || draw(2, false) == first {
		t.Error("the seed does not decide")
	}
}

func TestLatencyOfSomeCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, "tour", rules(t, "ec2:DescribeVpcs latency 200ms", "ec2:* latency 100ms first 1"), sandbox.WithLatency(time.Second))
		for _, want := range []time.Duration{1300, 1200} {
			begun := time.Now()
			must[*ec2.DescribeVpcsOutput](t)(c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}))
			if took := time.Since(begun); took != want*time.Millisecond {
				t.Errorf("took %v, want %dms", took, want)
			}
		}
	})
}

// The buckets are those of EC2's documentation: four tokens and 0.3 a second on the calls
// that write endpoints, each of them its own.
func TestTokenBuckets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, "tour", rules(t, "ec2:*VpcEndpoint* limit", "sts:* limit 2 0.5/s"))
		n := home(t, c, "tour")
		dry, vpc := true, n.vpc
		create := func() string {
			input := createS3(n)
			input.DryRun, input.VpcId = &dry, &vpc
			_, err := c.ec2.CreateVpcEndpoint(t.Context(), input)
			if err == nil {
				t.Fatal("a dry run succeeded")
			}
			if strings.Contains(err.Error(), "RequestLimitExceeded") {
				return "x"
			}
			return "."
		}
		got := ""
		for _, pause := range []time.Duration{0, 0, 0, 0, 0, 3, 1, 0, 100, 0, 0, 0, 0} {
			<-time.After(pause * time.Second)
			got += create()
		}
		if want := "....x" + "x.x" + "....x"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		_, err := c.ec2.DeleteVpcEndpoints(t.Context(), &ec2.DeleteVpcEndpointsInput{VpcEndpointIds: []string{"vpce-12345678"}, DryRun: &dry})
		if err != nil && strings.Contains(err.Error(), "RequestLimitExceeded") {
			t.Error("two operations share a bucket")
		}
		for i, want := range []bool{true, true, false} {
			_, err := c.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
			if (err == nil) != want {
				t.Errorf("call %d: %v", i+1, err)
			}
		}
	})
}

func TestReadsHaveTheirBuckets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(t, "tour", rules(t, "ec2:* limit"))
		count := func(call func() error) int {
			for n := range 300 {
				if call() != nil {
					return n
				}
			}
			return 300
		}
		if n := count(c.calls(t)["ec2"]); n != 100 {
			t.Errorf("%d reads in a row", n)
		}
		if n := count(func() error {
			_, err := c.ec2.DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{})
			return err
		}); n != 50 {
			t.Errorf("%d heavy reads in a row", n)
		}
	})
}

func TestManyClientsUnderFaults(t *testing.T) {
	a := account(t, "tour", rules(t, "* throttle 10%", "* latency 1ms 20%", "ec2:* limit", "sagemaker:* cut 5%", "* reset 5%"))
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for _, call := range in(a.HTTPClient(), sandbox.Region, "").calls(t) {
				_ = call() // what comes of it is drawn; that nothing races is what counts
			}
		})
	}
	all.Wait()
}

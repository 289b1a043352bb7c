package awsclient_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"

	"sagevpc/awsclient"
	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// counted is a SageMaker that notes when each operation was called.
type counted struct {
	mu    sync.Mutex
	calls map[string][]time.Time
}

// Do answers with a model, an endpoint or nothing.
func (c *counted) Do(r *http.Request) (*http.Response, error) {
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	c.mu.Lock()
	if c.calls == nil {
		c.calls = map[string][]time.Time{}
	}
	c.calls[op] = append(c.calls[op], time.Now())
	c.mu.Unlock()
	return answer(http.StatusOK, "application/x-amz-json-1.1", `{"ModelName":"m","EndpointName":"e","EndpointConfigName":"c"}`)(r)
}

func (c *counted) of(op string) []time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls[op]
}

// many reads so many models at once.
func many(ctx context.Context, n int, accounts ...steps.Account) error {
	var group errgroup.Group
	for i := range n {
		group.Go(func() error { _, err := accounts[i%len(accounts)].Model(ctx, "m"); return err })
	}
	return group.Wait()
}

func TestMassReadsKeepThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		behind := &counted{}
		client := awsclient.New(awsclient.Options{Region: "us-east-1", HTTPClient: behind, Credentials: key})
		one, another := must(client.Open(t.Context(), "one", ""))(t), must(client.Open(t.Context(), "another", ""))(t)
		const models, burst, perSecond = 1000, 20, 10
		if err := many(t.Context(), models, one, another); err != nil {
			t.Fatal(err)
		}
		for _, op := range []string{"DescribeModel", "ListTags"} {
			calls := behind.of(op)
			if len(calls) != models {
				t.Fatalf("%s was called %d times", op, len(calls))
			}
			for i, at := range calls { // in every second that begins with a call
				inside := 0
				for _, later := range calls[i:] {
					if later.Sub(at) < time.Second {
						inside++
					}
				}
				if inside > burst+perSecond {
					t.Fatalf("%s was called %d times in the second from %v on", op, inside, at.Sub(calls[0]))
				}
			}
			if took, least := calls[models-1].Sub(calls[0]), (models-burst)/perSecond*time.Second; took < least || took > least+5*time.Second {
				t.Errorf("%d calls of %s took %v, want %v", models, op, took, least)
			}
		}
	})
}

// A few reads are not held up, and each operation and Region has its own allowance.
func TestAFewReadsDoNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := awsclient.New(awsclient.Options{Region: "us-east-1", HTTPClient: &counted{}, Credentials: key})
		here, there := must(client.Open(t.Context(), "", ""))(t), must(client.Open(t.Context(), "", "eu-west-1"))(t)
		begun := time.Now()
		if err := many(t.Context(), 40, here, there); err != nil {
			t.Fatal(err)
		}
		if _, err := here.InferenceEndpoint(t.Context(), "e"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took != 0 {
			t.Errorf("the reads waited for %v", took)
		}
	})
}

// Whoever stops waiting learns it at once, and takes no token from the others.
func TestWaitingForATurnEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		behind := &counted{}
		client := awsclient.New(awsclient.Options{Region: "us-east-1", HTTPClient: behind, Credentials: key})
		a := must(client.Open(t.Context(), "", ""))(t)
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
		defer cancel()
		begun := time.Now()
		err := many(ctx, 60, a)
		var fault *facts.Fault
		if !errors.As(err, &fault) || fault.Kind != facts.Interrupted || fault.Op != "sagemaker:DescribeModel" {
			t.Errorf("got %v", err)
		}
		if took := time.Since(begun); took != 150*time.Millisecond {
			t.Errorf("the end was noticed after %v", took)
		}
		if calls := len(behind.of("DescribeModel")); calls != 21 {
			t.Errorf("%d calls were made, want the burst and one", calls)
		}
		if err := many(t.Context(), 1, a); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begun); took > 300*time.Millisecond {
			t.Errorf("the next call was made after %v: those that gave up kept their turns", took)
		}
	})
}

// AWS lets four writes to VPC endpoints through at once and then one every 3.5 seconds,
// whichever they are.
func TestWritesToEndpointsKeepThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		behind := wire(func(r *http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			form, err := url.ParseQuery(string(body))
			if err != nil {
				return nil, err
			}
			op := form.Get("Action") + "Response"
			return answer(http.StatusOK, "text/xml", "<"+op+` xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><return>true</return></`+op+">")(r)
		})
		a := must(awsclient.New(awsclient.Options{Region: "us-east-1", HTTPClient: behind, Credentials: key}).Open(t.Context(), "", ""))(t)
		for i := range 7 {
			request := plan.Request{Service: "ec2", Op: "ModifyVpcEndpoint", Input: map[string]any{"VpcEndpointId": "vpce-1", "PrivateDnsEnabled": true}}
			if i%2 == 1 {
				request = plan.Request{Service: "ec2", Op: "DeleteVpcEndpoints", Input: map[string]any{"VpcEndpointIds": []any{"vpce-1"}}}
			}
			if _, err := a.Apply(t.Context(), request); err != nil {
				t.Fatal(err)
			}
		}
		for i, when := range at {
			if want := time.Duration(max(0, i-3)) * 3500 * time.Millisecond; when.Sub(at[0]) != want {
				t.Errorf("write %d was made after %v, want %v", i+1, when.Sub(at[0]), want)
			}
		}
	})
}

// TestTurnSaysHowLongAWriteWaits holds what is announced against what then happens.
func TestTurnSaysHowLongAWriteWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := awsclient.New(awsclient.Options{
			Region: "us-east-1", Credentials: key,
			HTTPClient: answer(http.StatusOK, "text/xml", `<ModifyVpcEndpointResponse><return>true</return></ModifyVpcEndpointResponse>`),
		})
		account := must(client.Open(t.Context(), "", ""))(t)
		paced, ok := account.(run.Paced)
		if !ok {
			t.Fatal("the account says nothing of its pace")
		}
		write := plan.Request{Service: "ec2", Op: "ModifyVpcEndpoint", Input: map[string]any{"VpcEndpointId": "vpce-1"}}
		for i := range 7 {
			said, why := paced.Turn(write)
			begun := time.Now()
			must(account.Apply(t.Context(), write))(t)
			if waited := time.Since(begun); (waited - said).Abs() > time.Millisecond {
				t.Errorf("write %d was to wait %v and waited %v", i+1, said, waited)
			}
			if late := i >= 4; late != (said > 0) || late != strings.Contains(why, "4 writes to VPC endpoints at once, then one each 3.5s") {
				t.Errorf("write %d: %v, %q", i+1, said, why)
			}
		}
		for _, free := range []plan.Request{
			{Service: "ec2", Op: "CreateRoute"}, {Service: "sagemaker", Op: "CreateModel"}, {Service: "s3", Op: "PutBucketPolicy"},
		} {
			if wait, why := paced.Turn(free); wait != 0 || why != "" {
				t.Errorf("%s: %v, %q", free.Op, wait, why)
			}
		}
	})
}

package sandbox_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/awsclient/sandbox"
)

// lines collects what is logged, from any goroutine.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// serve runs an account on loopback until the test ends, and returns its address and log.
func serve(t *testing.T, opts ...sandbox.Option) (string, *lines) {
	t.Helper()
	l, err := sandbox.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	log := &lines{}
	ended := make(chan error, 1)
	go func() { ended <- sandbox.Serve(ctx, l, account(t, "tour", opts...), log) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return "http://" + l.Addr().String(), log
}

func TestOneAddressServesAllServices(t *testing.T) {
	address, log := serve(t)
	client := &http.Client{}
	t.Cleanup(client.CloseIdleConnections)
	c := in(client, sandbox.Region, address)
	c.s3 = s3.New(c.s3.Options(), func(o *s3.Options) { o.UsePathStyle = true })
	bucket := "acme-models-eu"
	must[*sts.GetCallerIdentityOutput](t)(c.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}))
	must[*ec2.DescribeVpcsOutput](t)(c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}))
	must[*sagemaker.ListModelsOutput](t)(c.sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{}))
	must[*s3.GetBucketLocationOutput](t)(c.s3.GetBucketLocation(t.Context(), &s3.GetBucketLocationInput{Bucket: &bucket}))
	hostile, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("Action=%1b%5b31mX&Version=2016-11-15"))
	if err != nil {
		t.Fatal(err)
	}
	hostile.Header.Set("Authorization", signed("ec2"))
	answer, err := client.Do(hostile)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	for _, want := range []string{"sts GetCallerIdentity us-east-1 200", "ec2 DescribeVpcs us-east-1 200", "sagemaker ListModels us-east-1 200", "s3 GetBucketLocation us-east-1 200", `ec2 "\x1b[31mX" us-east-1 400`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %q in the log:\n%s", want, log)
		}
	}
	if strings.ContainsRune(log.String(), '\x1b') {
		t.Errorf("an escape sequence reached the log: %q", log)
	}
}

// An answer that comes at once can break the SDK, which then tries again in silence. A
// client that may not try again shows that it does not happen.
func TestServedAnswersNeverBreakTheClient(t *testing.T) {
	address, _ := serve(t)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			c := in(client, sandbox.Region, address)
			for range 40 {
				begun := time.Now()
				if _, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{}); err != nil {
					t.Errorf("DescribeVpcs: %v", err)
				}
				if took := time.Since(begun); took < 200*time.Microsecond {
					t.Errorf("an answer came after %v", took)
				}
				if _, err := c.sagemaker.ListModels(t.Context(), &sagemaker.ListModelsInput{}); err != nil {
					t.Errorf("ListModels: %v", err)
				}
			}
		})
	}
	all.Wait()
}

func TestListenKeepsToLoopback(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "example.com:0"} {
		l, err := sandbox.Listen(addr, false)
		if err == nil {
			_ = l.Close()
			t.Errorf("%s was listened on", addr)
		} else if !strings.Contains(err.Error(), "loopback") {
			t.Errorf("%s: %v", addr, err)
		}
	}
	if _, err := sandbox.Listen("127.0.0.1", false); err == nil || !strings.Contains(err.Error(), "HOST:PORT") {
		t.Errorf("an address without a port: %v", err)
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:0"} {
		l, err := sandbox.Listen(addr, false)
		if err != nil {
			t.Errorf("%s: %v", addr, err)
			continue
		}
		_ = l.Close()
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	l, err := sandbox.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- sandbox.Serve(ctx, l, account(t, "tour"), nil) }()
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Serve goes on after its context ended")
	}
	if connection, err := net.Dial("tcp", l.Addr().String()); err == nil {
		_ = connection.Close()
		t.Error("the port is still open")
	}
	// A listener that is closed under the server is an error, and leaves nothing behind.
	l, err = sandbox.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	if err := sandbox.Serve(context.Background(), l, account(t, "tour"), nil); err == nil {
		t.Error("a closed listener was served")
	}
}

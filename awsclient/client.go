// Package awsclient is the only code that knows the AWS SDK: it reads facts, makes changes and explains faults.
package awsclient

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/steps"
	"sagevpc/steps/facts"
)

// HTTPClient sends one request. It is what the SDK asks of its transport.
type HTTPClient interface {
	Do(*http.Request) (*http.Response, error)
}

// Static is one fixed set of credentials.
type Static struct {
	AccessKeyID, SecretAccessKey, SessionToken string
}

// Options say how accounts are opened. The zero value behaves as the AWS CLI does.
type Options struct {
	// Profile and Region are used where Open is given none. Empty leaves both to the SDK's
	// environment variables and shared configuration.
	Profile, Region string
	// EndpointURL sends every service's calls to one place. It beats AWS_ENDPOINT_URL and
	// its per-service forms, which are honoured when it is empty.
	EndpointURL string
	// HTTPClient carries the calls; nil for the SDK's own with its proxies and CA bundle.
	HTTPClient HTTPClient
	// Credentials cut the client off from the machine: no environment variable, shared
	// file or metadata service is consulted, and Region must be set. For the sandbox.
	Credentials *Static
	// ReadOnly makes Apply refuse every request before it is sent.
	ReadOnly bool
	// OnCall is told of every API call once it has ended, from the goroutine that made it; nil for nobody.
	OnCall func(Call)
}

// Client opens accounts and remembers the API calls made through them. It implements
// steps.Cloud and is safe for concurrent use.
type Client struct {
	options  Options
	recorder *recorder
	pace     pace
}

var _ steps.Cloud = (*Client)(nil)

// New returns a client. It reads nothing and calls nothing.
func New(options Options) *Client {
	return &Client{options: options, recorder: &recorder{listener: options.OnCall}}
}

// Calls returns the latest API calls, oldest first, no more than a thousand.
func (c *Client) Calls() []Call { return c.recorder.calls() }

// Open returns the account for a profile and a Region, both falling back to the options
// and then to the SDK's own sources. It calls no API; its error is a *facts.Fault.
func (c *Client) Open(ctx context.Context, profile, region string) (steps.Account, error) {
	profile, region = first(profile, c.options.Profile), first(region, c.options.Region)
	if fault := (endpoint{c.options.EndpointURL, optionOfEndpoint}).check(); fault != nil {
		return nil, fault
	}
	cfg, where, err := c.load(ctx, profile, region)
	if err != nil {
		return nil, err
	}
	var base *string
	if c.options.EndpointURL != "" {
		base = &c.options.EndpointURL
	}
	a := &account{
		place:    where,
		readOnly: c.options.ReadOnly,
		pace:     &c.pace,
		ec2: ec2.NewFromConfig(cfg, ec2.WithAPIOptions(c.pace.limit(cfg.Region)), func(o *ec2.Options) {
			o.BaseEndpoint = first(base, o.BaseEndpoint)
		}),
		sagemaker: sagemaker.NewFromConfig(cfg, sagemaker.WithAPIOptions(c.pace.limit(cfg.Region)), func(o *sagemaker.Options) {
			o.BaseEndpoint = first(base, o.BaseEndpoint)
		}),
		iam: iam.NewFromConfig(cfg, func(o *iam.Options) {
			o.BaseEndpoint = first(base, o.BaseEndpoint)
		}),
		sts: sts.NewFromConfig(cfg, func(o *sts.Options) {
			o.BaseEndpoint = first(base, o.BaseEndpoint)
		}),
		s3: s3.NewFromConfig(cfg, func(o *s3.Options) {
			o.BaseEndpoint = first(base, o.BaseEndpoint)
			// A bucket's own host name resolves only where AWS's DNS answers.
			o.UsePathStyle = o.BaseEndpoint != nil || c.isolated()
		}),
	}
	if fault := a.locate(cfg, c.options.EndpointURL); fault != nil {
		return nil, fault
	}
	if fault := a.checkRegion(); fault != nil {
		return nil, fault
	}
	return a, nil
}

func (c *Client) isolated() bool { return c.options.Credentials != nil }

// account is one account in one Region with one set of credentials.
type account struct {
	place     place
	readOnly  bool
	pace      *pace // of the client, which all of its accounts share
	ec2       *ec2.Client
	sagemaker *sagemaker.Client
	iam       *iam.Client
	sts       *sts.Client
	s3        *s3.Client
}

var _ steps.Account = (*account)(nil)

// locate notes where the calls of each client go, and refuses what cannot be called.
func (a *account) locate(cfg aws.Config, option string) *facts.Fault {
	a.place.own = endpoints{}
	for _, client := range []struct {
		service string
		taken   *string
	}{
		{ec2.ServiceID, a.ec2.Options().BaseEndpoint},
		{sagemaker.ServiceID, a.sagemaker.Options().BaseEndpoint},
		{iam.ServiceID, a.iam.Options().BaseEndpoint},
		{sts.ServiceID, a.sts.Options().BaseEndpoint},
		{s3.ServiceID, a.s3.Options().BaseEndpoint},
	} {
		e := settingOf(client.taken, option, configuredEndpoints(cfg, client.service))
		if fault := e.check(); fault != nil {
			return fault
		}
		a.place.own[client.service] = e
	}
	a.place = a.place.at(ec2.ServiceID) // for faults of no call
	return nil
}

func (a *account) checkRegion() *facts.Fault {
	switch {
	case a.place.region == "":
		return a.place.noRegion()
	case plausibleRegion(a.place.region):
		return nil
	case a.place.endpoint != "" && nearest(a.place.region, knownRegions()) == "":
		return nil // whoever answers there may call its Region as it likes, but a typing error is one everywhere
	default:
		return a.place.badRegion("no Region of AWS is named like that", nil)
	}
}

// first returns the first value that is not the zero value.
func first[T comparable](values ...T) T {
	var zero T
	for _, v := range values {
		if v != zero {
			return v
		}
	}
	return zero
}

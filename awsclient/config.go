package awsclient

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
)

const (
	maxAttempts = 5
	// Someone who is offline learns it before they wonder whether the program hangs.
	connectTimeout = 5 * time.Second
	// With the SDK's 20 s, two rounds of reads that are all refused took 38 s.
	maxBackoff = 4 * time.Second
)

// load makes the SDK's configuration and says where it points.
func (c *Client) load(ctx context.Context, profile, region string) (aws.Config, place, error) {
	middlewares := []func(*middleware.Stack) error{c.recorder.attach, refuseForeignAnswers, limitSilence}
	if c.isolated() {
		return c.isolate(profile, region, middlewares)
	}
	where := place{profile: profile, region: region, profiles: c.Profiles}
	options := []func(*config.LoadOptions) error{
		config.WithAPIOptions(middlewares),
		config.WithHTTPClient(transport()),
		// For the calls of the credential chain, whose clients are made while loading.
		config.WithRetryer(retryer(aws.RetryModeStandard, maxAttempts)),
		// The SDK would write its warnings over the screen.
		config.WithLogger(logging.Nop{}),
	}
	if profile != "" {
		options = append(options, config.WithSharedConfigProfile(profile))
	}
	if region != "" {
		options = append(options, config.WithRegion(region))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		where.profile = first(profile, environmentProfile())
		return aws.Config{}, place{}, where.unloadable(err)
	}
	where.region = cfg.Region
	where.chain = chainEndpoints(cfg)
	where.profile = first(profile, profileOf(cfg))
	if c.options.HTTPClient != nil {
		// Given earlier, LoadDefaultConfig would refuse it beside AWS_CA_BUNDLE.
		cfg.HTTPClient = c.options.HTTPClient
	}
	if cfg.Credentials != nil {
		where.source = &source{}
		cfg.Credentials = markedCredentials{cfg.Credentials, where.source}
	}
	cfg.Retryer = retryer(retrySettings(ctx, cfg))
	return cfg, where, nil
}

// retrySettings are those of the environment and the shared configuration, which
// LoadDefaultConfig leaves alone once it was given a retryer.
func retrySettings(ctx context.Context, cfg aws.Config) (mode aws.RetryMode, attempts int) {
	for _, source := range cfg.ConfigSources {
		if s, ok := source.(interface {
			GetRetryMode(ctx context.Context) (aws.RetryMode, bool, error)
		}); ok && mode == "" {
			mode, _, _ = s.GetRetryMode(ctx)
		}
		if s, ok := source.(interface {
			GetRetryMaxAttempts(ctx context.Context) (int, bool, error)
		}); ok && attempts == 0 {
			attempts, _, _ = s.GetRetryMaxAttempts(ctx)
		}
	}
	return mode, attempts
}

// isolate builds a configuration in which nothing of the machine takes part.
func (c *Client) isolate(profile, region string, middlewares []func(*middleware.Stack) error) (aws.Config, place, error) {
	fixed := *c.options.Credentials
	cfg := aws.Config{
		Region: region,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID: fixed.AccessKeyID, SecretAccessKey: fixed.SecretAccessKey,
				SessionToken: fixed.SessionToken, Source: "static",
			}, nil
		}),
		HTTPClient: c.options.HTTPClient,
		APIOptions: middlewares,
		Logger:     logging.Nop{},
		Retryer:    retryer(aws.RetryModeStandard, maxAttempts),
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = transport()
	}
	return cfg, place{profile: profile, region: region, profiles: c.Profiles}, nil
}

func transport() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectTimeout }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = connectTimeout
			t.OnProxyConnectResponse = refusedByProxy
		})
}

// retryer is the SDK's own, in the mode and with the attempts that the environment may
// ask for, but a connection that cannot be made is not tried five times over half a minute.
func retryer(mode aws.RetryMode, attempts int) func() aws.Retryer {
	attempts = first(attempts, maxAttempts)
	standard := func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.MaxBackoff = maxBackoff
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(unreachable)}, o.Retryables...)
	}
	return func() aws.Retryer {
		if mode == aws.RetryModeAdaptive {
			return retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
				o.StandardOptions = append(o.StandardOptions, standard)
			})
		}
		return retry.NewStandard(standard)
	}
}

// unreachable makes final what a second attempt cannot change: no connection, and a
// certificate that is not trusted.
func unreachable(err error) aws.Ternary {
	var operation *net.OpError
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &operation) && (operation.Op == "dial" || operation.Op == proxyConnect) || errors.As(err, &untrusted) {
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

// profileOf is the profile that the environment named, "" for none.
func profileOf(cfg aws.Config) string {
	for _, source := range cfg.ConfigSources {
		if env, ok := source.(config.EnvConfig); ok {
			return env.SharedConfigProfile
		}
	}
	return ""
}

func environmentProfile() string {
	env, err := config.NewEnvConfig()
	if err != nil {
		return ""
	}
	return env.SharedConfigProfile
}

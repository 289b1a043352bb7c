package awsclient

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"sagevpc/steps/facts"
)

// endpoint is where a service's calls go instead of to AWS's own address.
type endpoint struct {
	url     string // as it was written
	setting string // what names it: "AWS_ENDPOINT_URL_STS"
}

// endpoints are those of each service, by the SDK's name of it.
type endpoints map[string]endpoint

// chainServices are the services that the credential chain calls.
var chainServices = []string{sts.ServiceID, "SSO", "SSO OIDC", "Signin"}

// configuredEndpoints lists what could name the endpoint of a service, strongest first
// (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). The SDK
// tells which endpoint it takes, but not where it has it from.
func configuredEndpoints(cfg aws.Config, service string) []endpoint {
	if ignored, _, err := config.GetIgnoreConfiguredEndpoints(context.Background(), cfg.ConfigSources); ignored && err == nil {
		return nil
	}
	var environment, shared []endpoint
	for _, from := range cfg.ConfigSources {
		switch c := from.(type) {
		case config.EnvConfig:
			own, _, _ := c.GetServiceBaseEndpoint(context.Background(), service) // it never fails
			environment = []endpoint{
				{own, "AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(service, " ", "_"))},
				{c.BaseEndpoint, "AWS_ENDPOINT_URL"},
			}
		case config.SharedConfig:
			own, _, _ := c.GetServiceBaseEndpoint(context.Background(), service)
			key := strings.ToLower(strings.ReplaceAll(service, " ", "_"))
			shared = []endpoint{
				{own, "endpoint_url of " + key + " in [services " + c.ServicesSectionName + "] of the shared configuration"},
				{c.BaseEndpoint, "endpoint_url of profile " + c.Profile + " in the shared configuration"},
			}
		}
	}
	return slices.DeleteFunc(slices.Concat(environment, shared), func(e endpoint) bool { return e.url == "" })
}

// chainEndpoints are the endpoints of the credential chain's own calls.
func chainEndpoints(cfg aws.Config) endpoints {
	out := endpoints{}
	for _, service := range chainServices {
		out[service] = first(configuredEndpoints(cfg, service)...)
	}
	return out
}

// settingOf finds what named the endpoint that a client took; nil is AWS's own.
func settingOf(taken *string, option string, configured []endpoint) endpoint {
	if taken == nil {
		return endpoint{}
	}
	for _, e := range append([]endpoint{{option, optionOfEndpoint}}, configured...) {
		if e.url == *taken {
			return e
		}
	}
	return endpoint{*taken, "the AWS configuration"}
}

const optionOfEndpoint = "--endpoint-url"

// check refuses what cannot be called. The fault's Op is empty: there was no call, the
// settings are wrong.
func (e endpoint) check() *facts.Fault {
	u, err := url.Parse(e.url)
	if e.url == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return nil
	}
	return &facts.Fault{
		Kind: facts.Invalid, Summary: "The endpoint " + withoutPassword(e.url) + " is not a URL that can be called",
		Why: "it needs http:// or https://, and a host; " + e.setting + " names it",
		Fix: "Write it like http://127.0.0.1:4566.", Err: err,
	}
}

// withoutPassword is the URL as it may be shown.
func withoutPassword(text string) string {
	u, err := url.Parse(text)
	if err == nil && (u.User != nil || !strings.Contains(text, "@")) {
		return u.Redacted()
	}
	if i := strings.LastIndex(text, "@"); i >= 0 {
		return "…" + text[i:]
	}
	return text
}

// at is the place as a call of the account to this service sees it.
func (p place) at(service string) place {
	if e, ok := p.own[service]; ok {
		return p.with(e)
	}
	return p
}

// inChain is the place as a call of the credential chain sees it; "" is no call.
func (p place) inChain(service string) place {
	if service == "" {
		return p
	}
	return p.with(p.chain[service])
}

func (p place) with(e endpoint) place {
	p.endpoint, p.setting = "", e.setting
	if e.url != "" {
		p.endpoint = withoutPassword(e.url)
	}
	return p
}

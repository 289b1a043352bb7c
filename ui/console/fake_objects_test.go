package console_test

import (
	"context"

	"sagevpc/steps/facts"
)

func (a *account) VPCEndpoints(context.Context, string) ([]facts.Endpoint, error) {
	return a.network.Endpoints, nil
}

func (a *account) SecurityGroups(context.Context, string) ([]facts.SecurityGroup, error) {
	return a.network.SecurityGroups, nil
}

func (a *account) NATGateways(context.Context, string) ([]facts.NATGateway, error) {
	return a.network.NATGateways, nil
}

func (a *account) ElasticIPs(context.Context, string, string) ([]facts.ElasticIP, error) {
	return nil, nil
}

func (a *account) BucketPolicy(context.Context, string) (string, error) { return "", nil }

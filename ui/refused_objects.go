package ui

import (
	"context"

	"sagevpc/steps/facts"
)

func (r refused) VPCEndpoints(context.Context, string) ([]facts.Endpoint, error) { return nil, r.fault }

func (r refused) SecurityGroups(context.Context, string) ([]facts.SecurityGroup, error) {
	return nil, r.fault
}

func (r refused) NATGateways(context.Context, string) ([]facts.NATGateway, error) {
	return nil, r.fault
}

func (r refused) ElasticIPs(context.Context, string, string) ([]facts.ElasticIP, error) {
	return nil, r.fault
}

func (r refused) BucketPolicy(context.Context, string) (string, error) { return "", r.fault }

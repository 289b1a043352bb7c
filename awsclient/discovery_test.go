package awsclient_test

import (
	"context"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"sagevpc/awsclient/sandbox"
	"sagevpc/steps"
	"sagevpc/steps/plan"
)

const (
	callLatency = 50 * time.Millisecond
	// mostRounds is how many calls may follow each other while one VPC is read. Two depend
	// on each other; the half is for everything that is not waiting.
	mostRounds = 2.5
)

// discover reads everything the wizard needs for one VPC, as it does: at once.
func discover(ctx context.Context, account steps.Account, answers plan.Answers) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { _, err := account.Identity(ctx); return err })
	group.Go(func() error { _, err := account.Model(ctx, answers.Model.From); return err })
	group.Go(func() error { _, err := account.InstanceType(ctx, answers.Capacity.InstanceType); return err })
	group.Go(func() error { _, err := account.Bucket(ctx, "acme-models"); return err })
	group.Go(func() error {
		_, err := account.Network(ctx, steps.Scope{
			VPC: answers.Network.VPC, Subnets: answers.Network.Subnets, SecurityGroups: answers.Network.SecurityGroups,
		})
		return err
	})
	return group.Wait()
}

// BenchmarkDiscovery measures how long one VPC takes in the sandbox when each call takes
// 50 ms, in calls that follow each other, and fails beyond two and a half.
func BenchmarkDiscovery(b *testing.B) {
	client, scenario := toured(b, sandbox.WithLatency(callLatency))
	account, err := client.Open(b.Context(), "", "")
	if err != nil {
		b.Fatal(err)
	}
	answers := scenario.Answers()
	for b.Loop() {
		if err := discover(b.Context(), account, answers); err != nil {
			b.Fatal(err)
		}
	}
	ratio := float64(b.Elapsed()) / float64(b.N) / float64(callLatency)
	b.ReportMetric(ratio, "calls-long/op")
	if ratio > mostRounds {
		b.Errorf("reading one VPC takes %.2f times a call's latency, want %.1f at most", ratio, mostRounds)
	}
}

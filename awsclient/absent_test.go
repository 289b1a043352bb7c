package awsclient_test

import (
	"context"
	"testing"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// What does not exist is named, with where it was looked for.
func TestWhatIsNotThereIsNamed(t *testing.T) {
	for want, read := range map[string]func(context.Context, steps.Account) error{
		"There is no model nobody in us-east-1": func(ctx context.Context, a steps.Account) error {
			_, err := a.Model(ctx, "nobody")
			return err
		},
		"There is no model gone in us-east-1": func(ctx context.Context, a steps.Account) error {
			_, err := a.Apply(ctx, plan.Request{Service: "sagemaker", Op: "DeleteModel", Input: map[string]any{"ModelName": "gone"}})
			return err
		},
		"There is no VPC vpc-00000000000000000 in us-east-1": func(ctx context.Context, a steps.Account) error {
			_, err := a.Network(ctx, steps.Scope{VPC: "vpc-00000000000000000"})
			return err
		},
		"There is no VPC vpc-00000000000000001 in us-east-1": func(ctx context.Context, a steps.Account) error {
			_, _, err := a.VPCAttributes(ctx, "vpc-00000000000000001")
			return err
		},
		"There is no VPC endpoint vpce-00000000000000000 in us-east-1": func(ctx context.Context, a steps.Account) error {
			_, err := a.Endpoint(ctx, "vpce-00000000000000000")
			return err
		},
		"There is no route table rtb-00000000000000000, rtb-00000000000000001 in us-east-1": func(ctx context.Context, a steps.Account) error {
			_, err := a.RouteTables(ctx, []string{"rtb-00000000000000001", "rtb-00000000000000000"})
			return err
		},
		"There is no subnet subnet-00000000000000000 in us-east-1": func(ctx context.Context, a steps.Account) error {
			_, err := a.VPCOf(ctx, []string{"subnet-00000000000000000"})
			return err
		},
		"There is no bucket named no-such-bucket-as-this": func(ctx context.Context, a steps.Account) error {
			_, err := a.Bucket(ctx, "no-such-bucket-as-this")
			return err
		},
	} {
		t.Run(want, func(t *testing.T) {
			f := asFault(t, read(t.Context(), tour(t)), facts.NotFound)
			if f.Summary != want || f.Op == "" || f.Why == "" {
				t.Errorf("got %q, why %q, of %q", f.Summary, f.Why, f.Op)
			}
		})
	}
}

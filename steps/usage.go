package steps

import (
	"context"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// loadUsage reads what the quotas count, when something is to be created that they limit.
func loadUsage(s State) LoadFunc {
	if s.Facts.Usage != nil || !plan.NeedsUsage(s.Answers, s.Facts) {
		return nil
	}
	return func(ctx context.Context, account Account) (Patch, error) {
		usage, err := account.Usage(ctx)
		return gapOr(facts.TopicUsage, err, func(f facts.Facts) facts.Facts {
			f.Usage = &usage
			return f
		})
	}
}

// loadReview reads the free addresses again, and what the quotas count.
func loadReview(s State) LoadFunc {
	var loads []LoadFunc
	for _, load := range []LoadFunc{loadSubnets(s), loadUsage(s)} {
		if load != nil {
			loads = append(loads, load)
		}
	}
	if len(loads) == 0 {
		return nil
	}
	return func(ctx context.Context, account Account) (Patch, error) { return together(ctx, account, loads...) }
}

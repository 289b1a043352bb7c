package steps

import (
	"context"

	"golang.org/x/sync/errgroup"

	"sagevpc/steps/facts"
)

// together runs loads at once and returns their patches as one, in the order given. The
// first error ends the others.
func together(ctx context.Context, account Account, loads ...LoadFunc) (Patch, error) {
	patches := make([]Patch, len(loads))
	group, ctx := errgroup.WithContext(ctx)
	for i, load := range loads {
		group.Go(func() error {
			patch, err := load(ctx, account)
			patches[i] = patch
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, faultOf(err)
	}
	return func(f facts.Facts) facts.Facts {
		for _, patch := range patches {
			f = patch(f)
		}
		return f
	}, nil
}

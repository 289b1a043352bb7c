package ui

import (
	"context"
	"fmt"
	"sync"

	"sagevpc/steps"
	"sagevpc/steps/plan"
)

// accounts opens each pair of profile and Region once. It is used by reads that run
// beside each other.
type accounts struct {
	cloud steps.Cloud
	mu    sync.Mutex
	open  map[place]steps.Account
}

type place struct{ profile, region string }

func newAccounts(cloud steps.Cloud) *accounts {
	return &accounts{cloud: cloud, open: map[place]steps.Account{}}
}

// at returns the account that the answers name.
func (a *accounts) at(ctx context.Context, answers plan.Answers) (steps.Account, error) {
	at := place{answers.Profile, answers.Region}
	a.mu.Lock()
	defer a.mu.Unlock()
	if account, ok := a.open[at]; ok {
		return account, nil
	}
	account, err := a.cloud.Open(ctx, at.profile, at.region)
	if err != nil {
		return nil, err
	}
	a.open[at] = account
	return account, nil
}

// forget lets the next read open the account anew: credentials may have been renewed.
func (a *accounts) forget(answers plan.Answers) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.open, place{answers.Profile, answers.Region})
}

// load runs a step's read. It returns when ctx ends even if the read does not.
func (a *accounts) load(ctx context.Context, answers plan.Answers, load steps.LoadFunc) (steps.Patch, error) {
	type outcome struct {
		patch steps.Patch
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		account, err := a.at(ctx, answers)
		if err != nil {
			done <- outcome{nil, err}
			return
		}
		patch, err := load(ctx, account)
		done <- outcome{patch, err}
	}()
	select {
	case got := <-done:
		return got.patch, got.err
	case <-ctx.Done():
		return nil, fmt.Errorf("the read did not end in time: %w", ctx.Err())
	}
}

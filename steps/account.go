package steps

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

func accountStep() Step {
	return Step{
		ID: AccountID, Title: titled("Account"),
		Why: because(
			"Everything that follows is read from this account and Region, and nothing is written before you say so.",
			"A SageMaker model, its subnets and its data live in one Region.",
		),
		Load: loadIdentity, Refresh: func(State) LoadFunc { return identity }, Ask: askAccount, Answer: answerAccount,
		Ready: func(s State) error {
			if fault, missing := s.Facts.Gaps[facts.TopicIdentity]; missing {
				return &fault
			}
			return nil
		},
	}
}

func loadIdentity(s State) LoadFunc {
	if _, missing := s.Facts.Gaps[facts.TopicIdentity]; missing || s.Facts.Caller != nil {
		return nil
	}
	return identity
}

// identity keeps a refusal as a gap, so that the form stays on screen and another profile can be chosen.
func identity(ctx context.Context, account Account) (Patch, error) {
	caller, err := account.Identity(ctx)
	return gapOr(facts.TopicIdentity, err, func(f facts.Facts) facts.Facts {
		f.Caller = &caller
		return f
	})
}

// gapOr is the patch of a read that may be refused: what was read, or a gap. Only the end
// of ctx is an error, because nothing waits for the answer then.
func gapOr(topic facts.Topic, err error, put Patch) (Patch, error) {
	if err == nil {
		return func(f facts.Facts) facts.Facts {
			f.Gaps = f.Gaps.Without(topic)
			return put(f)
		}, nil
	}
	fault := faultOf(err)
	if fault.Kind == facts.Interrupted {
		return nil, fault
	}
	return func(f facts.Facts) facts.Facts {
		f.Gaps = f.Gaps.With(topic, *fault)
		return f
	}, nil
}

// faultOf is the fault that a Source returned; its promise is that every error is one.
func faultOf(err error) *facts.Fault {
	if fault, ok := errors.AsType[*facts.Fault](err); ok {
		return fault
	}
	return &facts.Fault{Kind: facts.Service, Summary: "the account could not be read", Why: err.Error(), Retry: true, Err: err}
}

func askAccount(s State) Question {
	region := s.Answers.Region
	var intro []string
	problem := ""
	if c := s.Facts.Caller; c != nil {
		region = cmp.Or(region, c.Region)
		intro = []string{"Account    " + c.Account, "Caller     " + c.ARN, "Partition  " + c.Partition}
	}
	if fault, missing := s.Facts.Gaps[facts.TopicIdentity]; missing {
		problem = fault.Error()
	}
	if r, refused := s.Rejected["region"]; refused {
		region, problem = r.Text, r.Problem
	}
	var profiles []Option
	for _, p := range s.Profiles {
		profiles = append(profiles, Option{Value: p, Label: cmp.Or(p, "default credentials")})
	}
	var regions []Option
	for _, r := range s.Regions {
		regions = append(regions, Option{Value: r, Label: r})
	}
	profile := Field{Key: "profile", Label: "Profile", Kind: SelectField, Value: s.Answers.Profile, Options: profiles, Hint: "from your AWS configuration"}
	if len(profiles) < 2 {
		profile.ReadOnly = "there is only one to choose"
	}
	return Form{Intro: intro, Fields: []Field{
		profile,
		{Key: "region", Label: "Region", Kind: TextField, Required: true, Value: region, Options: regions, Problem: problem, Hint: "where the model is to run, such as us-east-1"},
	}}
}

func answerAccount(s State, r Reply) (State, error) {
	profile, region := s.Answers.Profile, s.Answers.Region
	if text, ok := r.Fields["profile"]; ok {
		profile = text
	}
	s.Rejected = nil
	if text, ok := r.Fields["region"]; ok {
		region = strings.TrimSpace(text)
		// A name that is still being typed is no other Region: nothing is forgotten for it.
		if wrong := regionProblem(region); wrong != nil && region != s.Answers.Region {
			s.Rejected = rejected(nil, "region", text, wrong)
			return s, wrong
		}
	}
	if c := s.Facts.Caller; c != nil && s.Answers.Region == "" && region == c.Region {
		region = ""
	}
	_, failed := s.Facts.Gaps[facts.TopicIdentity]
	if profile != s.Answers.Profile || region != s.Answers.Region || failed {
		return moveAccount(s, profile, region)
	}
	return s, nil
}

// moveAccount turns to another account or Region: whatever was read or chosen in the old one means nothing there.
func moveAccount(s State, profile, region string) (State, error) {
	s.Answers.Profile, s.Answers.Region = profile, region
	s.Facts = facts.Facts{}
	s.Answers.Network = plan.Network{}
	s.Answers.S3.Endpoint, s.Answers.S3.RouteTables = "", nil
	return s, nil
}

// regionProblem says what is wrong with the shape of a Region's name.
func regionProblem(region string) error {
	if region == "" {
		return errors.New("a Region is needed, such as us-east-1")
	}
	if !plan.ValidRegion(region) {
		return fmt.Errorf("%q is not a Region's name such as us-east-1", region)
	}
	return nil
}

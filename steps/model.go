package steps

import (
	"context"
	"errors"
	"fmt"

	"sagevpc/steps/facts"
)

func modelStep() Step {
	return Step{
		ID: ModelID, Title: titled("Start from"),
		Why: because(
			"A model that exists cannot be moved: its VpcConfig is fixed when it is created. So its request is copied, and a new model is created from the copy.",
			"If another model already works in a VPC, its subnets and security groups are a good start.",
		),
		Load: loadModels, Refresh: func(State) LoadFunc { return models }, Ask: askMode, Answer: answerMode,
	}
}

func loadModels(s State) LoadFunc {
	if _, missing := s.Facts.Gaps[facts.TopicModels]; missing || s.Facts.Models != nil {
		return nil
	}
	return models
}

func models(ctx context.Context, account Account) (Patch, error) {
	list, err := account.Models(ctx)
	return gapOr(facts.TopicModels, err, func(f facts.Facts) facts.Facts {
		f.Models = list
		return f
	})
}

func (s State) mode() Mode {
	switch {
	case s.Mode != "":
		return s.Mode
	case s.Answers.Model.From != "":
		return ModeMove
	case s.Answers.Model.Role != "" || len(s.Answers.Model.Containers) > 0 || len(s.Facts.Models) == 0:
		return ModeNew
	}
	return ModeMove
}

func askMode(s State) Question {
	unavailable := ""
	if fault, missing := s.Facts.Gaps[facts.TopicModels]; missing {
		unavailable = "the models could not be listed: " + fault.Summary
	} else if len(s.Facts.Models) == 0 {
		unavailable = "there is no model in this Region"
	}
	return Choice{
		Selected: string(s.mode()),
		Options: []Option{
			{Value: string(ModeMove), Label: "Move an existing model into a VPC", Columns: []string{"its request is copied"}, Disabled: unavailable},
			{Value: string(ModeNew), Label: "Create a new model", Columns: []string{"you name role, image and data"}},
			{Value: string(ModeSameNetwork), Label: "Create a new model in another's network", Columns: []string{"its subnets and groups proposed"}, Disabled: unavailable},
		},
	}
}

func answerMode(s State, r Reply) (State, error) {
	mode := Mode(first(r.Values))
	switch mode {
	case ModeNew, ModeMove, ModeSameNetwork:
	default:
		return s, errors.New("choose what to start from")
	}
	if mode != ModeMove && s.Answers.Model.From != "" {
		// The name was meant for the copy.
		s.Answers.Model.From, s.Answers.Model.Name = "", ""
	}
	if mode != ModeSameNetwork {
		s.Neighbour = ""
	}
	s.Mode = mode
	return s, nil
}

func originStep() Step {
	return Step{
		ID: ModelOriginID, Title: func(s State) string {
			if s.mode() == ModeSameNetwork {
				return "Model whose network is used"
			}
			return "Model to move"
		},
		Why: because(
			"The model you choose stays as it is, and so do its endpoints. You switch them over when you are ready.",
		),
		Skip: func(s State) bool { return s.mode() == ModeNew },
		Load: loadOrigin, Refresh: refreshOrigin, Ask: askOrigin, Answer: answerOrigin,
		Ready: func(s State) error {
			if fault, missing := s.Facts.Gaps[facts.TopicOrigin]; missing {
				return &fault
			}
			if s.mode() == ModeSameNetwork && s.Facts.Origin != nil && s.Facts.Origin.VPC == nil {
				return fmt.Errorf("%s has no VpcConfig. Choose a model that runs in a VPC", s.Neighbour)
			}
			return nil
		},
	}
}

// origin is the name of the model that is copied or whose network is used.
func (s State) origin() string {
	if s.mode() == ModeSameNetwork {
		return s.Neighbour
	}
	return s.Answers.Model.From
}

func loadOrigin(s State) LoadFunc {
	name := s.origin()
	if _, missing := s.Facts.Gaps[facts.TopicOrigin]; missing || name == "" || s.Facts.Origin != nil && s.Facts.Origin.Name == name {
		return nil
	}
	return func(ctx context.Context, account Account) (Patch, error) {
		return readOrigin(ctx, account, name)
	}
}

// refreshOrigin reads the list again, and the chosen model with it.
func refreshOrigin(s State) LoadFunc {
	name := s.origin()
	if name == "" {
		return models
	}
	return func(ctx context.Context, account Account) (Patch, error) {
		return together(ctx, account, models, func(ctx context.Context, account Account) (Patch, error) {
			return readOrigin(ctx, account, name)
		})
	}
}

func readOrigin(ctx context.Context, account Account, name string) (Patch, error) {
	model, err := account.Model(ctx, name)
	vpc := ""
	if err == nil && model.VPC != nil && len(model.VPC.Subnets) > 0 {
		// A network that is gone is no reason not to copy the model's request.
		vpc, _ = account.VPCOf(ctx, model.VPC.Subnets)
	}
	return gapOr(facts.TopicOrigin, err, func(f facts.Facts) facts.Facts {
		f.Origin, f.OriginVPC = &model, vpc
		f.Running, f.Gaps = nil, f.Gaps.Without(facts.TopicInferenceEndpoint)
		return f
	})
}

func askOrigin(s State) Question {
	c := Choice{Selected: s.origin(), Empty: "There is no model in this Region. Go back and create a new one."}
	for _, m := range s.Facts.Models {
		o := Option{Value: m.Name, Label: m.Name, Columns: []string{m.Created.UTC().Format("2006-01-02 15:04")}, Search: m.ARN}
		if o.Value == s.origin() {
			o = describeOrigin(s, o)
		}
		c.Options = append(c.Options, o)
	}
	return c
}

func describeOrigin(s State, o Option) Option {
	if fault, missing := s.Facts.Gaps[facts.TopicOrigin]; missing {
		o.Mark, o.Note = Unknown, "could not be read"
		o.Detail = []Line{{Mark: Unknown, Text: fault.Summary, Detail: fault.Fix}}
		return o
	}
	m := s.Facts.Origin
	if m == nil || m.Name != o.Value {
		return o
	}
	o.Note = "not in a VPC"
	if m.VPC != nil {
		o.Note = "in " + label(s.Facts.OriginVPC, "a VPC")
	}
	if s.mode() == ModeSameNetwork && m.VPC == nil {
		o.Mark = Blocks
	}
	return o
}

func answerOrigin(s State, r Reply) (State, error) {
	name := first(r.Values)
	if name == "" {
		return s, errors.New("choose a model")
	}
	// A second try on the same name asks the account again.
	s.Facts.Gaps = s.Facts.Gaps.Without(facts.TopicOrigin)
	if s.mode() == ModeSameNetwork {
		s.Neighbour = name
		return s, nil
	}
	if name != s.Answers.Model.From {
		s.Answers.Model.From = name
		s.Answers.Model.Containers, s.Answers.Model.Tags, s.Answers.Model.NetworkIsolation = nil, nil, nil
		s.Answers.Model.Role, s.Answers.Model.Name = "", ""
	}
	return s, nil
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func label(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

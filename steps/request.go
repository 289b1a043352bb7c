package steps

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
)

func requestStep() Step {
	return Step{
		ID: ModelRequestID, Title: titled("The model's request"),
		Why: because(
			"This is what CreateModel is sent, besides the network.",
			"SageMaker assumes the execution role to fetch the image and the data, and to place network interfaces into your subnets.",
			"The data must lie in the model's own Region.",
		),
		Load: loadRequest, Ask: askRequest, Answer: answerRequest, Rules: []string{"model."},
		Ready: func(s State) error {
			if c := s.Facts.ModelName; c != nil && c.Taken && c.Name == s.Answers.Model.Name {
				return fmt.Errorf("a model named %s exists already. Choose another name", c.Name)
			}
			return nil
		},
	}
}

// loadRequest reads the roles, whether the name is free, and where the buckets lie.
func loadRequest(s State) LoadFunc {
	_, noRoles := s.Facts.Gaps[facts.TopicRoles]
	roles := s.Facts.Roles == nil && !noRoles
	name := s.Answers.Model.Name
	if name == "" || plan.ModelNameProblem(name) != "" || nameChecked(s.Facts, name) {
		name = ""
	}
	buckets := unreadBuckets(s.Answers, s.Facts)
	origin := loadOrigin(s)
	if !roles && name == "" && len(buckets) == 0 && origin == nil {
		return nil
	}
	return func(ctx context.Context, account Account) (Patch, error) {
		var loads []LoadFunc
		if origin != nil {
			loads = append(loads, origin)
		}
		if roles {
			loads = append(loads, readRoles)
		}
		if name != "" {
			loads = append(loads, checkName(name))
		}
		for _, bucket := range buckets {
			loads = append(loads, readBucket(bucket))
		}
		return together(ctx, account, loads...)
	}
}

// nameChecked reports whether it is known, or known not to be knowable, if the name is taken.
func nameChecked(f facts.Facts, name string) bool {
	return f.ModelName != nil && f.ModelName.Name == name
}

func readRoles(ctx context.Context, account Account) (Patch, error) {
	roles, err := account.Roles(ctx)
	return gapOr(facts.TopicRoles, err, func(f facts.Facts) facts.Facts {
		f.Roles = roles
		return f
	})
}

// checkName asks whether a model has the name. A refusal is a gap, and the name counts
// as asked, so that it is not asked again and again.
func checkName(name string) LoadFunc {
	return func(ctx context.Context, account Account) (Patch, error) {
		model, err := account.Model(ctx, name)
		check := facts.NameCheck{Name: name, Taken: err == nil, ARN: model.ARN}
		if err != nil && faultOf(err).Kind == facts.NotFound {
			err = nil
		}
		patch, err := gapOr(facts.TopicModelName, err, func(f facts.Facts) facts.Facts { return f })
		if err != nil {
			return nil, err
		}
		return func(f facts.Facts) facts.Facts {
			f.ModelName = &check
			return patch(f)
		}, nil
	}
}

// unreadBuckets are the buckets of the model's data that were not asked about yet.
func unreadBuckets(a plan.Answers, f facts.Facts) []string {
	var out []string
	for _, url := range plan.ModelData(a, f) {
		if plan.DataProblem(url) != "" {
			continue
		}
		name, _, ok := policy.ParseS3URL(url)
		if _, read := f.Buckets[name]; ok && !read {
			out = append(out, name)
		}
	}
	return out
}

func readBucket(name string) LoadFunc {
	return func(ctx context.Context, account Account) (Patch, error) {
		bucket, err := account.Bucket(ctx, name)
		if err != nil {
			fault := faultOf(err)
			if fault.Kind == facts.Interrupted {
				return nil, fault
			}
			bucket = facts.Bucket{Name: name, Gaps: facts.Gaps{facts.TopicBuckets: *fault}}
		}
		return func(f facts.Facts) facts.Facts {
			f.Buckets = maps.Clone(f.Buckets)
			if f.Buckets == nil {
				f.Buckets = map[string]facts.Bucket{}
			}
			f.Buckets[name] = bucket
			return f
		}, nil
	}
}

func answerRequest(s State, r Reply) (State, error) {
	m := s.Answers.Model
	if text, ok := r.Fields["name"]; ok {
		m.Name = strings.TrimSpace(text)
	}
	s.Rejected = nil
	m = s.answerRole(m, r)
	m = s.answerContainer(m, r)
	var err error
	if text, ok := r.Fields["isolation"]; ok {
		isolated := text == "true"
		if was := s.current().Isolation; was != isolated {
			m.NetworkIsolation = &isolated
		}
	}
	if text, ok := r.Fields["environment"]; ok {
		s, m, err = s.answerEnvironment(m, text)
	}
	if text, ok := r.Fields["tags"]; ok {
		tags, wrong := parsePairs(text)
		if wrong != nil {
			s.Rejected = rejected(s.Rejected, "tags", text, wrong)
			if err == nil {
				err = fmt.Errorf("tags: %w", wrong)
			}
		} else if !maps.Equal(tags, s.current().Tags) {
			m.Tags = tags
		}
	}
	s.Answers.Model = m
	if err != nil {
		return s, err
	}
	return s, s.requestProblem()
}

// current is the model as the answers have it now.
func (s State) current() facts.Model { return plan.ModelOf(s.Answers, s.Facts) }

func rejected(all map[string]Rejected, key, text string, err error) map[string]Rejected {
	next := maps.Clone(all)
	if next == nil {
		next = map[string]Rejected{}
	}
	next[key] = Rejected{Text: text, Problem: err.Error()}
	return next
}

func (s State) answerRole(m plan.Model, r Reply) plan.Model {
	text, ok := r.Fields["role"]
	if text = strings.TrimSpace(text); !ok || text == s.current().Role {
		return m
	}
	// A role is known to people by its name: the name alone is taken for its ARN.
	for _, role := range s.Facts.Roles {
		if role.Name == text {
			text = role.ARN
		}
	}
	m.Role = text
	return m
}

// roleProblem is what is wrong with a role; a name that no role has is said to be one.
func (s State) roleProblem(text string) string {
	if text != "" && !strings.Contains(text, ":") && s.Facts.Roles != nil {
		return fmt.Sprintf("there is no role named %q in this account", text)
	}
	return plan.RoleProblem(text)
}

// answerContainer takes image and data of the only container; several are left as they were copied.
func (s State) answerContainer(m plan.Model, r Reply) plan.Model {
	image, data := strings.TrimSpace(r.Fields["image"]), strings.TrimSpace(r.Fields["model_data"])
	_, asked := r.Fields["image"]
	c := s.container()
	if !asked || len(s.current().Containers) > 1 || image == c.Image && data == c.ModelData {
		return m
	}
	answer := plan.Container{Image: image, ModelData: data}
	if len(m.Containers) == 1 {
		answer.Environment = m.Containers[0].Environment
	}
	m.Containers = []plan.Container{answer}
	return m
}

// container is the first container; the zero value without one.
func (s State) container() facts.Container {
	if containers := s.current().Containers; len(containers) > 0 {
		return containers[0]
	}
	return facts.Container{}
}

func (s State) answerEnvironment(m plan.Model, text string) (State, plan.Model, error) {
	environment, err := parsePairs(text)
	if err != nil {
		s.Rejected = rejected(s.Rejected, "environment", text, err)
		return s, m, fmt.Errorf("environment: %w", err)
	}
	if maps.Equal(environment, s.container().Environment) || len(s.current().Containers) > 1 {
		return s, m, nil
	}
	if len(m.Containers) == 0 {
		m.Containers = []plan.Container{{}}
	} else {
		m.Containers = []plan.Container{m.Containers[0]}
	}
	m.Containers[0].Environment = environment
	return s, m, nil
}

// requestProblem is the first thing that CreateModel would refuse.
func (s State) requestProblem() error {
	m := s.current()
	problems := []struct{ field, problem string }{
		{"name", plan.ModelNameProblem(m.Name)}, {"role", s.roleProblem(m.Role)},
	}
	if len(m.Containers) == 0 {
		problems = append(problems, struct{ field, problem string }{"image", plan.ImageProblem("")})
	}
	if len(m.Containers) == 1 && s.container().Extra["ModelPackageName"] == nil {
		problems = append(problems, struct{ field, problem string }{"image", plan.ImageProblem(m.Containers[0].Image)})
	}
	if len(m.Containers) == 1 {
		problems = append(problems, struct{ field, problem string }{"model data", plan.DataProblem(m.Containers[0].ModelData)})
	}
	for _, p := range problems {
		if p.problem != "" {
			return fmt.Errorf("%s: %s", p.field, p.problem)
		}
	}
	return nil
}

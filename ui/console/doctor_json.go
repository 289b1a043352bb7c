package console

import (
	"sagevpc/steps/doctor"
	"sagevpc/steps/plan"
)

// examinationJSON is what doctor prints as JSON: the plan's form, without changes, and what
// was examined.
type examinationJSON struct {
	plan.Plan
	Examined examinedJSON `json:"examined"`
	Models   []modelJSON  `json:"models"`
	Repair   []repairJSON `json:"repair"`
}

// examinedJSON names the subject. For a model, status and failure are those of the first
// endpoint that runs it.
type examinedJSON struct {
	Model         string         `json:"model,omitempty"`
	Endpoint      string         `json:"endpoint,omitempty"`
	Status        string         `json:"status,omitempty"`
	FailureReason string         `json:"failure_reason,omitempty"`
	CausedBy      []string       `json:"caused_by"` // rule and subject; empty when nothing explains the reason
	AgeSeconds    *int64         `json:"age_seconds,omitempty"`
	Notes         []string       `json:"notes"`
	Endpoints     []endpointJSON `json:"endpoints"` // of SageMaker, those that run the model, or the one examined
}

type endpointJSON struct {
	Name          string   `json:"name"`
	Status        string   `json:"status"`
	FailureReason string   `json:"failure_reason,omitempty"`
	CausedBy      []string `json:"caused_by"`
}

// modelJSON is one model; of --all it is a row.
type modelJSON struct {
	Name     string         `json:"name"`
	VPC      string         `json:"vpc,omitempty"`
	Verdict  string         `json:"verdict"` // "blocks", "warns", "unknown", "holds", "no-vpc", "gone", "unread"
	Findings []plan.Finding `json:"findings"`
	Problem  string         `json:"problem,omitempty"` // why it could not be examined
}

type repairJSON struct {
	Model      string         `json:"model"`   // that is copied
	Name       string         `json:"name"`    // of the copy
	Command    string         `json:"command"` // that shows the whole plan, or of the wizard where that plan would be blocked
	Changes    []changeJSON   `json:"changes"`
	Applicable bool           `json:"applicable"`
	Blockers   []plan.Finding `json:"blockers"` // that the plan does not repair
}

type changeJSON struct {
	ID     string      `json:"id"`
	Action plan.Action `json:"action"`
	Kind   string      `json:"kind"`
	Name   string      `json:"name"`
}

func (s *session) examination(r doctor.Report) examinationJSON {
	out := examinationJSON{
		Plan: r.Plan().Masked(), Models: []modelJSON{}, Repair: []repairJSON{},
		Examined: examinedJSON{
			Model: r.Subject.Model, Endpoint: r.Subject.Endpoint, CausedBy: []string{}, Notes: s.notes(r), Endpoints: []endpointJSON{},
		},
	}
	for i, e := range r.Endpoints {
		one := endpointJSON{Name: e.Name, Status: e.Status, FailureReason: e.FailureReason, CausedBy: causedBy(e.Cause)}
		out.Examined.Endpoints = append(out.Examined.Endpoints, one)
		if i > 0 {
			continue
		}
		out.Examined.Status, out.Examined.FailureReason, out.Examined.CausedBy = one.Status, one.FailureReason, one.CausedBy
		if age := s.app.Now().Sub(e.Modified); age >= 0 && !e.Modified.IsZero() {
			out.Examined.AgeSeconds = new(int64(age.Seconds()))
		}
	}
	for _, m := range r.Models {
		out.Models = append(out.Models, modelRow(m))
		if m.Repair != nil {
			out.Repair = append(out.Repair, s.repairOf(m))
		}
	}
	return out
}

func causedBy(c doctor.Cause) []string {
	if c.Finding == nil {
		return []string{}
	}
	return []string{c.Finding.Rule, c.Finding.Subject}
}

func (s *session) repairOf(m doctor.Model) repairJSON {
	out := repairJSON{
		Model: m.Name, Name: m.Repair.Answers.Model.Name, Command: repairCommand(m, s.globals.repeatArgs()),
		Applicable: m.Repair.Applicable, Changes: []changeJSON{}, Blockers: append([]plan.Finding{}, m.Repair.Blockers()...),
	}
	for _, c := range m.Repair.Changes {
		out.Changes = append(out.Changes, changeJSON{c.ID, c.Action, c.Kind, c.Name})
	}
	return out
}

func modelRow(m doctor.Model) modelJSON {
	row := modelJSON{Name: m.Name, VPC: m.VPC, Verdict: verdictOf(m), Findings: append([]plan.Finding{}, m.Plan.Findings...)}
	if m.Fault != nil {
		row.Problem = m.Fault.Error()
	}
	return row
}

func verdictOf(m doctor.Model) string {
	if m.State != doctor.Examined {
		return string(m.State)
	}
	return string(m.Mark())
}

package console

import (
	"fmt"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
	"sagevpc/ui/printable"
)

// resultSchema is the version of what apply prints as JSON.
const resultSchema = 1

// result is what apply prints as JSON.
type result struct {
	Schema   int         `json:"schema"`
	Status   string      `json:"status"` // the run's phase, "blocked" or "nothing-to-do"
	Plan     planSummary `json:"plan"`
	Outcomes []outcome   `json:"outcomes"`
	ModelARN string      `json:"model_arn"`
	Journal  string      `json:"journal"`
	Repeat   string      `json:"repeat"`
	// Staged is what is to be put in force by hand when the model works; empty unless the run succeeded.
	Staged []plan.Staged `json:"staged"`
}

// planSummary is what the outcomes are outcomes of.
type planSummary struct {
	Account   string         `json:"account"`
	Region    string         `json:"region"`
	Caller    string         `json:"caller"`
	FactsHash string         `json:"facts_hash"`
	Model     string         `json:"model"`
	Changes   int            `json:"changes"`
	Blockers  []plan.Finding `json:"blockers"`
	Warnings  []plan.Finding `json:"warnings"`
}

// outcome is what became of one change, or of the verification.
type outcome struct {
	Change    string       `json:"change"`
	Action    plan.Action  `json:"action,omitempty"`
	Kind      string       `json:"kind"`
	Name      string       `json:"name"`
	Op        string       `json:"op"`
	State     string       `json:"state"`
	ID        string       `json:"id,omitempty"`
	ARN       string       `json:"arn,omitempty"`
	RequestID string       `json:"request_id,omitempty"`
	Seconds   float64      `json:"seconds"`
	Note      string       `json:"note,omitempty"`
	Unsure    bool         `json:"unsure,omitempty"` // it may or may not have been done
	Fault     *facts.Fault `json:"fault,omitempty"`
}

// report prints the result of an apply to stdout.
func (s *session) report(r run.Run, p plan.Plan, status string) error {
	if s.globals.output != outputJSON {
		return s.print(receipt(r) + s.stagedText(leftToDo(r, p)))
	}
	document, err := planDocument(resultOf(r, p, status))
	if err != nil {
		return err
	}
	return s.print(string(document))
}

func resultOf(r run.Run, p plan.Plan, status string) result {
	out := result{
		Schema: resultSchema, Status: status, Outcomes: []outcome{},
		ModelARN: modelARN(r), Journal: r.Journal, Repeat: r.Repeat, Staged: leftToDo(r, p),
		Plan: planSummary{
			Account: p.Account, Region: p.Region, Caller: p.Caller, FactsHash: p.FactsHash,
			Model: p.Answers.Model.Name, Changes: len(p.Changes),
			Blockers: append([]plan.Finding{}, p.Blockers()...), Warnings: append([]plan.Finding{}, p.Warnings()...),
		},
	}
	for _, item := range r.Items {
		out.Outcomes = append(out.Outcomes, outcome{
			Change: item.Change.ID, Action: item.Change.Action, Kind: item.Change.Kind, Name: item.Change.Name,
			Op: item.Change.Request.Op, State: string(item.State),
			ID: item.Receipt.ID, ARN: item.Receipt.ARN, RequestID: item.Receipt.RequestID,
			Seconds: item.Elapsed.Seconds(), Note: item.Note, Unsure: item.Unsure, Fault: item.Err,
		})
	}
	return out
}

// leftToDo is what a plan printed for later; without a model there is no later.
func leftToDo(r run.Run, p plan.Plan) []plan.Staged {
	if r.Phase != run.Done {
		return []plan.Staged{}
	}
	return append([]plan.Staged{}, p.Staged...)
}

// modelARN is the ARN of the model that stands after the run, "" when none does.
func modelARN(r run.Run) string {
	arn := ""
	for _, item := range r.Items {
		if item.Change.Kind != plan.KindModel || item.Receipt.ARN == "" {
			continue
		}
		if item.State == run.Reversed {
			return ""
		}
		arn = item.Receipt.ARN
	}
	return arn
}

// madeWords are what stands in front of the id of what was made, by its kind.
var madeWords = map[string]string{
	plan.KindVPCEndpoint: "endpoint", plan.KindSecurityGroup: "group", plan.KindAddress: "address", plan.KindNATGateway: "gateway",
}

// receipt is the result of an apply as text: what was made, and where it is written down.
func receipt(r run.Run) string {
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-9s %s\n", label, printable.Line(value))
		}
	}
	line("model", modelARN(r))
	for _, item := range r.Items {
		if word, made := madeWords[item.Change.Kind]; made && item.State == run.Applied {
			line(word, item.Receipt.ID)
		}
	}
	line("receipt", r.Journal)
	line("repeat", r.Repeat)
	return b.String()
}

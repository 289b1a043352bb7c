// Package plan turns what the user wants and what the account says into findings and an
// ordered list of changes. It is pure: no context, no clock, no SDK, no styles, so a plan
// is recomputed whenever something moves, and never patched.
package plan

import (
	"sagevpc/steps/capacity"
	"sagevpc/steps/network"
)

// Schema is the version of the plan's JSON form.
const Schema = 1

// Plan is what would happen, and what speaks for or against it. Its JSON form is
// versioned and stable; secrets are in it, so it is written through Masked unless the
// user asks otherwise.
type Plan struct {
	Schema      int             `json:"schema"`
	Account     string          `json:"account"`
	Region      string          `json:"region"`
	Caller      string          `json:"caller"`
	FactsHash   string          `json:"facts_hash"` // "sha256:…" over what the plan stands on, free addresses excluded
	Answers     Answers         `json:"answers"`
	Findings    []Finding       `json:"findings"`
	Capacity    capacity.Ladder `json:"capacity"`
	Paths       []network.Path  `json:"paths"`
	Permissions []Permission    `json:"permissions"`
	Changes     []Change        `json:"changes"`
	Staged      []Staged        `json:"staged"` // printed for later, never sent
	Cost        Cost            `json:"cost"`
	Applicable  bool            `json:"applicable"` // at least one change, and nothing blocks after the changes
	// Labels are what a person calls the ids that the plan speaks of.
	Labels map[string]string `json:"-"`
}

// Severity is how much a finding weighs.
type Severity string

// The severities, heaviest first.
const (
	Block   Severity = "block"   // stops apply
	Warn    Severity = "warn"    // needs a yes
	Unknown Severity = "unknown" // could not be checked; says what is missing
	Info    Severity = "info"
)

// Finding is one thing that is so in the account or would be so after the plan. Each is
// judged twice: Now on the facts as read, After on the facts as they would be.
type Finding struct {
	Rule       string   `json:"rule"` // one of the Rule constants; names are frozen once released
	Severity   Severity `json:"severity"`
	Subject    string   `json:"subject"` // the id, or the answers' field, that it speaks of
	Summary    string   `json:"summary"` // one sentence without a full stop
	Detail     string   `json:"detail,omitempty"`
	Fix        string   `json:"fix,omitempty"`
	Now        bool     `json:"now"`
	After      bool     `json:"after"`
	RepairedBy []string `json:"repaired_by"`      // ids of the changes that end it
	Source     string   `json:"source,omitempty"` // the page or thread that the rule rests on
}

// Blocks reports whether the finding stops apply: what the plan repairs does not.
func (f Finding) Blocks() bool { return f.Severity == Block && f.After }

// Repaired reports whether the plan ends what is wrong now.
func (f Finding) Repaired() bool { return f.Now && !f.After }

// Permission is whether a principal may do what this plan needs.
type Permission struct {
	Principal string `json:"principal"` // "caller" or "role"
	Action    string `json:"action"`
	Verdict   string `json:"verdict"` // "allowed", "denied", "unknown"
	How       string `json:"how"`     // "dry-run", "simulator", "read"
	Why       string `json:"why"`
}

// Action is what a change does to its object.
type Action string

// The actions.
const (
	Create Action = "create"
	Update Action = "update"
	Delete Action = "delete"
)

// Symbol is the diff's mark for the action: "+", "~" or "-".
func (a Action) Symbol() string {
	switch a {
	case Create:
		return "+"
	case Update:
		return "~"
	case Delete:
		return "-"
	}
	return "?"
}

// Change is one call that writes, with everything needed to show, send and take it back.
type Change struct {
	ID      string  `json:"id"` // "s3-endpoint": unique in the plan, stable between runs
	Action  Action  `json:"action"`
	Kind    string  `json:"kind"`
	Name    string  `json:"name"` // what a person calls the object
	Request Request `json:"request"`
	Why     string  `json:"why"`
	Undo    string  `json:"undo"` // how it is taken back, in words
	// Needs are the ids of changes that must be done first.
	Needs      []string `json:"needs"`
	MonthlyUSD float64  `json:"monthly_usd"`
	// Bystanders are the subnets outside the plan that the change reaches.
	Bystanders []string `json:"bystanders"`
	// Effects are requests that fare otherwise when the change replaces a policy.
	Effects []Effect `json:"effects,omitempty"`
	// Consent is what s3.policy_consent must say before the change may be made, because it
	// puts other subnets under a policy; "" for a change that needs none.
	Consent string `json:"consent,omitempty"`
	// Before is the object's state that the diff shows on its left; nil when there is none.
	Before map[string]any `json:"-"`
	// VPC is where the object lies, for reading it back; "" for what lies in none.
	VPC string `json:"-"`
	// Labels are what a person calls the ids in Before and After.
	Labels map[string]string `json:"-"`
	// After is the object's state that the diff shows on its right.
	After map[string]any `json:"-"`
	// Reverse is the request that undoes an update; a creation is reversed by its receipt's id.
	Reverse *Request `json:"-"`
}

// Request is one API call: the operation and its exact SDK input, field names as the
// SDK's, values as JSON has them (string, float64, bool, []any, map[string]any).
type Request struct {
	Service string         `json:"service"` // "ec2", "s3" or "sagemaker"
	Op      string         `json:"op"`      // opCreateEndpoint
	Input   map[string]any `json:"input"`
}

// Receipt is what AWS answered to a change.
type Receipt struct {
	RequestID string `json:"request_id"`
	ID        string `json:"id,omitempty"`  // of a created object, "vpce-…"
	ARN       string `json:"arn,omitempty"` // where the API returns one
}

// Blockers are the findings that stop apply.
func (p Plan) Blockers() []Finding { return p.with(Finding.Blocks) }

// Warnings are the findings that need a yes.
func (p Plan) Warnings() []Finding {
	return p.with(func(f Finding) bool { return f.Severity == Warn && f.After })
}

func (p Plan) with(keep func(Finding) bool) []Finding {
	var out []Finding
	for _, f := range p.Findings {
		if keep(f) {
			out = append(out, f)
		}
	}
	return out
}

// Change finds a change by id.
func (p Plan) Change(id string) (Change, bool) {
	for _, c := range p.Changes {
		if c.ID == id {
			return c, true
		}
	}
	return Change{}, false
}

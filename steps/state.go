package steps

import (
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// State is everything the wizard knows: a value, copied at every move.
type State struct {
	Answers  plan.Answers
	Facts    facts.Facts
	Profiles []string // that can be chosen
	Regions  []string // that can be chosen
	// Mode is how the model step was answered.
	Mode Mode
	// Neighbour is the model whose network is used, in ModeSameNetwork.
	Neighbour string
	// Also are the destinations that were typed on the reach step: services by short name,
	// and address ranges.
	Also []string
	// Rejected holds, by field key, texts that could not be taken into the answers.
	Rejected map[string]Rejected
	// TablesByHand shows the screen on which route tables are chosen by hand.
	TablesByHand bool
	// Policy is what the policy screen shows beside the answers.
	Policy PolicyScreen
	// Plan is always Build(Answers, Facts).
	Plan plan.Plan
	// Run is the run of the plan; nil before consent.
	Run *run.Run
}

// Mode is what the model starts from.
type Mode string

// The modes. The zero value means not answered yet.
const (
	ModeNew         Mode = "new"          // a request of its own
	ModeMove        Mode = "move"         // the request of an existing model is copied
	ModeSameNetwork Mode = "same-network" // a request of its own, in the network of an existing model
)

// Rejected is a text that a field did not take.
type Rejected struct {
	Text    string // as typed
	Problem string // what is wrong with it, and the remedy
}

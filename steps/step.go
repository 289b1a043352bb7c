package steps

import "time"

// ID names a step. A dotted id ("model.request") is a further screen of the step before the dot.
type ID string

// The steps, in order.
const (
	AccountID        ID = "account"
	ModelID          ID = "model"
	ModelOriginID    ID = "model.origin"
	ModelRequestID   ID = "model.request"
	VPCID            ID = "vpc"
	SubnetsID        ID = "subnets"
	SecurityGroupsID ID = "security-groups"
	S3ID             ID = "s3"
	S3TablesID       ID = "s3.tables"
	PolicyID         ID = "policy"
	PolicyBucketID   ID = "policy.bucket"
	ReviewID         ID = "review"
	ApplyID          ID = "apply"
)

// Step is one screen. It holds no state: all state is in State, and every function of it
// is pure but for the LoadFuncs it returns.
type Step struct {
	ID ID
	// Title is the heading of the screen.
	Title func(State) string
	// Why says, to someone who has never seen a route table, why this is asked.
	Why func(State) []string
	// Skip hides the step; nil never does.
	Skip func(State) bool
	// Load returns what must be read before Ask makes sense, nil when everything is known.
	// An answer after which Load is not nil keeps the wizard on the step until it has been read.
	Load func(State) LoadFunc
	// Refresh returns a read that brings what is on screen up to date, nil when there is none.
	Refresh func(State) LoadFunc
	// Every is how often Refresh runs by itself; 0 for only on r.
	Every time.Duration
	// Ask returns the question for the answers so far.
	Ask func(State) Question
	// Answer puts a reply into the answers and clears exactly what depends on a changed
	// answer. The State is valid in either case: the error only says why the wizard cannot
	// go on from it, so that a draft can be shown.
	Answer func(State, Reply) (State, error)
	// Ready says why the wizard cannot go on although the answer was taken in and
	// everything was read: what was read speaks against it. nil never objects.
	Ready func(State) error
	// Rules are the prefixes of the rules whose findings this screen's answer causes.
	Rules []string
}

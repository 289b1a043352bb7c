package plan

import "slices"

// RuleDoc is what a person reads about a rule before it ever fires.
type RuleDoc struct {
	Name string // one of the Rule constants
	// Severities are those that a finding of the rule can have, the usual one first.
	// Unknown stands among them where the check can lack what it needs.
	Severities []Severity
	When       string // when it fires: a clause without a full stop
	Remedy     string // what ends it; full sentences
	Source     string // the page or thread that it rests on
}

// Rules are all rules of this version in the order of the screens, and within a screen
// causes before what follows from them: somebody who reads the first finding and mends it
// has often mended the next ones too. Findings of one severity are listed in this order.
// Each call returns a copy of its own.
func Rules() []RuleDoc {
	return slices.Concat(modelRules(), subnetRules(), capacityRules(), groupRules(), dnsRules(), s3Rules(), reachRules(), quotaRules())
}

var ruleRank = func() map[string]int {
	out := map[string]int{}
	for i, r := range Rules() {
		out[r.Name] = i
	}
	return out
}()

// rank is a rule's place among its severity; rules that stand nowhere come last.
func rank(rule string) int {
	if i, ok := ruleRank[rule]; ok {
		return i
	}
	return len(ruleRank)
}

// The severities that rules have, by name: the tables of rules read as tables.
func block() []Severity          { return []Severity{Block} }
func blockOrUnknown() []Severity { return []Severity{Block, Unknown} }
func blockOrInfo() []Severity    { return []Severity{Block, Info} }
func s3Severities() []Severity   { return []Severity{Block, Unknown, Info} }
func warn() []Severity           { return []Severity{Warn} }
func warnOrUnknown() []Severity  { return []Severity{Warn, Unknown} }
func info() []Severity           { return []Severity{Info} }
func unsure() []Severity         { return []Severity{Unknown} }

package steps

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
)

func askPolicy(s State) Question {
	d := s.decideS3(s.Answers.S3.Action, s.Answers.S3.Endpoint)
	selected := s.policyRow()
	q := Document{
		Selected: selected, Text: s.documentShown(d, selected), Templates: policyRows(d),
		Own: ownDocument, OwnText: s.Answers.S3.Document, Requests: s.Policy.Requests,
		Request: &Field{
			Key: RequestKey, Label: "Request", Kind: TextField, Value: s.Policy.Refused.Text, Problem: s.Policy.Refused.Problem,
			Hint: "GET s3://bucket/key, with GET, HEAD, PUT, DELETE or LIST; or s3:PutObject arn:aws:s3:::bucket/key",
		},
	}
	if selected == ownFile {
		path, _ := policyPath(s.Answers)
		q.File = &Field{Key: FileKey, Label: "File", Kind: TextField, Value: path, Hint: "path of a JSON document"}
		if err := s.documentProblem(); err != nil && path != "" {
			q.File.Problem = sentence(err.Error())
		}
	}
	v := s.policyView(q.Text)
	q.Size, q.Problems, q.Truth = v.size, v.problems, v.truth
	q.Lines = s.documentRemarks(d, selected, q.Text)
	if s.Policy.Shown == "" {
		q.Consent = s.consentField()
		q.Sections = append(q.Sections, s.effectsSections()...)
	}
	q.Sections = append(q.Sections, s.explained(d, selected)...)
	return q
}

// policyRow is the row that is on screen.
func (s State) policyRow() string {
	switch {
	case s.Policy.Shown != "":
		return s.Policy.Shown
	case s.Answers.S3.Policy == plan.PolicyFile:
		return ownDocument
	case strings.HasPrefix(s.Answers.S3.Policy, plan.PolicyFile):
		return ownFile
	}
	return s.Answers.S3.Policy
}

func policyRows(d plan.S3Decision) []Option {
	keep := Option{Value: plan.PolicyKeep, Label: "Keep the policy that is there"}
	if d.Action == plan.S3Create {
		keep.Label, keep.Note = "Default", "full access"
	}
	return []Option{
		keep,
		{Value: policy.NameFull, Label: "Full access"},
		{Value: policy.NameModelBuckets, Label: "Model buckets only"},
		{Value: policy.NameDenyPackageRepos, Label: "Deny Amazon Linux package repositories", Note: "list of " + policy.PackageReposDate},
		{Value: policy.NameModelBucketsDenyRepos, Label: "Model buckets, and deny package repositories"},
		{Value: ownDocument, Label: "My own document", Note: "typed, pasted or edited"},
		{Value: ownFile, Label: "My own file"},
		{Value: policy.NameAsPrinted, Label: "Deny package repositories, as AWS prints it", Note: "not sent"},
	}
}

// documentShown is the document of a row: the one that would be in force, indented where it
// is not the user's own.
func (s State) documentShown(d plan.S3Decision, row string) string {
	switch s.Policy.Shown {
	case policy.NameAsPrinted:
		return policy.AsPrinted(plan.PolicyEnv(s.Answers, s.Facts))
	case ownFile, ownDocument:
		return ""
	}
	text, err := plan.PolicyDocument(s.Answers, s.Facts)
	if err != nil {
		return ""
	}
	if text == "" && row == plan.PolicyKeep {
		if d.Action == plan.S3Create || d.Endpoint.Policy == "" {
			return policy.Full().String()
		}
		text = d.Endpoint.Policy
		if doc, err := policy.Parse([]byte(text)); err == nil {
			return doc.String()
		}
	}
	return text
}

// documentRemarks say what becomes of the document.
func (s State) documentRemarks(d plan.S3Decision, row, text string) []Line {
	name := label(d.Endpoint.Name, d.Endpoint.ID)
	own := row == ownFile || row == ownDocument
	switch {
	case row == policy.NameAsPrinted:
		return []Line{{Mark: Blocks, Text: "this is not sent, and enter does not go on with it: choose a template, or mend it as your own"}}
	case own && text == "":
		return []Line{{Mark: Blocks, Text: "there is no document yet"}}
	case own && len(policy.Lint(text)) > 0:
		return []Line{{Mark: Blocks, Text: "this is not sent, and enter does not go on, until it is mended; or choose a template"}}
	case d.Action == plan.S3Create:
		return []Line{{Text: "sent when the endpoint is created, exactly as it stands here"}}
	case row == plan.PolicyKeep || plan.SamePolicy(text, d.Endpoint.Policy):
		return []Line{{Mark: Holds, Text: "nothing is sent: the policy of " + name + " has this effect already"}}
	}
	return []Line{{Mark: Warns, Text: "replaces the policy of " + name + " for everyone on it"}}
}

// policyView is everything about a document that follows from its text.
type policyView struct {
	size     Line
	problems []TextProblem
	truth    []Line
}

// policyView is computed after every key, so it asks nobody and nothing.
func (s State) policyView(text string) policyView {
	if text == "" {
		return policyView{}
	}
	env := plan.PolicyEnv(s.Answers, s.Facts)
	probes := policy.Probes(env, plan.ModelData(s.Answers, s.Facts))
	found := policy.Examine(text, policy.Purpose{Probes: probes})
	v := policyView{size: sizeOf(text, found)}
	for _, p := range found {
		v.problems = append(v.problems, TextProblem{
			Line: Line{Mark: markOf(p.Severity), Text: p.Summary, Detail: p.Remedy}, Row: p.Line, Column: p.Column,
		})
	}
	doc, broken := policy.Parse([]byte(text))
	row := func(name string, r policy.Request, err error) {
		if err == nil && broken == nil {
			v.truth = append(v.truth, truth(doc, name, r))
			return
		}
		v.truth = append(v.truth, Line{Mark: Unknown, Text: name})
	}
	for _, p := range probes {
		row(p.Name, p.Request, nil)
	}
	for _, text := range s.Policy.Requests {
		// It was a request when it was added; the Region may have changed since.
		r, err := policy.ParseRequest(text, env)
		r.Through = true
		if env.Account != "" {
			r.Context = with(r.Context, "aws:PrincipalAccount", env.Account)
		}
		row(text, r, err)
	}
	if broken != nil {
		v.truth[0].Detail = "nothing can be told before the document can be read"
	}
	return v
}

func with(context map[string]string, key, value string) map[string]string {
	out := map[string]string{key: value}
	for k, v := range context {
		out[k] = v
	}
	return out
}

func markOf(severity policy.Severity) Mark {
	switch severity {
	case policy.Error:
		return Blocks
	case policy.Warning:
		return Warns
	case policy.Info:
	}
	return NoMark
}

// sizeOf is "1,212 of 20,480 characters · one document · valid".
func sizeOf(text string, found []policy.Problem) Line {
	size := fmt.Sprintf("%s of %s characters", thousands(utf8.RuneCountInString(text)), thousands(policy.MaxCharacters))
	errs, denied := 0, false
	for _, p := range found {
		if p.Severity == policy.Error && p.Rule == policy.RuleModel {
			denied = true
		} else if p.Severity == policy.Error {
			errs++
		}
	}
	switch {
	case errs == 0 && denied:
		return Line{Mark: Blocks, Text: size + " · one document · valid, and denies the model's data"}
	case errs == 0:
		return Line{Mark: Holds, Text: size + " · one document · valid"}
	}
	word := "problems"
	if errs == 1 {
		word = "problem"
	}
	return Line{Mark: Blocks, Text: fmt.Sprintf("%s · not valid: %d %s", size, errs, word)}
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// truth is what the document does with a request.
func truth(doc policy.Document, name string, r policy.Request) Line {
	decision := policy.Evaluate(doc, r)
	line := Line{Text: name, Detail: decision.Why}
	switch decision.Verdict {
	case policy.Allowed:
		line.Mark = Holds
	case policy.Denied:
		line.Mark = Blocks
	case policy.Unknown:
		line.Mark = Unknown
	}
	return line
}

// consentField asks whether others know of the changes that put them under a policy; nil
// when there are none.
func (s State) consentField() *Field {
	var others []string
	consent := ""
	for _, c := range s.Plan.Changes {
		if c.Consent != "" {
			consent, others = c.Consent, append(others, c.Bystanders...)
		}
	}
	if consent == "" {
		return nil
	}
	slices.Sort(others)
	others = slices.Compact(others)
	n, _ := s.Facts.NetworkOf(s.Answers.Network.VPC)
	word := "other subnets"
	if len(others) == 1 {
		word = "other subnet"
	}
	verb := "Let it hold"
	if _, replaced := s.Plan.Change(plan.ChangeS3Policy); replaced {
		verb = "Change it"
	}
	f := Field{
		Key: ConsentKey, Kind: ToggleField, Value: "false",
		Label: fmt.Sprintf("%s for %d %s too: %s", verb, len(others), word, plan.LivesIn(n, others)),
	}
	if s.Answers.S3.PolicyConsent == consent {
		f.Value = "true"
	} else {
		f.Problem = "Without this consent the plan cannot be applied."
	}
	return &f
}

// effectsSections say what the plan's changes do to the requests of those on the endpoint,
// and of those who get there.
func (s State) effectsSections() []Section {
	var out []Section
	for _, c := range s.Plan.Changes {
		switch {
		case c.ID == plan.ChangeS3Policy:
			out = append(out, effectsSection("what changes for everyone on it", c))
		case c.ID == plan.ChangeS3Endpoint && c.Consent != "":
			out = append(out, effectsSection("what changes for the other subnets that get the route", c))
		}
	}
	return out
}

// effectsSection says which requests fare otherwise than today.
func effectsSection(title string, c plan.Change) Section {
	out := Section{Title: title}
	for _, e := range c.Effects {
		mark := Warns
		switch e.After {
		case policy.Allowed:
			mark = NoMark
		case policy.Denied:
		case policy.Unknown:
			mark = Unknown
		}
		out.Lines = append(out.Lines, Line{Mark: mark, Text: e.String()})
	}
	if len(out.Lines) == 0 {
		out.Lines = []Line{{Text: "None of the requests that are tried fares otherwise than today."}}
	}
	return out
}

// explained says statement by statement what a template is for, and what it does not do.
func (s State) explained(d plan.S3Decision, row string) []Section {
	if row == policy.NameAsPrinted {
		why := Section{Title: "why it is not sent"}
		for _, said := range policy.WhyNotAsPrinted() {
			why.Lines = append(why.Lines, Line{Mark: Blocks, Text: said})
		}
		return []Section{why}
	}
	if row == plan.PolicyKeep && d.Action == plan.S3Create {
		row = policy.NameFull
	}
	doc, err := policy.Template(row, plan.PolicyEnv(s.Answers, s.Facts))
	if err != nil {
		return nil
	}
	statements, notes := Section{Title: "statement by statement"}, Section{Title: "what to know of it"}
	for _, each := range doc.Statements {
		statements.Lines = append(statements.Lines, Line{Text: each.Sid, Detail: each.Explain})
	}
	for _, said := range policy.Notes(row) {
		notes.Lines = append(notes.Lines, Line{Text: said})
	}
	return []Section{statements, notes}
}

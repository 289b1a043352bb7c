package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// MissingField is a question that nobody answered.
type MissingField struct {
	Key  string // "model.name", as in the answers file
	Flag string // "--model-name"
	Why  string // what it is for
}

// MissingError names the answers without which there is no plan.
type MissingError struct{ Fields []MissingField }

// Error names every missing answer with its key and its flag.
func (e *MissingError) Error() string {
	var b strings.Builder
	b.WriteString("answers are missing:")
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "\n  %s (%s): %s", f.Key, f.Flag, f.Why)
	}
	b.WriteString("\nGive them as flags or in the file of --answers, or answer the wizard: sagevpc.")
	return b.String()
}

// Missing are the answers that a plan cannot do without.
func Missing(a Answers) []MissingField {
	var out []MissingField
	need := func(missing bool, key, flag, why string) {
		if missing {
			out = append(out, MissingField{Key: key, Flag: flag, Why: why})
		}
	}
	copied := a.Model.From != ""
	need(a.Model.Name == "", "model.name", "--model-name", "what the new model is called")
	need(a.Model.Role == "" && !copied, "model.role", "--role", "the execution role's ARN, or name a model to copy with --from")
	need(len(a.Model.Containers) == 0 && !copied, "model.containers", "--image", "the container's image, or name a model to copy with --from")
	need(len(a.Network.Subnets) == 0, "network.subnets", "--subnets", "subnets in at least two Availability Zones")
	need(a.Network.SecurityGroups == nil, "network.security_groups", "--security-groups", "one to five security groups")
	return out
}

// Resolve reads everything that the answers need, independent things at once, and
// returns the state with its plan. It asks nobody: an error is a *MissingError, a
// plan.FieldError, or a *facts.Fault. What may be unknown becomes a gap and a finding.
func Resolve(ctx context.Context, account Account, a plan.Answers) (State, error) {
	s := State{Answers: a}
	if wrong := a.Validate(); len(wrong) > 0 {
		return s, wrong[0]
	}
	if missing := Missing(a); len(missing) > 0 {
		return s, &MissingError{Fields: missing}
	}
	if path, own := policyPath(a); own {
		file := ReadPolicyFile(path)
		if file.Problem != "" {
			return s, plan.FieldError{Key: "s3.policy", Flag: "--policy", Problem: file.Problem, Fix: "Name a file that holds one JSON policy."}
		}
		s.Facts.PolicyFile = &file
	}
	if a.Network.VPC == "" {
		vpc, err := account.VPCOf(ctx, a.Network.Subnets)
		if err != nil {
			return s, named(err, "network.subnets", "--subnets", "Name subnets of this account and Region.")
		}
		s.Answers.Network.VPC = vpc
	}
	patch, err := together(ctx, account, resolveLoads(s)...)
	if err != nil {
		return s, named(err, "network.vpc", "--vpc", "Name a VPC of this account and Region.")
	}
	s.Facts = patch(s.Facts)
	if fault, missing := s.Facts.Gaps[facts.TopicIdentity]; missing {
		return s, &fault
	}
	if fault, missing := s.Facts.Gaps[facts.TopicOrigin]; missing {
		return s, named(&fault, "model.from", "--from", "Name a model of this account and Region.")
	}
	s, err = resolveBuckets(ctx, account, s)
	if err != nil {
		return s, err
	}
	if load := loadUsage(s); load != nil {
		patch, err := load(ctx, account)
		if err != nil {
			return s, err
		}
		s.Facts = patch(s.Facts)
	}
	if s, err = resolveBucketPolicies(ctx, account, s); err != nil {
		return s, err
	}
	s.Plan = plan.Build(s.Answers, s.Facts)
	if wrong := s.reachErrors(); len(wrong) > 0 {
		return s, wrong[0]
	}
	return s, resolveEndpoint(s)
}

// named turns "there is none" into an error of the answer that named it; every other
// fault stays what it is.
func named(err error, key, flag, fix string) error {
	if fault := faultOf(err); fault.Kind == facts.NotFound {
		return plan.FieldError{Key: key, Flag: flag, Problem: fault.Summary, Fix: fix}
	}
	return err
}

func resolveLoads(s State) []LoadFunc {
	loads := []LoadFunc{identity, loadNetwork(s)}
	for _, load := range []LoadFunc{loadInstanceType(s), loadVariantTypes(s), loadOrigin(s), loadNamedServices(s)} {
		if load != nil {
			loads = append(loads, load)
		}
	}
	if name := s.Answers.Model.Name; plan.ModelNameProblem(name) == "" {
		loads = append(loads, checkName(name))
	}
	for _, bucket := range unreadBuckets(s.Answers, s.Facts) {
		loads = append(loads, readBucket(bucket))
	}
	return loads
}

// resolveBuckets reads what only the copied model tells of: its buckets, and who serves it.
func resolveBuckets(ctx context.Context, account Account, s State) (State, error) {
	var loads []LoadFunc
	for _, bucket := range slices.Compact(slices.Sorted(slices.Values(unreadBuckets(s.Answers, s.Facts)))) {
		loads = append(loads, readBucket(bucket))
	}
	if load := loadRunning(s); load != nil {
		loads = append(loads, load)
	}
	patch, err := together(ctx, account, loads...)
	if err != nil {
		return s, err
	}
	s.Facts = patch(s.Facts)
	return s, nil
}

// resolveEndpoint asks for the one answer that only the account makes necessary.
func resolveEndpoint(s State) error {
	d := plan.DecideS3(s.Answers, s.Facts)
	if len(d.Candidates) == 0 {
		return nil
	}
	var ids []string
	for _, e := range d.Candidates {
		ids = append(ids, e.ID)
	}
	return &MissingError{Fields: []MissingField{{
		Key: "s3.endpoint", Flag: "--s3-endpoint", Why: "which S3 gateway endpoint gets the route tables: " + strings.Join(ids, " or "),
	}}}
}

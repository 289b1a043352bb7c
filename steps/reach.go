package steps

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
)

// ReachID is the step that asks what the container must reach besides S3.
const ReachID ID = "reach"

func reachStep() Step {
	return Step{
		ID: ReachID, Title: titled("What the model must reach"),
		Why: because(
			"SageMaker gives the model network interfaces with private addresses only. What your code calls, it reaches through this VPC or not at all.",
			"S3 is always needed. Choose what else your container calls: each gets a row, and each cell says whether a packet from that subnet would arrive.",
			"Enter on a cell shows the way, and where it ends. ? is not a no: something could not be read, and the way says what.",
			"What is there is reused first. Interface endpoints and NAT gateways cost by the hour: each row says how much before you choose it.",
		),
		// An isolated container has no network: there is nothing that it could reach.
		Skip: func(s State) bool { return s.current().Isolation },
		Load: loadReach, Refresh: refreshReach, Ask: askReach, Answer: answerReach,
		Rules: []string{"reach.", "model.hub-download", "quota.interface", "quota.nat", "quota.elastic", "quota.security-group", "cost."},
	}
}

func loadReach(s State) LoadFunc {
	loads := []LoadFunc{}
	for _, load := range []LoadFunc{loadNetwork(s), loadServices(s)} {
		if load != nil {
			loads = append(loads, load)
		}
	}
	if len(loads) == 0 {
		return nil
	}
	return func(ctx context.Context, account Account) (Patch, error) { return together(ctx, account, loads...) }
}

// loadServices reads what endpoints can be made for. Without it the ways are walked all
// the same: what is missed is which names there are.
func loadServices(s State) LoadFunc {
	if _, missing := s.Facts.Gaps[facts.TopicServices]; missing || s.Facts.Services != nil {
		return nil
	}
	return services
}

// loadNamedServices reads the Region's services for answers that name some.
func loadNamedServices(s State) LoadFunc {
	if len(s.Answers.Reach.Services) == 0 {
		return nil
	}
	return loadServices(s)
}

func services(ctx context.Context, account Account) (Patch, error) {
	list, err := account.Services(ctx)
	return gapOr(facts.TopicServices, err, func(f facts.Facts) facts.Facts {
		f.Services = append([]facts.EndpointService{}, list...) // read, even when there are none
		return f
	})
}

func refreshReach(s State) LoadFunc {
	s.Facts.Network = nil
	again := loadNetwork(s)
	if again == nil {
		return services
	}
	return func(ctx context.Context, account Account) (Patch, error) {
		return together(ctx, account, again, services)
	}
}

// The rows that are no service.
const (
	rowS3       = "s3"
	rowInternet = "internet"
)

func askReach(s State) Question {
	var presumed []string
	if s.Answers.Reach.Services == nil {
		s = s.presumed()
		presumed = s.Answers.Reach.Services
	}
	survey := plan.NewSurvey(s.Answers, s.Facts, s.Plan.Changes)
	chosen := s.reached()
	q := Matrix{
		Selected: chosen, Summary: reachSummary(chosen), Panel: s.reachPanel(),
		Empty: "No subnets are chosen. Go back and choose them.",
	}
	for _, f := range q.Panel.Fields {
		if f.Problem != "" && q.Problem == "" {
			q.Problem = f.Problem + " Press e to correct it."
		}
	}
	for _, subnet := range survey.Subnets() {
		q.Columns = append(q.Columns, Column{Key: subnet.ID, Label: label(subnet.Name, subnet.ID), Note: label(subnet.ZoneID, subnet.Zone)})
	}
	q.Rows = s.reachRows(survey, presumed)
	return q
}

func reachSummary(chosen []string) string {
	services := slices.DeleteFunc(slices.Clone(chosen), func(v string) bool { return v == rowInternet })
	summary := "S3 and " + plural(len(services), "service")
	if len(services) == 0 {
		summary = "S3 only"
	}
	if len(services) < len(chosen) {
		summary = strings.TrimSuffix(summary, " only") + ", and the internet"
	}
	return summary
}

// reached are the rows that are chosen.
func (s State) reached() []string {
	out := slices.DeleteFunc(slices.Clone(s.Answers.Reach.Services), func(name string) bool { return name == rowS3 })
	if s.Answers.Reach.Internet == plan.InternetNAT {
		out = append(out, rowInternet)
	}
	return out
}

// also are the destinations that are asked for beyond the usual ones: what was typed, and
// the services and address ranges that an answers file brought.
func (s State) also() []string {
	out := slices.Clone(s.Also)
	for _, name := range s.Answers.Reach.Services {
		if name != rowS3 && !usual(name) && !s.needed(name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, block := range s.Answers.Reach.Blocks {
		if !slices.Contains(out, block) {
			out = append(out, block)
		}
	}
	return out
}

func answerReach(s State, r Reply) (State, error) {
	before := s.also()
	s.Also, s.Rejected = before, nil
	if text, given := r.Fields[alsoField]; given {
		var wrong error
		if s.Also, wrong = s.parseAlso(text); wrong != nil {
			s.Rejected = rejected(nil, alsoField, text, wrong)
		}
	}
	services := []string{} // answered, even when it is with none
	known := func(name string) bool { return usual(name) || s.needed(name) || slices.Contains(s.Also, name) }
	for _, name := range r.Values {
		if _, block := parseBlock(name); name != rowS3 && name != rowInternet && !block && known(name) {
			services = append(services, name)
		}
	}
	// What was just typed is wanted; its row can give it up again.
	for _, name := range s.Also {
		if _, block := parseBlock(name); !block && !slices.Contains(before, name) && !slices.Contains(services, name) {
			services = append(services, name)
		}
	}
	s.Answers.Reach.Services, s.Answers.Reach.Blocks = services, nil
	for _, name := range s.Also {
		if _, block := parseBlock(name); block {
			s.Answers.Reach.Blocks = append(s.Answers.Reach.Blocks, name)
		}
	}
	s.Answers.Reach.Internet = plan.InternetNone
	if slices.Contains(r.Values, rowInternet) {
		s.Answers.Reach.Internet = plan.InternetNAT
	}
	s = s.answerReachPanel(r.Fields).answerEgress(r.Fields)
	return s, s.firstRejected(alsoField, endpointGroupField, natSubnetField, egressField)
}

// firstRejected is what is wrong with the first of the fields that were not taken.
func (s State) firstRejected(keys ...string) error {
	for _, key := range keys {
		if r, ok := s.Rejected[key]; ok {
			return errors.New(r.Problem)
		}
	}
	return nil
}

// serviceName is the shape of a service's short name: "logs", "sagemaker.runtime".
var serviceName = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)

// parseAlso reads the field of further destinations. What is understood is returned
// beside the first thing that is not.
func (s State) parseAlso(text string) ([]string, error) {
	var out []string
	var wrong error
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \t,;", r) }) {
		block, isBlock := parseBlock(word)
		if isBlock {
			word = block.String()
		}
		switch problem := s.serviceProblem(word); {
		case slices.Contains(out, word) || word == rowS3 || word == rowInternet:
		case isBlock || problem == nil:
			out = append(out, word)
		case wrong == nil:
			wrong = problem
		}
	}
	return out, wrong
}

// parseBlock reads an address range; a single address is a range of one.
func parseBlock(word string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(word); err == nil && addr.Zone() == "" {
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	block, err := netip.ParsePrefix(word)
	return block.Masked(), err == nil
}

// serviceProblem says what is wrong with a service's short name.
func (s State) serviceProblem(name string) error {
	if strings.Contains(name, "/") {
		return fmt.Errorf("%q is neither a service nor an address range such as 10.20.0.0/16", name)
	}
	if !serviceName.MatchString(name) {
		return fmt.Errorf("%q is not a service's short name such as logs", name)
	}
	names := s.serviceNames()
	if s.Facts.Services == nil || slices.Contains(names, name) {
		return nil
	}
	near := nearest(name, names)
	if len(near) == 0 {
		return errors.New("this Region has no VPC endpoint service " + name)
	}
	return fmt.Errorf("this Region has no VPC endpoint service %s. Is it %s?", name, strings.Join(near, " or "))
}

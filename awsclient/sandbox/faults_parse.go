package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseFault reads a rule as a person writes it: the calls, what goes wrong, when.
//
//	ec2:DescribeSubnets throttle 30%
//	ec2:* latency 200ms
//	ec2:*VpcEndpoint* limit
//	sagemaker:CreateModel limit 2 0.5/s
//	ec2:Describe* throttle first 2 each
//	s3:* error 503 call 3
//	* expire after 12
//	ec2:DescribeDhcpOptions change detach private-b after 1
//
// The error says what is wrong with the text and what would do.
func ParseFault(text string) (FaultRule, error) {
	p := faultParser{words: strings.Fields(text)}
	rule := p.rule()
	if p.wrong != "" {
		return FaultRule{}, fmt.Errorf("the fault %q cannot be used: %s", text, p.wrong)
	}
	return rule, nil
}

// faultKinds are all kinds, as they are named to people.
var faultKinds = []FaultKind{
	FaultKey, FaultChange, FaultCut, FaultDeny, FaultError, FaultExpire, FaultHTML, FaultLatency, FaultLimit, FaultReset, FaultThrottle,
}

// serviceNames are the services that rules can name.
var serviceNames = []string{"ec2", "iam", "s3", "sagemaker", "sts"}

// faultParser goes through the words of a rule. The first thing that is wrong stays.
type faultParser struct {
	words []string
	wrong string
}

func (p *faultParser) wrongf(format string, args ...any) {
	if p.wrong == "" {
		p.wrong = fmt.Sprintf(format, args...)
	}
}

// next takes a word, "" at the end.
func (p *faultParser) next() string {
	if len(p.words) == 0 {
		return ""
	}
	word := p.words[0]
	p.words = p.words[1:]
	return word
}

// number takes a word that must be a whole number of at least 1.
func (p *faultParser) number(after string) int {
	word := p.next()
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 {
		p.wrongf("after %q comes a number from 1 on, not %q", after, word)
	}
	return n
}

func (p *faultParser) rule() FaultRule {
	rule := FaultRule{Calls: p.next()}
	p.calls(rule.Calls)
	rule.Does = FaultKind(p.next())
	switch {
	case rule.Does == "":
		p.wrongf("what goes wrong is missing; it is one of %s", list(faultKinds))
	case !slices.Contains(faultKinds, rule.Does):
		p.wrongf("%q cannot go wrong; what can is one of %s", rule.Does, list(faultKinds))
	}
	p.details(&rule)
	for p.wrong == "" && len(p.words) > 0 {
		p.when(&rule)
	}
	p.together(&rule)
	return rule
}

// calls checks which calls the rule speaks of.
func (p *faultParser) calls(calls string) {
	service, op, found := strings.Cut(calls, ":")
	switch {
	case calls == "":
		p.wrongf("it is empty; write for example: ec2:DescribeSubnets throttle 30%%")
	case calls == "*":
	case !found || op == "":
		p.wrongf("the calls are SERVICE:Operation, SERVICE:* or *, not %q", calls)
	case service != "*" && !slices.Contains(serviceNames, strings.ToLower(service)):
		p.wrongf("there is no service %q; it is one of %s", service, list(serviceNames))
	case strings.EqualFold(service, "ec2"):
		p.operation(op)
	}
}

// operation checks that EC2 has an operation that is meant.
func (p *faultParser) operation(op string) {
	near := ""
	for _, name := range ec2Names() {
		if wild(strings.ToLower(op), strings.ToLower(name)) {
			return
		}
		if (hasPrefixFold(name, op) || hasPrefixFold(op, name)) && (near == "" || name < near) {
			near = name
		}
	}
	if near != "" {
		p.wrongf("EC2 has no operation %q here; is it ec2:%s?", op, near)
	}
	p.wrongf("EC2 has no operation %q here; write names as AWS does, such as ec2:DescribeSubnets or ec2:Describe*", op)
}

// details reads what belongs to the kind.
func (p *faultParser) details(rule *FaultRule) {
	switch rule.Does {
	case FaultLatency:
		word := p.next()
		d, err := time.ParseDuration(word)
		if err != nil || d <= 0 {
			p.wrongf("after \"latency\" comes a time, such as 200ms or 1.5s, not %q", word)
		}
		rule.Latency = d
	case FaultError:
		rule.Status = p.number(string(rule.Does))
		if rule.Status != 500 && rule.Status != 503 {
			p.wrongf("the error is 500 or 503, not %d", rule.Status)
		}
	case FaultHTML:
		if len(p.words) > 0 && len(p.words[0]) == 3 {
			if status, err := strconv.Atoi(p.words[0]); err == nil {
				p.next()
				rule.Status = status
			}
		}
		if rule.Status != 0 && (rule.Status < 200 || rule.Status > 599) {
			p.wrongf("a page comes with a status from 200 to 599, not %d", rule.Status)
		}
	case FaultLimit:
		p.limit(rule)
	case FaultChange:
		rule.Change, rule.Object = ChangeKind(p.next()), p.next()
		if !slices.Contains(changeKinds, rule.Change) {
			p.wrongf("%q is not a change; it is one of %s", rule.Change, list(changeKinds))
		}
		if rule.Object == "" {
			p.wrongf("what to %s is missing: an id, or a name", rule.Change)
		}
	case FaultThrottle, FaultDeny, FaultCut, FaultReset, FaultExpire, FaultKey:
	}
}

// limit reads the bucket, which EC2 documents and other services do not.
func (p *faultParser) limit(rule *FaultRule) {
	if len(p.words) == 0 || strings.Trim(p.words[0], "0123456789") != "" {
		if !hasPrefixFold(rule.Calls, "ec2:") {
			p.wrongf("only EC2 documents its limits; elsewhere write the tokens and their flow, such as: limit 10 2/s")
		}
		return
	}
	rule.Tokens = p.number(string(rule.Does))
	word := p.next()
	digits, perSecond := strings.CutSuffix(word, "/s")
	flow, err := strconv.ParseFloat(digits, 64)
	if err != nil || !perSecond || !(flow >= 0 && flow <= 1e6) {
		p.wrongf("after the tokens comes what flows in each second, such as 0.3/s, not %q", word)
	}
	rule.PerSecond = flow
}

// when reads one condition.
func (p *faultParser) when(rule *FaultRule) {
	switch word := p.next(); word {
	case "first":
		rule.First = p.number(word)
	case "after":
		rule.After = p.number(word)
	case "call":
		rule.Call = p.number(word)
	case "each":
		rule.Each = true
	default:
		digits, percent := strings.CutSuffix(word, "%")
		n, err := strconv.Atoi(digits)
		if !percent || err != nil {
			p.wrongf("%q says nothing here; when is: 30%%, first 2, after 12, call 3, each", word)
		} else if n < 1 || n > 100 {
			p.wrongf("%s is no share of calls; it goes from 1%% to 100%%", word)
		}
		rule.Percent = n
	}
}

// together checks what does not go together.
func (p *faultParser) together(rule *FaultRule) {
	if count := btoi(rule.First > 0) + btoi(rule.After > 0) + btoi(rule.Call > 0); count > 1 {
		p.wrongf("first, after and call exclude each other")
	}
	if rule.Does == FaultChange {
		if rule.First > 0 || rule.Call > 0 || rule.Percent > 0 || rule.Each {
			p.wrongf("a change happens once: say after how many calls, such as: after 1")
		}
		rule.After = cmp.Or(rule.After, 1)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// list names the words of a choice.
func list[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, one := range all {
		words[i] = string(one)
	}
	return strings.Join(words, ", ")
}

// String is the rule as ParseFault reads it.
func (r FaultRule) String() string {
	words := []string{r.Calls, string(r.Does)}
	switch r.Does {
	case FaultLatency:
		words = append(words, r.Latency.String())
	case FaultError, FaultHTML:
		if r.Status != 0 {
			words = append(words, strconv.Itoa(r.Status))
		}
	case FaultLimit:
		if r.Tokens > 0 {
			words = append(words, strconv.Itoa(r.Tokens), strconv.FormatFloat(r.PerSecond, 'f', -1, 64)+"/s")
		}
	case FaultChange:
		words = append(words, string(r.Change), r.Object)
	case FaultThrottle, FaultDeny, FaultCut, FaultReset, FaultExpire, FaultKey:
	}
	if r.Percent > 0 {
		words = append(words, strconv.Itoa(r.Percent)+"%")
	}
	for _, when := range []struct {
		word string
		n    int
	}{{"first", r.First}, {"after", r.After}, {"call", r.Call}} {
		if when.n > 0 {
			words = append(words, when.word, strconv.Itoa(when.n))
		}
	}
	if r.Each {
		words = append(words, "each")
	}
	return strings.Join(words, " ")
}

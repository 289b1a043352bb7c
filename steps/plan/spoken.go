package plan

import (
	"regexp"
	"strings"
)

// madeLater is a reference to what the plan creates, wherever it stands in a text.
var madeLater = regexp.MustCompile(`\$\{(` + ChangeModelGroup + `|` + ChangeNATAddress + `|` + ChangeNATGateway + `|` + ChangeS3Endpoint +
	`|` + ChangeServiceEndpoint + `[a-z0-9.-]+)\}|\b(` + newNATID + `|` + newEndpointID + `)\b`)

// Spoken is a text in which what the plan creates, and AWS has not named yet, is called by
// what it is: "the new NAT gateway". Requests keep the references.
func Spoken(text string) string {
	if !strings.Contains(text, "${") && !strings.Contains(text, "-new") {
		return text
	}
	return madeLater.ReplaceAllStringFunc(text, func(found string) string {
		if words, ok := newWords(found); ok {
			return words
		}
		return found
	})
}

// newWords is what a reference, or the stand-in of a projection, is called.
func newWords(id string) (string, bool) {
	switch change, made := Referenced(id); {
	case id == newNATID, made && change == ChangeNATGateway:
		return "the new NAT gateway", true
	case id == newEndpointID, made && change == ChangeS3Endpoint:
		return "the new S3 endpoint", true
	case !made:
		return "", false
	case change == ChangeModelGroup, change == ChangeEndpointGroup:
		return "the new security group", true
	case change == ChangeNATAddress:
		return "the new elastic address", true
	case strings.HasPrefix(change, ChangeServiceEndpoint):
		return "the new endpoint of " + strings.TrimPrefix(change, ChangeServiceEndpoint), true
	}
	return "", false
}

// spokenFinding is a finding in words for a person.
func spokenFinding(f Finding) Finding {
	f.Subject, f.Summary, f.Detail, f.Fix = Spoken(f.Subject), Spoken(f.Summary), Spoken(f.Detail), Spoken(f.Fix)
	return f
}

// Called is what a person calls an object that the plan speaks of, "private-a (use1-az1)";
// "" for one without a name.
func (p Plan) Called(id string) string {
	for _, c := range p.Changes {
		if name := c.Labels[id]; name != "" {
			return name
		}
	}
	return p.Labels[id]
}

// CostOf is what a change adds to the bill; false for one that costs nothing.
func (p Plan) CostOf(change string) (CostItem, bool) {
	for _, item := range p.Cost.Items {
		if item.Change == change {
			return item, true
		}
	}
	return CostItem{}, false
}

package steps

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// cells are the verdicts of the ways from every chosen subnet, with the ways themselves.
func (s State) cells(survey plan.Survey, to network.Destination, name string) []Cell {
	var out []Cell
	for _, r := range survey.To(to) {
		c := Cell{Title: label(r.Subnet.Name, r.Subnet.ID) + " → " + name, Way: wayLines(survey, r, name)}
		c.Mark, c.Text = verdictOf(r)
		out = append(out, c)
	}
	return out
}

// verdictOf is a way in a mark and a word or two.
func verdictOf(r plan.Reached) (Mark, string) {
	closed, _ := r.Now.Closed()
	if later, ok := r.After.Closed(); ok && later.Verdict == network.Unknown {
		closed = later // What the plan repairs is closed no more; what stays is not known.
	}
	switch {
	case r.Now.Verdict == network.Open:
		if _, far := r.Now.Find(network.CauseEndpointZone); far {
			return Warns, "across zones"
		}
		return Holds, "open"
	case r.After.Verdict == network.Open:
		return Holds, "after this plan"
	case closed.Verdict == network.Unknown && closed.Cause == network.CauseUnverified:
		return Unknown, "unverified"
	case closed.Verdict == network.Unknown:
		return Unknown, "not known"
	}
	if word := causeWords[closed.Cause]; word != "" {
		return Blocks, word
	}
	return Blocks, "closed"
}

// causeWords say in a word or two what closes a way.
var causeWords = map[network.Cause]string{
	network.CauseDNSOff:          "DNS is off",
	network.CausePrivateNames:    "private DNS off",
	network.CauseGroups:          "security group",
	network.CauseACLOut:          "network ACL",
	network.CauseACLReturn:       "network ACL",
	network.CauseNoRoute:         "no route",
	network.CauseBlackhole:       "dead route",
	network.CauseShadowed:        "other route",
	network.CauseInternetGateway: "no NAT",
	network.CauseEgressOnly:      "IPv6 only",
	network.CauseNATState:        "NAT is not up",
	network.CauseNATPrivate:      "NAT is private",
	network.CauseNATRoute:        "NAT has no exit",
	network.CauseNATSubnet:       "NAT has no exit",
	network.CauseBlockedPublic:   "public blocked",
	network.CauseEndpointState:   "endpoint down",
	network.CauseEndpointIngress: "endpoint shut",
	network.CauseNoPrivateDNS:    "no private DNS",
	network.CausePolicy:          "policy",
}

// layerWords are what the layers are called in front of a sentence.
var layerWords = map[network.Layer]string{
	network.LayerNames:  "DNS",
	network.LayerGroups: "security group",
	network.LayerACL:    "network ACL",
	network.LayerRoute:  "route table",
	network.LayerTarget: "target",
	network.LayerPolicy: "endpoint policy",
}

// targetWords say what a way leads to, by the id's prefix.
var targetWords = []struct{ prefix, word string }{
	{"vpce-", "VPC endpoint"},
	{"nat-", "NAT gateway"},
	{"igw-", "internet gateway"},
	{"eigw-", "IPv6 gateway"},
	{"tgw-", "transit gateway"},
	{"pcx-", "peering"},
	{"vgw-", "VPN gateway"},
	{"i-", "instance"},
	{"eni-", "interface"},
}

func layerWord(h network.Hop) string {
	if h.Layer == network.LayerTarget {
		for _, t := range targetWords {
			if strings.HasPrefix(h.At, t.prefix) {
				return t.word
			}
		}
	}
	return label(layerWords[h.Layer], string(h.Layer))
}

// wayLines are the way of a packet, one line a thing that it meets, and what follows.
func wayLines(survey plan.Survey, r plan.Reached, name string) []Line {
	from := "a private address, no public one"
	if r.Subnet.CIDR.IsValid() {
		from = fmt.Sprintf("an address of %s, no public one", r.Subnet.CIDR)
	}
	lines := []Line{{Label: "container", Text: from}}
	closed, isClosed := r.Now.Closed()
	past := false // the hop that closes the way was passed
	met := map[network.Layer]bool{}
	for _, h := range oneALayer(r.Now.Hops) {
		met[h.Layer] = true
		lines = append(lines, hopLine(survey, h, past && closed.Verdict == network.Blocked))
		past = past || isClosed && h == closed
	}
	if isClosed && closed.Verdict == network.Blocked {
		layers := network.Layers()
		for _, layer := range layers[slices.Index(layers, closed.Layer)+1:] {
			if !met[layer] && (layer != network.LayerPolicy || r.Now.To == network.ToS3) {
				lines = append(lines, Line{Label: layerWords[layer], Text: "not reached"})
			}
		}
	}
	switch {
	case !isClosed:
		lines = append(lines, Line{Mark: Holds, Label: name, Text: "reached"})
	case closed.Verdict == network.Blocked:
		lines = append(lines, Line{Label: name, Text: "not reached"})
	default:
		lines = append(lines, Line{Mark: Unknown, Label: name, Text: "reached or not: it cannot be told"})
	}
	return append(lines, conclusion(survey, r)...)
}

// oneALayer makes one hop of those that follow each other at the same thing: the one that
// is not open, else the last one of a route table, and what was found both ways elsewhere.
func oneALayer(hops []network.Hop) []network.Hop {
	var out []network.Hop
	for _, h := range hops {
		n := len(out) - 1
		if n < 0 || out[n].Layer != h.Layer || out[n].At != h.At || out[n].Verdict != network.Open && h.Verdict != network.Open {
			out = append(out, h)
			continue
		}
		switch before := out[n]; {
		case before.Verdict != network.Open:
		case h.Verdict != network.Open || h.Layer == network.LayerRoute:
			out[n] = h
		default:
			out[n].Why = before.Why + "; " + h.Why
		}
	}
	return out
}

// hopLine is a hop with what it stands for and what it is called.
func hopLine(survey plan.Survey, h network.Hop, past bool) Line {
	line := Line{Mark: Holds, Label: layerWord(h), Text: h.Why}
	switch {
	case h.Verdict == network.Blocked:
		line.Mark = Blocks
	case h.Verdict == network.Unknown:
		line.Mark = Unknown
	case h.Cause == network.CauseEndpointZone:
		line.Mark = Warns
	case past:
		line.Mark = NoMark // It would let the packet through, if one came.
	}
	if h.At != "" && !strings.Contains(h.Why, h.At) {
		line.Text = survey.Called(h.At) + ": " + h.Why
	}
	if fault, missing := survey.Fault(h); missing && !strings.Contains(h.Why, fault.Op) {
		line.Detail = lacking(fault)
	}
	return line
}

// lacking says what would let a thing be known.
func lacking(f facts.Fault) string {
	if f.Kind == facts.Denied && f.Op != "" {
		return "missing: permission for " + f.Op
	}
	return f.Error()
}

// conclusion says what closes the way first, and whether this plan opens it.
func conclusion(survey plan.Survey, r plan.Reached) []Line {
	closed, isClosed := r.Now.Closed()
	if !isClosed {
		return []Line{{Text: "The way is open as it is."}}
	}
	first := "The first closed hop is the " + layerWord(closed) + "."
	if closed.Verdict == network.Unknown {
		first = doubt(survey, closed)
	}
	after, still := r.After.Closed()
	switch {
	case !still:
		first += " This plan opens the way: " + changeWords(r.OpenedBy) + "."
	case closed.Verdict == network.Unknown && after.Verdict == network.Unknown:
	case after.Verdict == network.Unknown:
		first += " This plan opens it. " + doubt(survey, after)
	case after.Layer != closed.Layer && closed.Verdict == network.Blocked:
		first += " This plan opens it, and the way then ends at the " + layerWord(after) + ": " + after.Why + "."
	default:
		first += " This plan does not open it."
	}
	return []Line{{Text: first}}
}

// doubt says what keeps a way from being known.
func doubt(survey plan.Survey, h network.Hop) string {
	if fault, missing := survey.Fault(h); missing {
		if fault.Kind == facts.Denied && fault.Op != "" {
			return "Whether the way is open is not known: " + fault.Op + " was denied."
		}
		return "Whether the way is open is not known: " + fault.Summary + "."
	}
	return "Whether the way is open is not known, because of the " + layerWord(h) + "."
}

// changeWords names changes as a person would.
func changeWords(changes []plan.Change) string {
	var out []string
	for _, c := range changes {
		switch {
		case c.Kind == plan.KindVPCEndpoint && c.Action == plan.Create:
			out = append(out, "it creates the VPC endpoint "+c.Name)
		case c.Kind == plan.KindVPCEndpoint:
			out = append(out, "it changes the VPC endpoint "+c.Name)
		case c.Kind == plan.KindVPCAttribute:
			out = append(out, "it turns on "+strings.ReplaceAll(c.ID, "-", " ")+" of "+c.Name)
		default:
			out = append(out, fmt.Sprintf("%s %s", c.Action, c.Name))
		}
	}
	if len(out) == 0 {
		return "its changes do it together"
	}
	return strings.Join(out, ", and ")
}

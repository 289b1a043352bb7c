package network

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"go4.org/netipx"

	"sagevpc/steps/facts"
)

// permit is what the rules of security groups let through. Groups only ever allow, so the
// rules of several groups add up.
type permit struct {
	whole  string // the peer that stands for every address, "" for none
	sure   netipx.IPSetBuilder
	cidrs  []string // named, and of some account for the destination
	unread []string // peers of which it is not known whom they hold
	topic  facts.Topic
	// garbled are ranges that could not be read: they may hold any address.
	garbled []string
	any     bool // some rule is for the port, whoever its peer is
}

// peers tells whom the rules speak of.
type peers struct {
	list  func(id string) ([]netip.Prefix, bool)
	group func(id string) (members set, whole, known bool)
}

// add takes a rule's peers in, when the rule is for the port.
func (p *permit) add(r facts.Rule, port int, a aim, who peers) {
	if !admits(r, port) {
		return
	}
	p.any = p.any || len(r.CIDRs) > 0 || len(r.Unread) > 0 || len(r.PrefixLists) > 0 || len(r.Groups) > 0
	for _, cidr := range r.CIDRs {
		p.block(cidr, a)
	}
	for _, text := range r.Unread {
		if strings.Contains(text, ":") == a.six() {
			p.garbled = append(p.garbled, text)
		}
	}
	for _, list := range r.PrefixLists {
		if list == "" {
			continue
		}
		if list == a.list {
			p.take(list + ", " + a.entries)
			continue
		}
		entries, read := who.list(list)
		if !read {
			p.unread, p.topic = append(p.unread, list), facts.TopicPrefixLists
			continue
		}
		for _, entry := range entries {
			if a.set.OverlapsPrefix(entry) {
				p.sure.AddPrefix(entry)
				p.cidrs = append(p.cidrs, entry.String())
			}
		}
	}
	for _, group := range r.Groups {
		members, whole, known := who.group(group)
		switch {
		case whole:
			p.take(group)
		case !known:
			p.unread, p.topic = append(p.unread, group), facts.TopicInterfaces
		default:
			p.sure.AddSet(members)
			if a.set.Overlaps(members) {
				p.cidrs = append(p.cidrs, group)
			}
		}
	}
}

func (p *permit) block(cidr netip.Prefix, a aim) {
	if !cidr.IsValid() || cidr.Addr().Is4() == a.six() {
		return
	}
	if cidr.Bits() == 0 {
		p.take(cidr.String())
	}
	p.sure.AddPrefix(cidr)
	if a.set.OverlapsPrefix(cidr) || !private(cidr) {
		p.cidrs = append(p.cidrs, cidr.String())
	}
}

func (p *permit) take(peer string) {
	if p.whole == "" {
		p.whole = peer
	}
}

// verdict judges the rules together; side is "to" for what goes out, "from" for what comes in.
func (p *permit) verdict(a aim, port int, side string) (Verdict, string) {
	tcp := fmt.Sprintf("tcp %d", port)
	direction := map[bool]string{true: "out to", false: "in from"}[side == "to"]
	if p.whole != "" {
		return Open, tcp + " " + side + " " + p.whole
	}
	if len(p.cidrs)+len(p.unread)+len(p.garbled) == 0 {
		return Blocked, fmt.Sprintf("no rule lets %s %s %s", tcp, direction, a.to)
	}
	sure := built(&p.sure)
	maybe := &netipx.IPSet{}
	if len(p.unread)+len(p.garbled) > 0 {
		maybe = a.set
	}
	switch v := judged(a, sure, maybe); {
	case v == Open && a.entries != "":
		return Open, fmt.Sprintf("%s %s CIDRs that cover every address of %s", tcp, side, a.entries)
	case v == Open:
		return Open, fmt.Sprintf("%s %s %s, which covers %s", tcp, side, some(p.cidrs), a.to)
	case len(p.unread) > 0 && p.topic == facts.TopicInterfaces:
		return Unknown, fmt.Sprintf("%s %s %s, whose members are not known", tcp, side, some(p.unread))
	case len(p.unread) > 0:
		return Unknown, fmt.Sprintf("%s %s %s, whose entries were not read", tcp, side, some(p.unread))
	case len(p.garbled) > 0:
		return Unknown, fmt.Sprintf("%s %s %q, which cannot be read", tcp, side, p.garbled[0])
	case v == Blocked:
		return Blocked, fmt.Sprintf("%s only %s %s, which leaves out %s of %s", tcp, side, some(p.cidrs), first(minus(a.set, sure)), a.to)
	}
	return Unknown, fmt.Sprintf("%s only %s %s%s", tcp, side, some(p.cidrs), a.hint())
}

// admits reports whether a rule lets TCP out to the port, to whomever it names.
func admits(r facts.Rule, port int) bool {
	switch strings.ToLower(r.Protocol) {
	case "-1", "all":
		return true
	case "tcp", "6":
		return r.From == -1 || r.From <= port && port <= r.To
	}
	return false
}

// some names the first of a list, and how many more there are.
func some(items []string) string {
	items = slices.Compact(slices.Clone(items))
	switch len(items) {
	case 0:
		return "nothing"
	case 1:
		return items[0]
	}
	return fmt.Sprintf("%s and %d more", items[0], len(items)-1)
}

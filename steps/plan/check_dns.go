package plan

import (
	"fmt"
	"slices"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/network"
)

func checkDNS(t target) []Finding {
	if !t.known {
		return nil
	}
	var out []Finding
	vpc := named(t.n.VPC.Name, t.n.VPC.ID)
	if fault, missing := t.gap(facts.TopicDNS); missing {
		out = append(out, unknown(RuleDNSSupport, t.n.VPC.ID, "the DNS settings of "+vpc+" are not known", fault, docVPCDNS))
	} else {
		out = append(out, t.checkDNSAttributes(vpc)...)
	}
	if fault, missing := t.gap(facts.TopicDHCP); missing {
		return append(out, unknown(RuleDNSResolver, t.n.VPC.ID, "which DNS servers "+vpc+" hands out is not known", fault, docVPCDNS))
	}
	if custom, known := network.DNS(t.n); known && len(custom) > 0 {
		out = append(out, Finding{
			Rule: RuleDNSResolver, Severity: Unknown, Subject: t.n.VPC.DHCPOptions,
			Summary: vpc + " uses its own DNS servers: " + strings.Join(custom, ", "),
			Detail:  "Whether they resolve S3's names to AWS's addresses cannot be seen from here." + t.privateNames(" The private names of %s resolve only where they ask Amazon's resolver."),
			Fix:     "Ask whoever runs them, or resolve the bucket's name on a host in this VPC.", Source: docVPCDNS,
		})
	}
	return out
}

func (t target) checkDNSAttributes(vpc string) []Finding {
	var out []Finding
	if !t.n.VPC.DNSSupport {
		out = append(out, t.noDNS(vpc))
	}
	if !t.n.VPC.DNSHostnames {
		out = append(out, Finding{
			Rule: RuleDNSHostnames, Severity: Warn, Subject: t.n.VPC.ID, Summary: vpc + " has DNS hostnames turned off",
			Detail: "S3 works without them. Private DNS names of interface endpoints do not." + t.privateNames(" This concerns %s."),
			Fix:    "Turn on enableDnsHostnames: this plan does with dns: fix.", Source: docVPCDNS,
		})
	}
	return out
}

// noDNS is the finding that Amazon's resolver does not answer. Where the VPC hands out
// another, or which one is not known, that is not the end of it.
func (t target) noDNS(vpc string) Finding {
	f := Finding{
		Rule: RuleDNSSupport, Severity: Block, Subject: t.n.VPC.ID, Summary: vpc + " has DNS support turned off",
		Detail: "No S3 name resolves inside the VPC, so the model's data cannot be fetched.",
		Fix:    "Turn on enableDnsSupport: this plan does with dns: fix.", Source: docVPCDNS,
	}
	if t.s3Idle() {
		f.Detail = "Nothing in the VPC resolves a name." + idleNote
		if len(t.ways.services) == 0 && !t.wantsInternet() {
			f.Severity = Warn
		}
	}
	switch custom, known := network.DNS(t.n); {
	case !known:
		f.Severity = Unknown
		f.Detail = "Amazon's resolver does not answer. Whether the VPC hands out another that does is not known."
	case len(custom) > 0:
		f.Severity = Unknown
		f.Detail = "Amazon's resolver does not answer. Names resolve only if " + strings.Join(custom, ", ") + " answers without it, which cannot be seen from here."
	}
	return f
}

// privateNames says whose private names are at stake: those of the endpoints that have
// them, and of the services that are asked for. It is "" when there are none.
func (t target) privateNames(format string) string {
	if t.model.Isolation {
		return ""
	}
	var whose []string
	for _, e := range t.n.Endpoints {
		if e.VPC == t.n.VPC.ID && e.PrivateDNS && !e.InboundOnly && e.Available() {
			whose = append(whose, named(e.Name, e.ID)+" for "+e.Service)
		}
	}
	for _, s := range t.ways.services {
		if !slices.ContainsFunc(t.n.Endpoints, func(e facts.Endpoint) bool { return e.PrivateDNS && serves(e.Service, s.name) }) {
			whose = append(whose, s.name+", which is asked for")
		}
	}
	if len(whose) == 0 {
		return ""
	}
	return fmt.Sprintf(format, strings.Join(whose, "; "))
}

package console

import (
	"cmp"

	"sagevpc/steps"
	"sagevpc/steps/network"
	"sagevpc/ui/printable"
)

// paths are the ways out of the chosen subnets as they are now. Subnets and route tables
// are called by their names where they have one.
func (p *page) paths(paths []network.Path, called func(string) string) {
	if len(paths) == 0 {
		return
	}
	p.heading("Ways, as they are now")
	for _, path := range paths {
		mark := map[network.Verdict]steps.Mark{
			network.Open: steps.Holds, network.Blocked: steps.Blocks, network.Unknown: steps.Unknown,
		}[path.Verdict]
		p.line("  %s %s to %s: %s", p.mark(mark), printable.Line(cmp.Or(called(path.Subnet), path.Subnet)), printable.Line(path.To), path.Verdict)
		for _, hop := range path.Hops {
			if hop.Verdict != network.Open {
				p.sentence("      "+printable.Line(at(called(hop.At), hop.At))+"  ", hop.Why, p.theme.Muted)
			}
		}
	}
}

// at is where a way ends: a route table is often called like the subnet that follows it.
func at(name, id string) string {
	if name == "" {
		return id
	}
	return name + " (" + id + ")"
}

package plan

import "sagevpc/steps/network"

func (t target) destinations() []network.Destination {
	out := []network.Destination{network.S3(nil)}
	for _, name := range t.a.Reach.Services {
		if s, ok := ServiceNamed(t.n, t.f, name); ok {
			out = append(out, network.Service(name, s))
		}
	}
	if t.a.Reach.Internet == InternetNAT {
		out = append(out, network.Internet())
	}
	return out
}

package awsclient

import (
	"errors"

	"sagevpc/steps/facts"
)

// absent is the fault of something that was looked for by name and is in no list. what
// is its kind and its name: "VPC vpc-1".
func (p place) absent(op, what string) *facts.Fault {
	return &facts.Fault{
		Kind: facts.NotFound, Op: op,
		Summary: "There is no " + what + " in " + p.region,
		Why:     p.host() + " lists none that this identity can see",
		Fix:     "Check the id, the Region and the profile.",
	}
}

// unfound names what a call did not find, where AWS may have named only an ARN or nothing.
// Every other error stays as it is.
func (p place) unfound(err error, what string) error {
	if f := (*facts.Fault)(nil); errors.As(err, &f) && f.Kind == facts.NotFound {
		f.Summary = "There is no " + what + " in " + p.region
		f.Fix = "Check the name, the Region and the profile."
	}
	return err
}

package policy

import (
	"slices"
	"strings"
)

// covers reports whether the statement speaks of the request's principal. A statement
// that names none is one of an identity's own policy, and speaks of whoever has it.
func (s Statement) covers(r Request) answer {
	switch {
	case s.Principal != nil && s.NotPrincipal != nil:
		return is(false) // AWS refuses such a statement.
	case s.NotPrincipal != nil:
		return s.NotPrincipal.includes(r.Principal, false).not()
	case r.Gateway && s.Effect == Allow && s.Principal != nil && !s.Principal.everyone():
		return is(strings.HasSuffix(r.Principal, ":root") && s.Principal.includes(r.Principal, false).truth == yes)
	case s.Principal != nil:
		return s.Principal.includes(r.Principal, s.Effect == Deny)
	}
	return is(true)
}

// everyone reports whether "*" is among the names, in whatever company.
func (p *Principal) everyone() bool {
	return p.Any() || slices.Contains(p.Names["AWS"], "*")
}

// includes compares with the caller's ARN. Kinds other than "AWS" name callers that have
// no ARN, so they never match one. wholeAccount says that an account's name stands for
// everyone in it.
func (p *Principal) includes(arn string, wholeAccount bool) answer {
	if p.Any() {
		return is(true)
	}
	out := answer{truth: no}
	for _, name := range p.Names["AWS"] {
		switch {
		case name == "*":
			return is(true)
		case arn == "":
			out = some(out, unsure("it depends on the caller, who is not known"))
		default:
			out = some(out, is(isCaller(name, arn, wholeAccount)))
		}
	}
	if arn == "" && out.truth == no && len(p.Names) > 0 {
		return unsure("it depends on the caller, who is not known")
	}
	return out
}

// isCaller compares a principal of a policy with a caller. An account, written as its
// number or its root, means the root user alone where a gateway endpoint's policy allows
// (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html), and where
// another policy allows it leaves the decision to the account; a denial means everyone in it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
// The account in a NotPrincipal does not except the account's users and roles, which have to
// be named themselves
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html).
func isCaller(name, arn string, wholeAccount bool) bool {
	if name == arn {
		return true
	}
	caller := strings.SplitN(arn, ":", arnParts)
	if len(caller) < arnParts {
		return false
	}
	root := "arn:" + caller[1] + ":iam::" + caller[4] + ":root"
	if name == caller[4] || name == root {
		return wholeAccount || arn == root
	}
	role := strings.SplitN(name, ":", arnParts)
	if len(role) < arnParts || role[4] != caller[4] || role[1] != caller[1] || role[2] != "iam" || caller[2] != "sts" {
		return false
	}
	path, isRole := strings.CutPrefix(role[5], "role/")
	session, isSession := strings.CutPrefix(caller[5], "assumed-role/")
	sessionRole, _, _ := strings.Cut(session, "/")
	return isRole && isSession && path[strings.LastIndex(path, "/")+1:] == sessionRole
}

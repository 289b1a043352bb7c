package sandbox

import "slices"

// decision is what policies come to, in the simulator's words
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
type decision string

const (
	allowed      decision = "allowed"
	explicitDeny decision = "explicitDeny"
	implicitDeny decision = "implicitDeny"
)

// access is one thing that somebody wants to do, as policies see it.
type access struct {
	action        string // "s3:GetObject"
	resource      string // an ARN; "*" for an action that AWS does not scope
	by            asker
	circumstances circumstances
}

// asker is who wants it, for policies that name principals. Only "*" fits the zero asker.
type asker struct {
	// names are what an Allow may call the asker: the role's ARN, the session's, the unique id.
	names   []string
	account string // a Deny fits the asker's whole account, too
	service string // "sagemaker.amazonaws.com"
}

// circumstances are a request's condition keys, in lower case, with their values. A key
// that is not in the request is absent.
type circumstances map[string][]string

// verdict is what became of an access. matched are the statements that decided it, none
// for an implicit deny; missing are the condition keys that statements of the same action
// and resource asked for in vain.
type verdict struct {
	decision decision
	matched  []*statement
	missing  []string
}

// weigh holds an access against documents of one kind together: a statement that denies
// beats every one that allows, and nothing said is no.
func weigh(documents []*document, a access) verdict {
	var allows, denies []*statement
	v := verdict{decision: implicitDeny}
	for _, d := range documents {
		for _, s := range d.statements {
			if !s.covers(a) {
				continue
			}
			holds := s.holds(a.circumstances, &v.missing)
			switch {
			case !holds:
			case s.deny:
				denies = append(denies, s)
			default:
				allows = append(allows, s)
			}
		}
	}
	slices.Sort(v.missing)
	v.missing = slices.Compact(v.missing)
	switch {
	case len(denies) > 0:
		v.decision, v.matched = explicitDeny, denies
	case len(allows) > 0:
		v.decision, v.matched = allowed, allows
	}
	return v
}

// decide holds an access against one document as it is written: of an endpoint, a
// bucket, a role's trust. The error is that of a document that cannot be read, which
// nobody can be allowed by.
func decide(text string, a access) (decision, error) {
	d, err := parseDocument(text)
	if err != nil {
		return implicitDeny, err
	}
	return weigh([]*document{d}, a).decision, nil
}

// covers reports whether a statement speaks of the access, its conditions aside.
func (s *statement) covers(a access) bool {
	if !s.actions.fits(func(pattern string) bool { return fitsAction(pattern, a.action) }) {
		return false
	}
	if !s.resources.fits(func(pattern string) bool { return s.fitsResource(pattern, a) }) {
		return false
	}
	return s.principals.covers(a.by, s.deny)
}

// holds reports whether every condition of a statement is met, and notes the keys that
// the request does not have.
func (s *statement) holds(f circumstances, missing *[]string) bool {
	met := true
	for _, c := range s.conditions {
		if _, present := f.values(c.key); !present {
			*missing = append(*missing, c.key)
		}
		if !c.met(s, f) {
			met = false
		}
	}
	return met
}

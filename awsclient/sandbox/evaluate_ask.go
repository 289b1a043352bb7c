package sandbox

import "strings"

// PolicyRequest is a request that a policy is asked about.
type PolicyRequest struct {
	Principal string // the caller's ARN; "" for somebody whom only "*" means
	Action    string // "s3:GetObject"
	Resource  string // an ARN
	// Context has every condition key of the request, in any case, with its values.
	Context map[string][]string
}

// Policy is a document as the account's endpoints and buckets enforce it.
type Policy struct{ document *document }

// ReadPolicy reads a document; one with an error allows nothing.
func ReadPolicy(text string) (Policy, error) {
	d, err := parseDocument(text)
	return Policy{d}, err
}

// Allows reports whether a request passes that meets this policy and no other.
func (p Policy) Allows(r PolicyRequest) bool {
	if p.document == nil {
		return false
	}
	keys := circumstances{}
	for key, values := range r.Context {
		keys[strings.ToLower(key)] = values
	}
	asked := access{action: r.Action, resource: r.Resource, by: askerOf(r.Principal), circumstances: keys}
	return weigh([]*document{p.document}, asked).decision == allowed
}

// askerOf is the asker behind an ARN. A session goes by its role's name, too; that of a
// role with a path cannot be told from the session. The root user is the account.
func askerOf(arn string) asker {
	if arn == "" {
		return asker{}
	}
	by := asker{names: []string{arn}, account: accountOf(arn)}
	if by.account == "" {
		return by
	}
	if session, is := strings.CutPrefix(arn, "arn:aws:sts::"+by.account+":assumed-role/"); is {
		role, _, _ := strings.Cut(session, "/")
		by.names = append(by.names, "arn:aws:iam::"+by.account+":role/"+role)
	}
	if arn == "arn:aws:iam::"+by.account+":root" {
		by.names = append(by.names, by.account)
	}
	return by
}

package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

const (
	iamVersion = "2010-05-08"
	iamXMLNS   = "https://iam.amazonaws.com/doc/2010-05-08/"
)

var iamService = service{
	name:      "iam",
	operation: queryOperation,
	action:    func(op string) string { return "iam:" + op },
	answer:    answerIAM,
	refuse:    func(c *call, refusal *apiError) reply { return refuseQuery(c, iamXMLNS, refusal) },
	says:      queryVocabulary,
}

// iamCall is one call of IAM while it is being answered.
type iamCall struct {
	*call
	*query
	world *world
}

// iamOp answers with what writes the result; nil for an operation without one.
type iamOp func(*iamCall) (func(*xmlWriter), *apiError)

// iamOps are the operations that the account knows.
var iamOps = map[string]iamOp{
	"ListRoles":                listRoles,
	"GetRole":                  getRole,
	"CreateRole":               createRole,
	"DeleteRole":               deleteRole,
	"UpdateAssumeRolePolicy":   updateAssumeRolePolicy,
	"ListAttachedRolePolicies": listAttachedRolePolicies,
	"AttachRolePolicy":         attachRolePolicy,
	"DetachRolePolicy":         detachRolePolicy,
	"ListRolePolicies":         listRolePolicies,
	"GetRolePolicy":            getRolePolicy,
	"PutRolePolicy":            putRolePolicy,
	"DeleteRolePolicy":         deleteRolePolicy,
	"ListPolicies":             listPolicies,
	"GetPolicy":                getPolicy,
	"GetPolicyVersion":         getPolicyVersion,
	"SimulatePrincipalPolicy":  simulatePrincipalPolicy,
	"SimulateCustomPolicy":     simulateCustomPolicy,
}

func answerIAM(a *Account, c *call) (reply, *apiError) {
	q, refusal := decodeQuery(&c.request)
	if refusal != nil {
		return reply{}, refusal
	}
	run, known := iamOps[c.op]
	if !known || q.text("Version") != iamVersion {
		return reply{}, refusef("InvalidAction", "Could not find operation %s for version %s", c.op, q.text("Version"))
	}
	body, refusal := run(&iamCall{call: c, query: q, world: a.world})
	if refusal != nil {
		return reply{}, refusal
	}
	return queryResult(c, iamXMLNS, body), nil
}

// need refuses a call that lacks one of the parameters.
func (x *iamCall) need(names ...string) *apiError {
	for _, name := range names {
		if !x.has(name) && len(x.at(name).children) == 0 {
			return invalidValue("null", name, "Member must not be null")
		}
	}
	return nil
}

// invalidValue is the error for a value that breaks the service model's constraint.
func invalidValue(value, name, constraint string) *apiError {
	if value != "null" {
		value = "'" + value + "'"
	}
	return refusef("ValidationError", "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s",
		value, strings.ToLower(name[:1])+name[1:], constraint)
}

func noSuchEntity(sentence string) *apiError {
	return &apiError{http.StatusNotFound, "NoSuchEntity", sentence}
}

// limitExceeded and the other conflicts have the status that the service model gives them.
func conflict(code, sentence string) *apiError {
	return &apiError{http.StatusConflict, code, sentence}
}

// marked cuts IAM's page out of a list: MaxItems from 1 to 1000, 100 when not given.
func marked[T any](q *query, all []T) ([]T, string, *apiError) {
	size, given, refusal := q.number("MaxItems")
	if refusal != nil {
		return nil, "", refusal
	}
	if !given {
		size = 100
	}
	if size < 1 {
		return nil, "", invalidValue(q.text("MaxItems"), "MaxItems", "Member must have value greater than or equal to 1")
	}
	if size > 1000 {
		return nil, "", invalidValue(q.text("MaxItems"), "MaxItems", "Member must have value less than or equal to 1000")
	}
	start, refusal := startOf(q.text("Marker"))
	if refusal != nil {
		return nil, "", refusef("ValidationError", "Invalid Marker.")
	}
	page, next := cut(all, start, size)
	return page, next, nil
}

// listed answers with one page of a list.
func listed[T any](x *iamCall, tag string, all []T, write func(*xmlWriter, T)) (func(*xmlWriter), *apiError) {
	page, next, refusal := marked(x.query, all)
	if refusal != nil {
		return nil, refusal
	}
	return func(w *xmlWriter) {
		members(w, tag, "member", page, func(one T) { write(w, one) })
		w.flag("IsTruncated", next != "")
		w.some("Marker", next)
	}, nil
}

var roleName = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)

// role finds the role that the call names.
func (x *iamCall) role() (*role, *apiError) {
	if refusal := x.need("RoleName"); refusal != nil {
		return nil, refusal
	}
	return x.world.roleNamed(x.text("RoleName"))
}

// writableRole is role for a call that changes it: those of AWS's services belong to them.
func (x *iamCall) writableRole() (*role, *apiError) {
	r, refusal := x.role()
	if refusal == nil && strings.HasPrefix(r.path, "/aws-service-role/") {
		return nil, refusef("UnmodifiableEntity", "Cannot perform the operation on the protected role '%s' - this role is only modifiable by AWS", r.name)
	}
	return r, refusal
}

func (w *world) roleNamed(name string) (*role, *apiError) {
	if !roleName.MatchString(name) {
		return nil, refusef("ValidationError", "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	}
	r, found := named(w.roles, func(r *role) string { return r.name }, name)
	if !found {
		return nil, noSuchEntity("The role with name " + name + " cannot be found.")
	}
	return r, nil
}

// encoded is a policy document as it travels: percent-encoded as RFC 3986 has it, with
// %20 for a space.
func encoded(document string) string {
	return strings.ReplaceAll(url.QueryEscape(document), "+", "%20")
}

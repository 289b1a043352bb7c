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

func answerIAM(a *Account, c *call) (reply, *apiError) {
	q, refusal := decodeQuery(&c.request)
	if refusal != nil {
		return reply{}, refusal
	}
	var body func(*xmlWriter)
	switch c.op {
	case "ListRoles":
		body, refusal = listRoles(a.world, q)
	case "GetRole":
		body, refusal = getRole(a.world, q)
	case "ListAttachedRolePolicies":
		body, refusal = listAttachedRolePolicies(a.world, q)
	default:
		refusal = refusef("InvalidAction", "Could not find operation %s for version %s", c.op, iamVersion)
	}
	if refusal != nil {
		return reply{}, refusal
	}
	return queryResult(c, iamXMLNS, body), nil
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
	if size < 1 || size > 1000 {
		bound := "greater than or equal to 1"
		if size > 1000 {
			bound = "less than or equal to 1000"
		}
		return nil, "", refusef("ValidationError", "1 validation error detected: Value '%d' at 'maxItems' failed to satisfy constraint: Member must have value %s", size, bound)
	}
	start, refusal := startOf(q.text("Marker"))
	if refusal != nil {
		return nil, "", refusef("ValidationError", "Invalid Marker.")
	}
	page, next := cut(all, start, size)
	return page, next, nil
}

func writeMarker(w *xmlWriter, next string) {
	w.flag("IsTruncated", next != "")
	w.some("Marker", next)
}

func listRoles(world *world, q *query) (func(*xmlWriter), *apiError) {
	prefix := q.text("PathPrefix")
	if prefix == "" {
		prefix = "/"
	}
	var roles []*role
	for _, r := range world.roles {
		if strings.HasPrefix(r.path, prefix) {
			roles = append(roles, r)
		}
	}
	page, next, refusal := marked(q, roles)
	if refusal != nil {
		return nil, refusal
	}
	return func(w *xmlWriter) {
		members(w, "Roles", "member", page, func(r *role) { writeRole(w, r) })
		writeMarker(w, next)
	}, nil
}

var roleName = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)

func (w *world) roleNamed(name string) (*role, *apiError) {
	if !roleName.MatchString(name) {
		return nil, refusef("ValidationError", "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	}
	r, found := named(w.roles, func(r *role) string { return r.name }, name)
	if !found {
		return nil, &apiError{http.StatusNotFound, "NoSuchEntity", "The role with name " + name + " cannot be found."}
	}
	return r, nil
}

func getRole(world *world, q *query) (func(*xmlWriter), *apiError) {
	r, refusal := world.roleNamed(q.text("RoleName"))
	if refusal != nil {
		return nil, refusal
	}
	return func(w *xmlWriter) { w.inside("Role", func() { writeRole(w, r) }) }, nil
}

func writeRole(w *xmlWriter, r *role) {
	w.text("Path", r.path)
	w.text("RoleName", r.name)
	w.text("RoleId", uniqueID("AROA", r.name))
	w.text("Arn", r.arn())
	w.time("CreateDate", r.created)
	// Policy documents travel percent-encoded as RFC 3986 has it, with %20 for a space.
	w.text("AssumeRolePolicyDocument", strings.ReplaceAll(url.QueryEscape(r.trust), "+", "%20"))
	w.some("Description", r.description)
	w.number("MaxSessionDuration", 3600)
}

func listAttachedRolePolicies(world *world, q *query) (func(*xmlWriter), *apiError) {
	r, refusal := world.roleNamed(q.text("RoleName"))
	if refusal != nil {
		return nil, refusal
	}
	page, next, refusal := marked(q, r.attached)
	if refusal != nil {
		return nil, refusal
	}
	return func(w *xmlWriter) {
		members(w, "AttachedPolicies", "member", page, func(arn string) {
			w.text("PolicyName", arn[strings.LastIndex(arn, "/")+1:])
			w.text("PolicyArn", arn)
		})
		writeMarker(w, next)
	}, nil
}

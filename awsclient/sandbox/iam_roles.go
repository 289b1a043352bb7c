package sandbox

import (
	"slices"
	"strings"
	"unicode/utf8"
)

func listRoles(x *iamCall) (func(*xmlWriter), *apiError) {
	prefix := x.text("PathPrefix")
	if prefix == "" {
		prefix = "/"
	}
	roles := slices.DeleteFunc(slices.Clone(x.world.roles), func(r *role) bool { return !strings.HasPrefix(r.path, prefix) })
	return listed(x, "Roles", roles, writeRole)
}

func getRole(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.role()
	if refusal != nil {
		return nil, refusal
	}
	return roleWritten(x, r, true), nil
}

// roleWritten is a role as the calls for one role answer it. Only GetRole tells what
// bounds it.
func roleWritten(_ *iamCall, r *role, whole bool) func(*xmlWriter) {
	return func(w *xmlWriter) {
		w.inside("Role", func() {
			writeRole(w, r)
			if whole && r.boundary != "" {
				w.inside("PermissionsBoundary", func() {
					w.text("PermissionsBoundaryType", "Policy")
					w.text("PermissionsBoundaryArn", r.boundary)
				})
			}
		})
	}
}

func writeRole(w *xmlWriter, r *role) {
	w.text("Path", r.path)
	w.text("RoleName", r.name)
	w.text("RoleId", uniqueID("AROA", r.name))
	w.text("Arn", r.arn())
	w.time("CreateDate", r.created)
	w.text("AssumeRolePolicyDocument", encoded(r.trust))
	w.some("Description", r.description)
	w.number("MaxSessionDuration", 3600)
}

func createRole(x *iamCall) (func(*xmlWriter), *apiError) {
	if refusal := x.need("RoleName", "AssumeRolePolicyDocument"); refusal != nil {
		return nil, refusal
	}
	name, path := x.text("RoleName"), x.text("Path")
	existing, refusal := x.world.roleNamed(name)
	if refusal != nil && refusal.code != "NoSuchEntity" {
		return nil, refusal
	}
	if existing != nil {
		return nil, conflict("EntityAlreadyExists", "Role with name "+name+" already exists.")
	}
	if path == "" {
		path = "/"
	}
	if !strings.HasPrefix(path, "/") || !strings.HasSuffix(path, "/") {
		return nil, refusef("ValidationError", "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	}
	if refusal := checkTrust(x.text("AssumeRolePolicyDocument")); refusal != nil {
		return nil, refusal
	}
	boundary := x.text("PermissionsBoundary")
	if _, found := x.world.policy(boundary); boundary != "" && !found {
		return nil, noSuchEntity("Scope ARN: " + boundary + " does not exist or is not attachable.")
	}
	made := &role{
		name: name, path: path, description: x.text("Description"), trust: x.text("AssumeRolePolicyDocument"), boundary: boundary, created: x.now,
	}
	x.world.roles = append(x.world.roles, made)
	// AWS lists roles by name, whatever their paths.
	slices.SortStableFunc(x.world.roles, func(a, b *role) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	return roleWritten(x, made, false), nil
}

func deleteRole(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.writableRole()
	switch {
	case refusal != nil:
		return nil, refusal
	case len(r.attached) > 0:
		return nil, conflict("DeleteConflict", "Cannot delete entity, must detach all policies first.")
	case len(r.inline) > 0:
		return nil, conflict("DeleteConflict", "Cannot delete entity, must delete policies first.")
	}
	x.world.roles = slices.DeleteFunc(x.world.roles, func(other *role) bool { return other == r })
	return nil, nil
}

func updateAssumeRolePolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.writableRole()
	if refusal == nil {
		refusal = x.need("PolicyDocument")
	}
	if refusal == nil {
		refusal = checkTrust(x.text("PolicyDocument"))
	}
	if refusal != nil {
		return nil, refusal
	}
	r.trust = x.text("PolicyDocument")
	return nil, nil
}

func listRolePolicies(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.role()
	if refusal != nil {
		return nil, refusal
	}
	var names []string
	for _, p := range r.inline {
		names = append(names, p.name)
	}
	slices.Sort(names)
	page, next, refusal := marked(x.query, names)
	if refusal != nil {
		return nil, refusal
	}
	return func(w *xmlWriter) {
		w.inside("PolicyNames", func() {
			for _, name := range page {
				w.text("member", name)
			}
		})
		w.flag("IsTruncated", next != "")
		w.some("Marker", next)
	}, nil
}

func getRolePolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.role()
	if refusal != nil {
		return nil, refusal
	}
	i, refusal := x.inlineOf(r)
	if refusal != nil {
		return nil, refusal
	}
	name, text := r.inline[i].name, r.inline[i].document.text
	return func(w *xmlWriter) {
		w.text("RoleName", r.name)
		w.text("PolicyName", name)
		w.text("PolicyDocument", encoded(text))
	}, nil
}

// inlineOf finds the inline policy that the call names.
func (x *iamCall) inlineOf(r *role) (int, *apiError) {
	if refusal := x.need("PolicyName"); refusal != nil {
		return 0, refusal
	}
	i := slices.IndexFunc(r.inline, func(p inlinePolicy) bool { return p.name == x.text("PolicyName") })
	if i < 0 {
		return 0, noSuchEntity("The role policy with name " + x.text("PolicyName") + " cannot be found.")
	}
	return i, nil
}

// maxInline is how many characters a role's inline policies have together, without white
// space (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
const maxInline = 10240

func putRolePolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.writableRole()
	if refusal == nil {
		refusal = x.need("PolicyName", "PolicyDocument")
	}
	name, text := x.text("PolicyName"), x.text("PolicyDocument")
	if refusal == nil && (!policyName.MatchString(name)) {
		refusal = refusef("ValidationError", "The specified value for policyName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	}
	if refusal == nil {
		refusal = checkIdentityPolicy(text)
	}
	if refusal != nil {
		return nil, refusal
	}
	size := sizeOf(text)
	for _, p := range r.inline {
		if p.name != name {
			size += sizeOf(p.document.text)
		}
	}
	if size > maxInline {
		return nil, conflict("LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role "+r.name)
	}
	r.put(name, text)
	return nil, nil
}

func sizeOf(document string) int {
	return utf8.RuneCountInString(strings.Join(strings.Fields(document), ""))
}

func deleteRolePolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.writableRole()
	if refusal != nil {
		return nil, refusal
	}
	i, refusal := x.inlineOf(r)
	if refusal != nil {
		return nil, refusal
	}
	r.inline = slices.Delete(r.inline, i, i+1)
	return nil, nil
}

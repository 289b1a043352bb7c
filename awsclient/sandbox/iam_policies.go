package sandbox

import (
	"regexp"
	"slices"
	"strings"
)

var (
	policyName   = regexp.MustCompile(`^[\w+=,.@-]{1,128}$`)
	arnOfPolicy  = regexp.MustCompile(`^arn:aws[a-z-]*:iam::(\d{12}|aws):policy(/[\x21-\x7e]*)?/[\w+=,.@-]+$`)
	arnOfAnybody = regexp.MustCompile(`^arn:aws[a-z-]*:iam::(\d{12}):(user|group|role)/(?:[\x21-\x7e]*/)?([\w+=,.@-]+)$`)
)

// maxAttached is the default quota of managed policies on a role.
const maxAttached = 10

// policyARN reads the policy that a call names, which need not exist.
func (x *iamCall) policyARN() (string, *apiError) {
	if refusal := x.need("PolicyArn"); refusal != nil {
		return "", refusal
	}
	arn := x.text("PolicyArn")
	if len(arn) < 20 {
		return "", invalidValue(arn, "PolicyArn", "Member must have length greater than or equal to 20")
	}
	if !arnOfPolicy.MatchString(arn) {
		return "", refusef("InvalidInput", "ARN %s is not valid.", arn)
	}
	return arn, nil
}

func listAttachedRolePolicies(x *iamCall) (func(*xmlWriter), *apiError) {
	r, refusal := x.role()
	if refusal != nil {
		return nil, refusal
	}
	return listed(x, "AttachedPolicies", r.attached, func(w *xmlWriter, arn string) {
		w.text("PolicyName", arn[strings.LastIndex(arn, "/")+1:])
		w.text("PolicyArn", arn)
	})
}

// roleAndPolicy reads what attaching and detaching are about.
func (x *iamCall) roleAndPolicy() (*role, string, *apiError) {
	r, refusal := x.writableRole()
	if refusal != nil {
		return nil, "", refusal
	}
	arn, refusal := x.policyARN()
	return r, arn, refusal
}

func attachRolePolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	r, arn, refusal := x.roleAndPolicy()
	if refusal != nil {
		return nil, refusal
	}
	if _, found := x.world.policy(arn); !found {
		return nil, notAttachable(arn)
	}
	if slices.Contains(r.attached, arn) {
		return nil, nil
	}
	if len(r.attached) >= maxAttached {
		return nil, conflict("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10")
	}
	r.attached = append(r.attached, arn)
	return nil, nil
}

func notAttachable(what string) *apiError {
	return noSuchEntity("Policy " + what + " does not exist or is not attachable.")
}

func detachRolePolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	r, arn, refusal := x.roleAndPolicy()
	if refusal != nil {
		return nil, refusal
	}
	i := slices.Index(r.attached, arn)
	if i < 0 {
		return nil, noSuchEntity("Policy " + arn + " was not found.")
	}
	r.attached = slices.Delete(slices.Clone(r.attached), i, i+1)
	return nil, nil
}

func listPolicies(x *iamCall) (func(*xmlWriter), *apiError) {
	scope, prefix := x.text("Scope"), x.text("PathPrefix")
	if !slices.Contains([]string{"", "All", "AWS", "Local"}, scope) {
		return nil, invalidValue(scope, "Scope", "Member must satisfy enum value set: [All, AWS, Local]")
	}
	only, refusal := x.flag("OnlyAttached")
	if refusal != nil {
		return nil, refusal
	}
	policies := slices.DeleteFunc(slices.Clone(x.world.iam.policies), func(p *managedPolicy) bool {
		ofAWS := strings.HasPrefix(p.arn, "arn:aws:iam::aws:")
		return (scope == "AWS" && !ofAWS) || (scope == "Local" && ofAWS) || (only && x.world.uses(p) == 0) || !strings.HasPrefix(p.path, prefix)
	})
	return listed(x, "Policies", policies, func(w *xmlWriter, p *managedPolicy) { writePolicy(w, x.world, p, false) })
}

// uses counts the roles that a policy is attached to.
func (w *world) uses(p *managedPolicy) int {
	n := 0
	for _, r := range w.roles {
		if slices.Contains(r.attached, p.arn) {
			n++
		}
	}
	return n
}

// policy finds the managed policy that a call names.
func (x *iamCall) policy() (*managedPolicy, *apiError) {
	arn, refusal := x.policyARN()
	if refusal != nil {
		return nil, refusal
	}
	p, found := x.world.policy(arn)
	if !found {
		return nil, noSuchEntity("Policy " + arn + " was not found.")
	}
	return p, nil
}

func getPolicy(x *iamCall) (func(*xmlWriter), *apiError) {
	p, refusal := x.policy()
	if refusal != nil {
		return nil, refusal
	}
	return func(w *xmlWriter) { w.inside("Policy", func() { writePolicy(w, x.world, p, true) }) }, nil
}

// writePolicy writes a policy; a list leaves its description out.
func writePolicy(w *xmlWriter, world *world, p *managedPolicy, whole bool) {
	bounded := 0
	for _, r := range world.roles {
		if r.boundary == p.arn {
			bounded++
		}
	}
	w.text("PolicyName", p.name)
	w.text("PolicyId", uniqueID("ANPA", p.arn))
	w.text("Arn", p.arn)
	w.text("Path", p.path)
	w.text("DefaultVersionId", p.version)
	w.number("AttachmentCount", world.uses(p))
	w.number("PermissionsBoundaryUsageCount", bounded)
	w.flag("IsAttachable", true)
	if whole {
		w.some("Description", p.description)
	}
	w.time("CreateDate", p.created)
	w.time("UpdateDate", p.created)
}

// getPolicyVersion knows the default version only: earlier ones are gone.
func getPolicyVersion(x *iamCall) (func(*xmlWriter), *apiError) {
	p, refusal := x.policy()
	if refusal == nil {
		refusal = x.need("VersionId")
	}
	if refusal != nil {
		return nil, refusal
	}
	if version := x.text("VersionId"); version != p.version {
		return nil, notAttachable(p.arn + " version " + version)
	}
	return func(w *xmlWriter) {
		w.inside("PolicyVersion", func() {
			w.text("Document", encoded(p.document.text))
			w.text("VersionId", p.version)
			w.flag("IsDefaultVersion", true)
			w.time("CreateDate", p.created)
		})
	}, nil
}

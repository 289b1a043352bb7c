package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"sagevpc/steps/facts"
)

// factsHash is a digest of the facts that the plan stands on: when it is equal, the
// account has not moved underneath the plan. Free addresses are left out, because they
// move all day and are judged anew by the findings, and so are network interfaces and tags.
func factsHash(t target) string {
	n := t.n
	n.VPC.Tags = nil
	n.Zones, n.Interfaces, n.Gaps = nil, nil, nil
	n.Subnets = slices.Clone(n.Subnets)
	for i := range n.Subnets {
		n.Subnets[i].Free, n.Subnets[i].Tags = 0, nil
	}
	chosen := slices.Clone(t.groups)
	for i := range chosen {
		chosen[i].Tags = nil
	}
	n.SecurityGroups = chosen
	n.Endpoints = slices.Clone(n.Endpoints)
	for i := range n.Endpoints {
		n.Endpoints[i].Tags = nil
	}
	n.RouteTables = slices.Clone(n.RouteTables)
	for i := range n.RouteTables {
		n.RouteTables[i].Tags = nil
	}
	ground := struct {
		Account, Region string
		Network         facts.Network
		Origin          *facts.Model
		ModelName       *facts.NameCheck
		Policies        map[string]string `json:",omitempty"` // of the buckets that are to be restricted
	}{Network: n, Origin: t.f.Origin, ModelName: t.f.ModelName, Policies: t.bucketPolicies()}
	if t.f.Caller != nil {
		ground.Account, ground.Region = t.f.Caller.Account, t.f.Caller.Region
	}
	text, err := json.Marshal(ground)
	if err != nil {
		// Only a value that JSON cannot hold ends here, which facts never are; an empty hash equals no other.
		return ""
	}
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}

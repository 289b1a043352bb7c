package plan_test

import (
	"testing"

	"sagevpc/steps/network"
	"sagevpc/steps/plan"
)

// TestPoliciesAreJudgedByWhatIsKnown holds the finding and the path to one verdict.
func TestPoliciesAreJudgedByWhatIsKnown(t *testing.T) {
	const all = `"Action":"*","Resource":"*"`
	for policy, want := range map[string]network.Verdict{
		`{"Effect":"Allow","Principal":"*",` + all + `},{"Effect":"Deny","Principal":"*",` + all + `,"Condition":{"Bool":{"aws:SecureTransport":"false"}}}`: network.Open,
		`{"Effect":"Allow","Principal":"*",` + all + `,"Condition":{"StringEquals":{"aws:SourceVpc":"` + vpc + `","aws:SourceVpce":"` + gateway + `"}}}`:    network.Open,
		`{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},` + all + `}`:                                                               network.Blocked,
		`{"Effect":"Allow","Principal":"*",` + all + `,"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/Other"}}}`:                network.Blocked,
	} {
		s := good()
		s.network().Endpoints[0].Policy = `{"Version":"2012-10-17","Statement":[` + policy + `]}`
		p := plan.Build(s.a, s.f)
		f, said := find(t, p, plan.RuleS3PolicyModel)
		if p.Paths[0].Verdict != want || said != (want == network.Blocked) || said && f.Severity != plan.Block {
			t.Errorf("%s: the path is %s, the finding %v %+v", policy, p.Paths[0].Verdict, said, f)
		}
	}
}

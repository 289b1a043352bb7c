package sandbox

// authorise refuses a call that the caller's policies do not allow. Operations that do
// not exist are left to the service to refuse, and those of S3 to S3, whose buckets have
// a say of their own.
func (a *Account) authorise(c *call) *apiError {
	if !a.world.iam.held {
		return nil
	}
	var claims []claim
	switch c.service {
	case &ec2Service:
		claims = a.ec2Claims(c)
	case &sagemakerService:
		claims = a.sagemakerClaims(c)
	case &iamService:
		claims = a.iamClaims(c)
	case &stsService: // GetCallerIdentity needs no permission and cannot be denied
		if c.op == "DecodeAuthorizationMessage" {
			claims = []claim{{action: "sts:" + c.op, resource: "*"}}
		}
	}
	layers := a.world.layersOfCaller()
	for _, one := range claims {
		asked := a.asked(c, one)
		if r := rule(layers, asked); r.decision != allowed {
			return a.refuseClaim(c, one, asked, r)
		}
	}
	return nil
}

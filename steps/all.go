package steps

// All are the wizard's steps, in order.
func All() []Step {
	return []Step{
		accountStep(), modelStep(), originStep(), requestStep(), vpcStep(), subnetsStep(),
		securityGroupsStep(), s3Step(), s3TablesStep(), policyStep(), bucketStep(), reachStep(), reviewStep(), applyStep(),
	}
}

// titled is the Title of a step whose heading never changes.
func titled(title string) func(State) string {
	return func(State) string { return title }
}

// because is the Why of a step whose reasons never change.
func because(paragraphs ...string) func(State) []string {
	return func(State) []string { return paragraphs }
}

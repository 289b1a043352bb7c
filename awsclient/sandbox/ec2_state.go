package sandbox

// ec2State is what EC2 keeps of a Region besides the objects that scenarios speak of.
type ec2State struct {
	addresses []*elasticIP
	ruleTags  map[string]*tags // of security group rules, by id
	revoked   map[string]int   // how often a rule was revoked, by its first id
	past      []past
}

package sandbox

import "fmt"

// made is the n-th interface of a tenant, without its addresses.
func (t tenant) made(s *subnet, n int) *netInterface {
	path := fmt.Sprintf("%s/%s/%s/%d", s.id, t.kind, t.name, n)
	i := &netInterface{id: id("eni", path), vpc: s.vpc, subnet: s.id, zone: s.zone, kind: "interface", tags: tags{"Name": t.name}}
	switch t.kind {
	case onEC2:
		i.description, i.instance = "Primary network interface", id("i", path)
	case onEKS:
		i.instance = id("i", path)
		i.description = "aws-K8S-" + i.instance
	case onECS:
		i.description, i.requester = "arn:aws:ecs:"+Region+":"+AccountID+":attachment/"+requestID("ecs", path, n), "amazon-ecs"
	case onLambda:
		i.kind, i.requester = "lambda", uniqueID("AROA", "lambda")+":"+AccountID
		i.description = "AWS Lambda VPC ENI-" + t.name + "-" + requestID("lambda", path, n)
	case onRDS:
		i.description, i.requester = "RDSNetworkInterface", "amazon-rds"
	case onElastiCache:
		i.description, i.requester = fmt.Sprintf("ElastiCache %s-%03d", t.name, n+1), "amazon-elasticache"
	case onELB:
		i.description, i.requester = "ELB app/"+t.name+"/"+digest("elb", t.name)[:16], "amazon-elb"
	case onSageMaker:
		i.description, i.requester = "[DO NOT DELETE] ENI managed by SageMaker for "+t.name, "amazon-sagemaker"
	}
	return i
}

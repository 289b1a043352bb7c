package sandbox

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"sagevpc/steps/plan"
)

// Random draws an account and answers that a user could give in it: the same ones for the
// same seed, always. Nearly half of the accounts are healthy, most of the others break in
// one place, the rest in two or three. What was done to the network is in the Summary; what
// becomes of an endpoint there is for the sandbox's own packets to say.
func Random(seed uint64) Scenario {
	return Scenario{
		Name:    fmt.Sprintf("random-%d", seed),
		Summary: cmp.Or(strings.Join(draw(seed).done, ", "), "nothing unusual"),
		answers: func() plan.Answers { return draw(seed).answers() },
		account: func() blueprint { return draw(seed).blueprint() },
	}
}

// draft is an account while it is drawn. What lies in the chosen VPC is named; the names
// stay when the network is changed.
type draft struct {
	rng    *rand.Rand
	name   string
	vpc    vpcPlan
	others []vpcPlan
	lists  []listPlan
	chosen []string // names of the subnets that the model is given
	groups []string // names of its security groups
	// Ids of other VPCs that are chosen by mistake.
	strangeSubnets, strangeGroups []string
	way                           way
	kind                          string // the instance type
	each, count                   int    // addresses of an instance, and instances
	form                          modelForm
	done                          []string
	broken                        int // how many of the last of done are meant to break something
}

// way is how the network leads to S3.
type way string

const (
	byGateway   way = "gateway endpoint"
	byNAT       way = "NAT gateway"
	byRegional  way = "regional NAT gateway"
	byInterface way = "interface endpoint"
)

// change is something that is done to a network. It reports whether it fits there at all.
type change struct {
	name string
	make func(*draft) bool
}

// draw draws everything from the seed, each time anew, so that nothing is shared. What is
// to be broken is drawn first, and then networks until one can be broken that way: each
// break is as frequent as any other.
func draw(seed uint64) *draft {
	rng := rand.New(rand.NewPCG(seed, 0x5a6e)) //#nosec G404 -- it must be reproducible, not secret
	var wanted []change
	switch n := rng.IntN(20); {
	case n < 9: // healthy
	case n < 17:
		wanted = drawn(rng, breaks(), 1)
	default:
		wanted = drawn(rng, breaks(), 2+rng.IntN(2))
	}
	for {
		d := &draft{rng: rng, name: fmt.Sprintf("vpc-%d", seed)}
		d.healthy()
		d.apply(drawn(rng, oddities(), rng.IntN(4)))
		if d.broken = d.apply(wanted); d.broken > 0 || len(wanted) == 0 {
			return d
		}
	}
}

// drawn are some of all changes.
func drawn(rng *rand.Rand, all []change, count int) []change {
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:count]
}

// apply makes the changes that fit, and counts them.
func (d *draft) apply(changes []change) int {
	made := 0
	for _, c := range changes {
		if c.make(d) {
			d.done = append(d.done, c.name)
			made++
		}
	}
	return made
}

func oddities() []change {
	return slices.Concat(oddNetworks(), oddGroups(), oddACLs(), oddPolicies())
}

func breaks() []change {
	return slices.Concat(brokenSubnets(), brokenGroups(), brokenACLs(), brokenRoutes(), brokenNATs(), brokenPolicies(), brokenNames())
}

func (d *draft) answers() plan.Answers {
	a := answersFor(d.name, d.chosen...)
	a.Network.Subnets = append(a.Network.Subnets, d.strangeSubnets...)
	a.Network.SecurityGroups = []string{}
	for _, g := range d.groups {
		a.Network.SecurityGroups = append(a.Network.SecurityGroups, groupID(d.name, g))
	}
	a.Network.SecurityGroups = append(a.Network.SecurityGroups, d.strangeGroups...)
	a.Capacity.InstanceType, a.Capacity.Instances, a.Capacity.MaxInstances = d.kind, d.count, d.count
	d.form.answer(&a)
	return a
}

func (d *draft) blueprint() blueprint {
	buckets := commonBuckets()
	for i := range buckets {
		switch buckets[i].name {
		case modelBucket:
			buckets[i].objects = append(buckets[i].objects, "llm/weights.safetensors")
		case defaultBucket:
			buckets[i].objects = append(buckets[i].objects, "ranker/model.tar.gz")
		}
	}
	return blueprint{
		vpcs: append([]vpcPlan{d.vpc}, d.others...), lists: d.lists, roles: commonRoles(), buckets: buckets,
		models: []modelPlan{fraudModel(), weightsModel()},
	}
}

// The buckets that models of drawn accounts come from.
const (
	modelBucket   = "acme-models"
	defaultBucket = "sagemaker-" + Region + "-" + AccountID
)

// modelForm is how the answers name the model.
type modelForm int

const (
	aNewModel modelForm = iota
	aNewModelByURL
	aCopiedModel
	aModelOfManyFiles
	aModelOfTwoBuckets
	modelForms
)

func (f modelForm) answer(a *plan.Answers) {
	a.Model.Name = "drawn"
	container := plan.Container{Image: ownRegistry + "fraud:3", ModelData: "s3://" + modelBucket + "/fraud/model.tar.gz"}
	switch f {
	case aCopiedModel:
		a.Model.From = fraudName
		return
	case aModelOfManyFiles:
		a.Model.From = weightsName
		return
	case aNewModelByURL:
		container.ModelData = "https://" + modelBucket + ".s3." + Region + ".amazonaws.com/fraud/model.tar.gz"
	default:
	}
	a.Model.Role = executionRole
	a.Model.Containers = []plan.Container{container}
	if f == aModelOfTwoBuckets {
		a.Model.Containers = append(a.Model.Containers, plan.Container{
			Image: ownRegistry + "ranker:1", ModelData: "s3://" + defaultBucket + "/ranker/model.tar.gz",
		})
	}
}

const weightsName = "llm-v1"

// weightsModel is a model whose data are all objects under a prefix.
func weightsModel() modelPlan {
	return modelPlan{name: weightsName, days: 4, tags: tags{"team": "support"}, request: `{
		"PrimaryContainer": {"Image": "` + ownRegistry + `llm:1", "ModelDataSource": {"S3DataSource": {
			"S3Uri": "s3://` + modelBucket + `/llm/", "S3DataType": "S3Prefix", "CompressionType": "None"}}},
		"ExecutionRoleArn": "` + executionRole + `"}`}
}

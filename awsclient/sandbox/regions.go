package sandbox

import (
	"slices"
	"strings"
)

// standing is what a Region is to the account.
type standing int

const (
	noSuchRegion standing = iota
	notEnabled            // it exists, and this account's keys are not valid there
	enabled
)

// regionData are the Regions that every account has enabled, with the prefix of their AZ
// ids and the letters of the account's zones in the order of the ids' numbers. A zone's
// name is the account's own; its id is the same place for everybody
// (https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html).
var regionData = map[string]struct{ prefix, letters string }{
	"ap-northeast-1": {"apne1", "acd"},
	"ap-northeast-2": {"apne2", "abcd"},
	"ap-northeast-3": {"apne3", "abc"},
	"ap-south-1":     {"aps1", "abc"},
	"ap-southeast-1": {"apse1", "abc"},
	"ap-southeast-2": {"apse2", "abc"},
	"ca-central-1":   {"cac1", "abd"},
	"eu-central-1":   {"euc1", "abc"},
	"eu-north-1":     {"eun1", "abc"},
	"eu-west-1":      {"euw1", "abc"},
	"eu-west-2":      {"euw2", "abc"},
	"eu-west-3":      {"euw3", "abc"},
	"sa-east-1":      {"sae1", "abc"},
	"us-east-1":      {"use1", "abcdef"},
	"us-east-2":      {"use2", "abc"},
	"us-west-1":      {"usw1", "ac"},
	"us-west-2":      {"usw2", "abcd"},
}

// optInRegions exist, but this account has not enabled them, or they belong to another partition.
var optInRegions = []string{
	"af-south-1", "ap-east-1", "ap-east-2", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
	"ap-southeast-7", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-2", "eu-south-1", "eu-south-2",
	"il-central-1", "me-central-1", "me-south-1", "mx-central-1", "us-gov-east-1", "us-gov-west-1",
}

// standingOf tells what a Region is to the account.
func standingOf(region string) standing {
	if _, found := regionData[region]; found {
		return enabled
	}
	if slices.Contains(optInRegions, region) {
		return notEnabled
	}
	return noSuchRegion
}

// samePartition reports whether an opt-in Region is one of the commercial partition.
func samePartition(region string) bool {
	return !strings.HasPrefix(region, "cn-") && !strings.HasPrefix(region, "us-gov-")
}

// zone is an Availability Zone, Local Zone or Wavelength Zone.
type zone struct {
	name, id, kind, group, parent, parentID, border string
	optedIn                                         bool
}

func zonesOf(region string) []zone {
	var zones []zone
	data := regionData[region]
	for i, letter := range strings.Split(data.letters, "") {
		zones = append(zones, zone{
			name: region + letter, id: data.prefix + "-az" + string(rune('1'+i)),
			kind: "availability-zone", group: region + "-zg-1", border: region, optedIn: true,
		})
	}
	if region == Region {
		zones = append(zones,
			zone{
				name: "us-east-1-bos-1a", id: "use1-bos1-az1", kind: "local-zone", group: "us-east-1-bos-1",
				parent: zoneA, parentID: "use1-az1", border: "us-east-1-bos-1",
			},
			zone{
				name: "us-east-1-wl1-bos-wlz-1", id: "use1-wl1-bos-wlz1", kind: "wavelength-zone", group: "us-east-1-wl1",
				parent: zoneB, parentID: "use1-az2", border: "us-east-1-wl1-bos-wlz-1",
			})
	}
	return zones
}

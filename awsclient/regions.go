package awsclient

import (
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// regionNames are the Regions of the commercial, US government, China and European
// sovereign partitions, from the partition table of aws-sdk-go-v2 v1.47.7 (2026).
const regionNames = `
af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2
eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1
us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1 us-west-2`

// Regions lists the Regions that this program knows by name, sorted.
func (c *Client) Regions() []string { return knownRegions() }

func knownRegions() []string {
	names := strings.Fields(regionNames)
	slices.Sort(names)
	return names
}

// A Region that is younger than this program has a place, a direction and a number like all others.
var regionShape = regexp.MustCompile(`^[a-z]{2,5}(-[a-z]+)*-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9]{1,2}$`)

func plausibleRegion(name string) bool {
	return slices.Contains(knownRegions(), name) || regionShape.MatchString(name)
}

// nearest returns the candidate that a mistyped name was probably meant to be, "" for none.
func nearest(name string, candidates []string) string {
	best, distance := "", max(2, len(name)/4)+1
	for _, candidate := range candidates {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(candidate)); d < distance {
			best, distance = candidate, d
		}
	}
	return best
}

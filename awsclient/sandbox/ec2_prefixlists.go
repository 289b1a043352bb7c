package sandbox

import (
	"slices"
	"strings"
)

// awsOwner is the owner of the prefix lists that AWS manages.
const awsOwner = "AWS"

// prefixList is a managed prefix list, AWS's own or the account's.
type prefixList struct {
	id, name, owner string
	cidrs           []string
}

// wellKnownLists are the ids of the S3 and DynamoDB lists where they are public knowledge.
var wellKnownLists = map[string]string{
	"com.amazonaws.us-east-1.s3":       "pl-63a5400a",
	"com.amazonaws.us-east-1.dynamodb": "pl-02cd2c6b",
	"com.amazonaws.us-east-2.s3":       "pl-7ba54012",
	"com.amazonaws.us-west-1.s3":       "pl-6ba54002",
	"com.amazonaws.us-west-2.s3":       "pl-68a54001",
	"com.amazonaws.eu-west-1.s3":       "pl-6da54004",
	"com.amazonaws.eu-central-1.s3":    "pl-6ea54007",
}

func awsPrefixLists(region string) []prefixList {
	lists := []prefixList{
		{name: "com.amazonaws." + region + ".s3", cidrs: []string{
			"16.15.176.0/20", "16.182.0.0/16", "18.34.0.0/19",
			"18.34.232.0/21", "3.5.0.0/19", "44.192.134.240/28", "52.216.0.0/15", "54.231.0.0/16",
		}},
		{name: "com.amazonaws." + region + ".dynamodb", cidrs: []string{"3.218.180.0/22", "35.71.64.0/22", "52.94.0.0/22", "52.119.224.0/20"}},
		{name: "com.amazonaws.global.cloudfront.origin-facing", cidrs: []string{"13.124.199.0/24", "130.176.0.0/17", "15.158.0.0/16"}},
	}
	for i := range lists {
		lists[i].owner = awsOwner
		lists[i].id = wellKnownLists[lists[i].name]
		if lists[i].id == "" {
			lists[i].id = "pl-" + digest("prefix-list", region, lists[i].name)[:8]
		}
	}
	return lists
}

const (
	listMalformed = "InvalidPrefixListId.Malformed"
	listMissing   = "InvalidPrefixListID.NotFound"
	listAbsent    = "The prefix list ID '%s' does not exist"
)

func describeManagedPrefixLists(x *ec2Call) *apiError {
	return listing[prefixList]{
		set: "prefixListSet", ids: "PrefixListId", prefix: "pl", id: func(l prefixList) string { return l.id },
		malformed: listMalformed, missing: listMissing, absent: listAbsent, smallest: 1, largest: 100,
		filters: map[string]func(prefixList) []string{
			"owner-id":         one(func(l prefixList) string { return l.owner }),
			"prefix-list-id":   one(func(l prefixList) string { return l.id }),
			"prefix-list-name": one(func(l prefixList) string { return l.name }),
		},
		tags: func(prefixList) tags { return nil },
		write: func(l prefixList) {
			x.out.text("prefixListId", l.id)
			x.out.text("prefixListName", l.name)
			x.out.text("addressFamily", "IPv4")
			x.out.text("state", "create-complete")
			x.out.text("ownerId", l.owner)
			x.out.text("prefixListArn", "arn:aws:ec2:"+x.region.name+":"+strings.ToLower(l.owner)+":prefix-list/"+l.id)
			if l.owner != awsOwner {
				x.out.number("maxEntries", max(1, len(l.cidrs)))
				x.out.number("version", 1)
			}
			x.out.tagSet(nil)
		},
	}.answer(x, x.region.prefixLists)
}

func getManagedPrefixListEntries(x *ec2Call) *apiError {
	if refusal := x.need("PrefixListId"); refusal != nil {
		return refusal
	}
	wanted := x.text("PrefixListId")
	if !shapedID(wanted, "pl") {
		return malformedID(listMalformed, wanted, "pl")
	}
	i := slices.IndexFunc(x.region.prefixLists, func(l prefixList) bool { return l.id == wanted })
	if i < 0 {
		return refusef(listMissing, listAbsent, wanted)
	}
	if x.has("TargetVersion") && x.region.prefixLists[i].owner == awsOwner {
		return refusef("InvalidParameterValue", "The prefix list %s is managed by AWS and has no versions", wanted)
	}
	return listing[string]{
		set: "entrySet", smallest: 1, largest: 100, page: 100,
		write: func(cidr string) { x.out.text("cidr", cidr) },
	}.answer(x, x.region.prefixLists[i].cidrs)
}

// describePrefixLists knows the lists of gateway services only, as AWS does.
func describePrefixLists(x *ec2Call) *apiError {
	gateways := slices.DeleteFunc(slices.Clone(x.region.prefixLists), func(l prefixList) bool {
		_, found := x.region.service(l.name, gatewayType)
		return !found
	})
	return listing[prefixList]{
		set: "prefixListSet", ids: "PrefixListId", prefix: "pl", id: func(l prefixList) string { return l.id },
		malformed: listMalformed, missing: listMissing, absent: listAbsent, smallest: 1, largest: 1000, lenient: true,
		filters: map[string]func(prefixList) []string{
			"prefix-list-id":   one(func(l prefixList) string { return l.id }),
			"prefix-list-name": one(func(l prefixList) string { return l.name }),
		},
		write: func(l prefixList) {
			x.out.text("prefixListId", l.id)
			x.out.text("prefixListName", l.name)
			x.out.words("cidrSet", l.cidrs)
		},
	}.answer(x, gateways)
}

package sandbox

import (
	"maps"
	"slices"
)

func describeRegions(x *ec2Call) *apiError {
	names := slices.Sorted(maps.Keys(regionData))
	all, refusal := x.flag("AllRegions")
	if refusal != nil {
		return refusal
	}
	wanted := x.texts("RegionName")
	for _, name := range wanted {
		if standingOf(name) == noSuchRegion || !samePartition(name) {
			return refusef("InvalidParameterValue", "Invalid region provided: %s", name)
		}
	}
	for _, name := range optInRegions {
		if samePartition(name) && (all || slices.Contains(wanted, name)) {
			names = append(names, name)
		}
	}
	if len(wanted) > 0 {
		names = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(wanted, name) })
	}
	optIn := func(name string) string {
		if standingOf(name) == enabled {
			return "opt-in-not-required"
		}
		return "not-opted-in"
	}
	host := func(name string) string { return "ec2." + name + ".amazonaws.com" }
	return listing[string]{
		set: "regionInfo",
		filters: map[string]func(string) []string{
			"region-name":   one(func(name string) string { return name }),
			"endpoint":      one(host),
			"opt-in-status": one(optIn),
		},
		write: func(name string) {
			x.out.text("regionName", name)
			x.out.text("regionEndpoint", host(name))
			x.out.text("optInStatus", optIn(name))
		},
	}.answer(x, names)
}

func (z zone) optIn() string {
	switch {
	case z.kind == "availability-zone":
		return "opt-in-not-required"
	case z.optedIn:
		return "opted-in"
	default:
		return "not-opted-in"
	}
}

func describeAvailabilityZones(x *ec2Call) *apiError {
	every, refusal := x.flag("AllAvailabilityZones")
	if refusal != nil {
		return refusal
	}
	zones := slices.DeleteFunc(slices.Clone(x.region.zones), func(z zone) bool { return !every && !z.optedIn })
	for _, choice := range []struct {
		param string
		read  func(zone) string
	}{{"ZoneName", func(z zone) string { return z.name }}, {"ZoneId", func(z zone) string { return z.id }}} {
		zones, refusal = chooseZones(zones, x.texts(choice.param), choice.read)
		if refusal != nil {
			return refusal
		}
	}
	return listing[zone]{
		set: "availabilityZoneInfo",
		filters: map[string]func(zone) []string{
			"group-long-name":  nothing[zone],
			"group-name":       one(func(z zone) string { return z.group }),
			"opt-in-status":    one(zone.optIn),
			"parent-zone-id":   one(func(z zone) string { return z.parentID }),
			"parent-zone-name": one(func(z zone) string { return z.parent }),
			"region-name":      always[zone](x.region.name),
			"state":            always[zone]("available"),
			"zone-id":          one(func(z zone) string { return z.id }),
			"zone-name":        one(func(z zone) string { return z.name }),
			"zone-type":        one(func(z zone) string { return z.kind }),
			"message":          always[zone](""),
		},
		write: func(z zone) { writeZone(x, z) },
	}.answer(x, zones)
}

func chooseZones(zones []zone, wanted []string, read func(zone) string) ([]zone, *apiError) {
	if len(wanted) == 0 {
		return zones, nil
	}
	for _, name := range wanted {
		if !slices.ContainsFunc(zones, func(z zone) bool { return read(z) == name }) {
			return nil, refusef("InvalidParameterValue", "Invalid availability zone: [%s]", name)
		}
	}
	return slices.DeleteFunc(zones, func(z zone) bool { return !slices.Contains(wanted, read(z)) }), nil
}

func writeZone(x *ec2Call, z zone) {
	x.out.text("zoneName", z.name)
	x.out.text("zoneState", "available")
	x.out.text("regionName", x.region.name)
	x.out.text("zoneId", z.id)
	x.out.text("groupName", z.group)
	x.out.text("networkBorderGroup", z.border)
	x.out.text("zoneType", z.kind)
	x.out.text("optInStatus", z.optIn())
	x.out.some("parentZoneName", z.parent)
	x.out.some("parentZoneId", z.parentID)
	x.out.words("messageSet", nil)
}

package sandbox

import (
	"slices"
	"strings"
)

// instanceType is what EC2 knows of a type. Sizes are those of AWS's public tables; the
// zones that offer it are the sandbox's own choice.
type instanceType struct {
	name             string
	cpus, memoryMiB  int
	interfaces, ipv4 int    // network interfaces, and addresses of each
	efa              int    // EFA interfaces; 0 for none
	gpus             int    //
	gpu              string // its name
	missing          string // numbers of the AZs that do not offer it, "34"
}

// instanceTypes are the types with an "ml." twin that the scenarios speak of.
var instanceTypes = []instanceType{
	{name: "c5.large", cpus: 2, memoryMiB: 4096, interfaces: 3, ipv4: 10},
	{name: "c5.xlarge", cpus: 4, memoryMiB: 8192, interfaces: 4, ipv4: 15},
	{name: "c5.2xlarge", cpus: 8, memoryMiB: 16384, interfaces: 4, ipv4: 15},
	{name: "c5n.18xlarge", cpus: 72, memoryMiB: 196608, interfaces: 15, ipv4: 50, efa: 1, missing: "3"},
	{name: "c6i.xlarge", cpus: 4, memoryMiB: 8192, interfaces: 4, ipv4: 15, missing: "3"},
	{name: "c7i.xlarge", cpus: 4, memoryMiB: 8192, interfaces: 4, ipv4: 15, missing: "3"},
	{name: "g4dn.xlarge", cpus: 4, memoryMiB: 16384, interfaces: 3, ipv4: 10, gpus: 1, gpu: "T4", missing: "3"},
	{name: "g4dn.12xlarge", cpus: 48, memoryMiB: 196608, interfaces: 8, ipv4: 30, efa: 1, gpus: 4, gpu: "T4", missing: "3"},
	{name: "g5.xlarge", cpus: 4, memoryMiB: 16384, interfaces: 4, ipv4: 15, gpus: 1, gpu: "A10G", missing: "34"},
	{name: "g5.2xlarge", cpus: 8, memoryMiB: 32768, interfaces: 4, ipv4: 15, gpus: 1, gpu: "A10G", missing: "34"},
	{name: "g5.12xlarge", cpus: 48, memoryMiB: 196608, interfaces: 15, ipv4: 50, efa: 1, gpus: 4, gpu: "A10G", missing: "34"},
	{name: "g5.48xlarge", cpus: 192, memoryMiB: 786432, interfaces: 7, ipv4: 50, efa: 1, gpus: 8, gpu: "A10G", missing: "34"},
	{name: "g6.xlarge", cpus: 4, memoryMiB: 16384, interfaces: 4, ipv4: 15, gpus: 1, gpu: "L4", missing: "35"},
	{name: "g6.12xlarge", cpus: 48, memoryMiB: 196608, interfaces: 8, ipv4: 30, efa: 1, gpus: 4, gpu: "L4", missing: "35"},
	{name: "m5.large", cpus: 2, memoryMiB: 8192, interfaces: 3, ipv4: 10},
	{name: "m5.xlarge", cpus: 4, memoryMiB: 16384, interfaces: 4, ipv4: 15},
	{name: "m5.2xlarge", cpus: 8, memoryMiB: 32768, interfaces: 4, ipv4: 15},
	{name: "m5.4xlarge", cpus: 16, memoryMiB: 65536, interfaces: 8, ipv4: 30},
	{name: "m6i.xlarge", cpus: 4, memoryMiB: 16384, interfaces: 4, ipv4: 15, missing: "3"},
	{name: "m7i.xlarge", cpus: 4, memoryMiB: 16384, interfaces: 4, ipv4: 15, missing: "3"},
	{name: "p4d.24xlarge", cpus: 96, memoryMiB: 1179648, interfaces: 60, ipv4: 50, efa: 4, gpus: 8, gpu: "A100", missing: "1345"},
	{name: "p5.48xlarge", cpus: 192, memoryMiB: 2097152, interfaces: 64, ipv4: 50, efa: 32, gpus: 8, gpu: "H100", missing: "12346"},
	{name: "r5.large", cpus: 2, memoryMiB: 16384, interfaces: 3, ipv4: 10},
	{name: "r5.xlarge", cpus: 4, memoryMiB: 32768, interfaces: 4, ipv4: 15},
	{name: "t2.medium", cpus: 2, memoryMiB: 4096, interfaces: 3, ipv4: 6},
	{name: "t3.medium", cpus: 2, memoryMiB: 4096, interfaces: 3, ipv4: 6, missing: "3"},
}

func describeInstanceTypes(x *ec2Call) *apiError {
	chosen := instanceTypes
	if wanted := x.texts("InstanceType"); len(wanted) > 0 {
		var absent []string
		for _, name := range wanted {
			if !slices.ContainsFunc(instanceTypes, func(t instanceType) bool { return t.name == name }) {
				absent = append(absent, name)
			}
		}
		if len(absent) > 0 {
			return refusef("InvalidInstanceType", "The following supplied instance types do not exist: [%s]", strings.Join(absent, ", "))
		}
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(t instanceType) bool { return !slices.Contains(wanted, t.name) })
	}
	return listing[instanceType]{
		set: "instanceTypeSet", smallest: 5, largest: 100, page: 100,
		filters: instanceTypeFilters(),
		write:   func(t instanceType) { writeInstanceType(x.out, t) },
	}.answer(x, chosen)
}

func (t instanceType) current() bool { return t.name != "t2.medium" }

func writeInstanceType(w *xmlWriter, t instanceType) {
	w.text("instanceType", t.name)
	w.flag("currentGeneration", t.current())
	w.flag("freeTierEligible", false)
	w.words("supportedUsageClasses", []string{"on-demand", "spot"})
	w.words("supportedRootDeviceTypes", []string{"ebs"})
	w.words("supportedVirtualizationTypes", []string{"hvm"})
	w.flag("bareMetal", false)
	w.text("hypervisor", "nitro")
	w.inside("processorInfo", func() { w.words("supportedArchitectures", []string{"x86_64"}) })
	w.inside("vCpuInfo", func() {
		w.number("defaultVCpus", t.cpus)
		w.number("defaultCores", t.cpus/2)
		w.number("defaultThreadsPerCore", 2)
	})
	w.inside("memoryInfo", func() { w.number("sizeInMiB", t.memoryMiB) })
	w.inside("networkInfo", func() {
		w.number("maximumNetworkInterfaces", t.interfaces)
		w.number("maximumNetworkCards", max(1, t.efa))
		w.number("defaultNetworkCardIndex", 0)
		w.number("ipv4AddressesPerInterface", t.ipv4)
		w.number("ipv6AddressesPerInterface", t.ipv4)
		w.flag("ipv6Supported", true)
		w.text("enaSupport", "required")
		w.flag("efaSupported", t.efa > 0)
		if t.efa > 0 {
			w.inside("efaInfo", func() { w.number("maximumEfaInterfaces", t.efa) })
		}
	})
	if t.gpus > 0 {
		w.inside("gpuInfo", func() {
			items(w, "gpus", []string{t.gpu}, func(name string) {
				w.text("name", name)
				w.text("manufacturer", "NVIDIA")
				w.number("count", t.gpus)
			})
		})
	}
}

// offering is that an instance type can be had in a place.
type offering struct{ kind, location string }

func describeInstanceTypeOfferings(x *ec2Call) *apiError {
	where := x.text("LocationType")
	if where == "" {
		where = "region"
	}
	var offerings []offering
	for _, t := range instanceTypes {
		places, known := x.region.offer(t, where)
		if !known {
			return refusef("InvalidParameterValue", "Value (%s) for parameter LocationType is invalid. Must be one of [region, availability-zone, availability-zone-id]", where)
		}
		for _, place := range places {
			offerings = append(offerings, offering{t.name, place})
		}
	}
	return listing[offering]{
		set: "instanceTypeOfferingSet", smallest: 5, largest: 1000, page: 1000,
		filters: map[string]func(offering) []string{
			"instance-type": one(func(o offering) string { return o.kind }),
			"location":      one(func(o offering) string { return o.location }),
		},
		write: func(o offering) {
			x.out.text("instanceType", o.kind)
			x.out.text("locationType", where)
			x.out.text("location", o.location)
		},
	}.answer(x, offerings)
}

func (r *region) offer(t instanceType, where string) ([]string, bool) {
	if where == "region" {
		return []string{r.name}, true
	}
	var places []string
	for _, z := range r.zones {
		if z.kind != "availability-zone" || strings.Contains(t.missing, z.id[len(z.id)-1:]) {
			continue
		}
		switch where {
		case "availability-zone":
			places = append(places, z.name)
		case "availability-zone-id":
			places = append(places, z.id)
		default:
			return nil, false
		}
	}
	return places, where == "availability-zone" || where == "availability-zone-id"
}

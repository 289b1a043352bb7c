package sandbox

import (
	"strconv"
	"strings"
)

// unmodelledTypeFilters are on what the account does not know of its types. AWS takes
// them; here no type matches.
const unmodelledTypeFilters = "auto-recovery-supported burstable-performance-supported dedicated-hosts-supported " +
	"ebs-info.attachment-limit-type ebs-info.maximum-ebs-attachments " +
	"ebs-info.ebs-optimized-info.baseline-bandwidth-in-mbps ebs-info.ebs-optimized-info.baseline-iops " +
	"ebs-info.ebs-optimized-info.baseline-throughput-in-mbps ebs-info.ebs-optimized-info.maximum-bandwidth-in-mbps " +
	"ebs-info.ebs-optimized-info.maximum-iops ebs-info.ebs-optimized-info.maximum-throughput-in-mbps " +
	"ebs-info.ebs-optimized-support ebs-info.encryption-support ebs-info.nvme-support hibernation-supported " +
	"instance-storage-info.disk.count instance-storage-info.disk.size-in-gb instance-storage-info.disk.type " +
	"instance-storage-info.encryption-support instance-storage-info.nvme-support " +
	"instance-storage-info.total-size-in-gb instance-storage-supported network-info.bandwidth-weightings " +
	"network-info.flexible-ena-queues-support network-info.encryption-in-transit-supported " +
	"network-info.network-performance nitro-enclaves-support nitro-tpm-support nitro-tpm-info.supported-versions " +
	"processor-info.sustained-clock-speed-in-ghz processor-info.supported-features reboot-migration-support " +
	"supported-boot-mode vcpu-info.valid-cores vcpu-info.valid-threads-per-core"

// instanceTypeFilters are the filters of DescribeInstanceTypes
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html).
func instanceTypeFilters() map[string]func(instanceType) []string {
	filters := map[string]func(instanceType) []string{
		"bare-metal":                                   always[instanceType]("false"),
		"current-generation":                           yes(instanceType.current),
		"instance-type":                                one(func(t instanceType) string { return t.name }),
		"memory-info.size-in-mib":                      one(func(t instanceType) string { return strconv.Itoa(t.memoryMiB) }),
		"network-info.efa-supported":                   yes(func(t instanceType) bool { return t.efa > 0 }),
		"network-info.maximum-network-interfaces":      one(func(t instanceType) string { return strconv.Itoa(t.interfaces) }),
		"processor-info.supported-architecture":        always[instanceType]("x86_64"),
		"vcpu-info.default-vcpus":                      one(func(t instanceType) string { return strconv.Itoa(t.cpus) }),
		"free-tier-eligible":                           always[instanceType]("false"),
		"hypervisor":                                   always[instanceType]("nitro"),
		"network-info.efa-info.maximum-efa-interfaces": one(func(t instanceType) string { return strconv.Itoa(t.efa) }),
		"network-info.ena-support":                     always[instanceType]("required"),
		"network-info.ipv4-addresses-per-interface":    one(func(t instanceType) string { return strconv.Itoa(t.ipv4) }),
		"network-info.ipv6-addresses-per-interface":    one(func(t instanceType) string { return strconv.Itoa(t.ipv4) }),
		"network-info.ipv6-supported":                  always[instanceType]("true"),
		"network-info.maximum-network-cards":           one(func(t instanceType) string { return strconv.Itoa(max(1, t.efa)) }),
		"supported-root-device-type":                   always[instanceType]("ebs"),
		"supported-usage-class":                        func(instanceType) []string { return []string{"on-demand", "spot"} },
		"supported-virtualization-type":                always[instanceType]("hvm"),
		"vcpu-info.default-cores":                      one(func(t instanceType) string { return strconv.Itoa(t.cpus / 2) }),
		"vcpu-info.default-threads-per-core":           always[instanceType]("2"),
	}
	for name := range strings.FieldsSeq(unmodelledTypeFilters) {
		filters[name] = nothing[instanceType]
	}
	return filters
}

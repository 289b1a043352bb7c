package sandbox

// interfaceFilters are the filters of DescribeNetworkInterfaces
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html).
func (x *ec2Call) interfaceFilters() map[string]func(*netInterface) []string {
	associated := func(read func(*elasticIP) string) func(*netInterface) []string {
		return func(i *netInterface) []string {
			if a, found := x.region.addressOf(i.id); found {
				return []string{read(a)}
			}
			return nil
		}
	}
	public := associated(func(a *elasticIP) string { return a.public })
	return map[string]func(*netInterface) []string{
		"addresses.private-ip-address": func(i *netInterface) []string { return i.texts() },
		"attachment.instance-id":       one(func(i *netInterface) string { return i.instance }),
		"attachment.status":            always[*netInterface]("attached"),
		"availability-zone":            one(func(i *netInterface) string { return i.zone.name }),
		"availability-zone-id":         one(func(i *netInterface) string { return i.zone.id }),
		"description":                  one(func(i *netInterface) string { return i.description }),
		"group-id":                     func(i *netInterface) []string { return i.groups },
		"group-name":                   func(i *netInterface) []string { return flat(i.groups, one(x.region.groupName)) },
		"interface-type":               one(func(i *netInterface) string { return i.kind }),
		"network-interface-id":         one(func(i *netInterface) string { return i.id }),
		"owner-id":                     always[*netInterface](AccountID),
		"private-ip-address":           one(func(i *netInterface) string { return i.addresses[0].String() }),
		"requester-id":                 one(func(i *netInterface) string { return i.requester }),
		"requester-managed":            yes(func(i *netInterface) bool { return i.requester != "" }),
		"status":                       always[*netInterface]("in-use"),
		"subnet-id":                    one(func(i *netInterface) string { return i.subnet }),
		"vpc-id":                       one(func(i *netInterface) string { return i.vpc }),

		"addresses.association.owner-id":   associated((*elasticIP).owner),
		"addresses.association.public-ip":  public,
		"addresses.primary":                always[*netInterface]("true"),
		"association.allocation-id":        associated(func(a *elasticIP) string { return a.allocation }),
		"association.association-id":       associated(func(a *elasticIP) string { return a.association }),
		"association.ip-owner-id":          associated((*elasticIP).owner),
		"association.public-dns-name":      associated(func(a *elasticIP) string { return publicName(x.region, a) }),
		"association.public-ip":            public,
		"attachment.attach-time":           nothing[*netInterface],
		"attachment.attachment-id":         one(func(i *netInterface) string { return id("eni-attach", i.id) }),
		"attachment.delete-on-termination": yes(func(i *netInterface) bool { return i.instance != "" }),
		"attachment.device-index":          always[*netInterface]("1"),
		"attachment.instance-owner-id":     one(ownerOf),
		"ipv6-addresses.ipv6-address":      nothing[*netInterface],
		"mac-address":                      one(func(i *netInterface) string { return macOf(i.id) }),
		"operator.managed":                 always[*netInterface]("false"),
		"operator.principal":               nothing[*netInterface],
		"private-dns-name":                 nothing[*netInterface],
		"source-dest-check":                yes(func(i *netInterface) bool { return i.kind != "nat_gateway" }),
	}
}

package sandbox

import (
	"net/netip"
	"slices"
)

// place gives an interface an address of a subnet: the one wanted, or the lowest that is
// free when that is the zero value.
func (r *region) place(i *netInterface, s *subnet, wanted netip.Addr) bool {
	address, free := wanted, true
	if !wanted.IsValid() {
		address, free = r.freeAddress(s)
	}
	if !free {
		return false
	}
	i.subnet, i.vpc, i.zone, i.addresses = s.id, s.vpc, s.zone, []netip.Addr{address}
	r.interfaces = append(r.interfaces, i)
	return true
}

// subnetNamed finds a subnet.
func (x *ec2Call) subnetNamed(wanted string) (*subnet, *apiError) {
	if !shapedID(wanted, "subnet") {
		return nil, malformedID(subnetMalformed, wanted, "subnet")
	}
	s, found := x.region.subnet(wanted)
	if !found {
		return nil, refusef(subnetMissing, subnetAbsent, wanted)
	}
	return s, nil
}

// wantedAddress reads a private address that must be a free one of the subnet's; an
// absent one is the zero value.
func (x *ec2Call) wantedAddress(text string, s *subnet) (netip.Addr, *apiError) {
	if text == "" {
		return netip.Addr{}, nil
	}
	address, err := netip.ParseAddr(text)
	if err != nil || !address.Is4() {
		return netip.Addr{}, refusef("InvalidParameterValue", "Invalid IPv4 address: %s", text)
	}
	last := firstAddress(s)
	for range s.size() - 1 {
		last = last.Next()
	}
	if address.Less(firstAddress(s)) || last.Less(address) {
		return netip.Addr{}, refusef("InvalidParameterValue", "Address %s does not fall within the subnet's address range", text)
	}
	if slices.ContainsFunc(x.region.interfaces, func(i *netInterface) bool { return i.subnet == s.id && slices.Contains(i.addresses, address) }) {
		return netip.Addr{}, refusef("InvalidIPAddress.InUse", "Address %s is in use.", text)
	}
	return address, nil
}

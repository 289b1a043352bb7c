package sandbox

// size is how many IPv4 addresses a subnet can give out.
func (s *subnet) size() int {
	if !s.cidr.IsValid() {
		return 0
	}
	return 1<<(32-s.cidr.Bits()) - reserved
}

// block is the subnet's IPv4 block, "" for none.
func (s *subnet) block() string {
	if !s.cidr.IsValid() {
		return ""
	}
	return s.cidr.String()
}

// blocks are all of a VPC's blocks of IPv4 addresses, the first one first.
func (v *vpc) blocks() []string {
	all := []string{v.cidr.String()}
	for _, more := range v.more {
		all = append(all, more.String())
	}
	return all
}

// localRoutes are what every route table of a VPC has: the way to each of its blocks.
func (v *vpc) localRoutes() []route {
	var routes []route
	for _, block := range v.blocks() {
		routes = append(routes, route{destination: block, target: localTarget, state: "active", origin: "CreateRouteTable"})
	}
	return routes
}

// Package capacity counts the private IPv4 addresses that a SageMaker endpoint takes from
// its subnets, now and when it grows, is updated or loses a zone.
package capacity

// Ladder is what each situation needs, against what is there.
type Ladder struct {
	PerInstance int    `json:"per_instance"` // addresses an instance of the main variant takes: 2, or 5 with EFA
	Steps       []Step `json:"steps"`
	Zones       []Zone `json:"zones"`
}

// Step is one rung. A step about each zone compares Need and Free of the tightest zone.
type Step struct {
	Name    string `json:"name"` // one of Now to Both, or EndpointsAdded
	Need    int    `json:"need"` // addresses
	Free    int    `json:"free"` // addresses
	PerZone bool   `json:"per_zone,omitempty"`
	OK      bool   `json:"ok"`
	Formula string `json:"formula"` // every term written out
}

// Blocks reports whether the endpoint fails for want of these addresses. The other rungs are
// about what may come later.
func (s Step) Blocks() bool { return !s.OK && s.Name == Now }

// Label is what people call the rung. Names are an interface and stay as they are.
func (s Step) Label() string {
	if s.Name == Both {
		return "update + zone lost"
	}
	return s.Name
}

// Zone is one AZ of the chosen subnets.
type Zone struct {
	ID   string `json:"zone_id"`
	Free int    `json:"free"` // addresses left in the chosen subnets, after the reserve
	Need int    `json:"need"` // addresses, with the fleet spread evenly
}

package plan

import (
	"fmt"
	"math"
	"strings"
)

// PricesAsOf is the day on which the prices below were looked up. They are list prices
// without taxes and discounts, and an estimate: AWS changes them without notice.
const PricesAsOf = "2026-11-23"

// hoursPerMonth is what AWS's own calculator takes for a month.
const hoursPerMonth = 730

// Cost is what the plan adds to the bill: an estimate.
type Cost struct {
	MonthlyUSD float64    `json:"monthly_usd"` // by existing, without any traffic
	Items      []CostItem `json:"items"`
	AsOf       string     `json:"as_of"` // PricesAsOf
	// Exact reports whether every price is known for this Region; otherwise us-east-1's stands in.
	Exact bool `json:"exact"`
}

// CostItem is one change that costs something.
type CostItem struct {
	Change     string  `json:"change"` // its id
	MonthlyUSD float64 `json:"monthly_usd"`
	PerGBUSD   float64 `json:"per_gb_usd"` // for every gigabyte that passes
	Formula    string  `json:"formula"`    // every term written out
}

// rates are the prices of one Region in USD.
type rates struct {
	endpointHour, endpointGB float64 // https://aws.amazon.com/privatelink/pricing/
	natHour, natGB           float64 // https://aws.amazon.com/vpc/pricing/
	addressHour              float64 // https://aws.amazon.com/vpc/pricing/ (public IPv4, since 2024-02)
}

// base are us-east-1's prices.
var base = rates{endpointHour: 0.01, endpointGB: 0.01, natHour: 0.045, natGB: 0.045, addressHour: 0.005}

// regional are the prices that differ from us-east-1's and that a source was found for; a
// zero is a price for which none was.
var regional = map[string]rates{
	"us-east-1":      base,
	"us-east-2":      base,
	"us-west-2":      base,
	"eu-west-1":      {endpointHour: 0.011, endpointGB: 0.01, natHour: 0.048, natGB: 0.048, addressHour: 0.005},
	"eu-central-1":   {natHour: 0.052, natGB: 0.052},
	"ap-southeast-1": {natHour: 0.059, natGB: 0.059},
	"ap-northeast-1": {natHour: 0.062, natGB: 0.062},
	"sa-east-1":      {natHour: 0.093, natGB: 0.093},
}

// price is a Region's own price where it is known, else us-east-1's.
func price(region string, of func(rates) float64) (usd float64, exact bool) {
	if own := of(regional[region]); own > 0 {
		return own, true
	}
	return of(base), false
}

// endpointCost is an interface endpoint with an interface in each of so many zones.
func endpointCost(region, change string, zones int) (CostItem, bool) {
	hour, exact := price(region, func(r rates) float64 { return r.endpointHour })
	gb, exactGB := price(region, func(r rates) float64 { return r.endpointGB })
	return CostItem{
		Change: change, MonthlyUSD: cents(hour * hoursPerMonth * float64(zones)), PerGBUSD: gb,
		Formula: fmt.Sprintf("%s × %d hours × $%g, and $%g a GB", count(zones, "zone"), hoursPerMonth, hour, gb),
	}, exact && exactGB
}

// natCost is a NAT gateway; its address is a cost of its own.
func natCost(region, change string) (CostItem, bool) {
	hour, exact := price(region, func(r rates) float64 { return r.natHour })
	gb, exactGB := price(region, func(r rates) float64 { return r.natGB })
	return CostItem{
		Change: change, MonthlyUSD: cents(hour * hoursPerMonth), PerGBUSD: gb,
		Formula: fmt.Sprintf("%d hours × $%g, and $%g a GB, besides the internet's own price a GB", hoursPerMonth, hour, gb),
	}, exact && exactGB
}

// addressCost is a public IPv4 address.
func addressCost(region, change string) (CostItem, bool) {
	hour, exact := price(region, func(r rates) float64 { return r.addressHour })
	return CostItem{
		Change: change, MonthlyUSD: cents(hour * hoursPerMonth),
		Formula: fmt.Sprintf("%d hours × $%g", hoursPerMonth, hour),
	}, exact
}

func cents(usd float64) float64 { return math.Round(usd*100) / 100 }

// costOf is what the changes add to the bill, in their order.
func costOf(region string, changes []Change) Cost {
	c := Cost{Items: []CostItem{}, AsOf: PricesAsOf, Exact: true}
	for _, change := range changes {
		item, exact, costs := itemOf(region, change)
		if !costs {
			continue
		}
		c.Items = append(c.Items, item)
		c.MonthlyUSD = cents(c.MonthlyUSD + item.MonthlyUSD)
		c.Exact = c.Exact && exact
	}
	return c
}

// itemOf prices one change by its request; gateway endpoints, groups, routes and models
// of themselves cost nothing.
func itemOf(region string, c Change) (item CostItem, exact, costs bool) {
	switch c.Request.Op {
	case opCreateEndpoint:
		if subnets := texts(c.Request.Input["SubnetIds"]); len(subnets) > 0 {
			item, exact = endpointCost(region, c.ID, len(subnets))
			return item, exact, true
		}
	case "CreateNatGateway":
		item, exact = natCost(region, c.ID)
		return item, exact, true
	case "AllocateAddress":
		item, exact = addressCost(region, c.ID)
		return item, exact, true
	}
	return CostItem{}, false, false
}

// costFinding says what the plan adds to the bill; nothing to say when it is nothing.
func costFinding(c Cost) []Finding {
	if c.MonthlyUSD == 0 {
		return nil
	}
	f := Finding{
		Rule: RuleCostMonthly, Severity: Info, Subject: "plan", After: true, RepairedBy: []string{},
		Summary: fmt.Sprintf("the plan adds about $%.2f a month, without traffic", c.MonthlyUSD),
		Fix:     "Undo deletes what costs. Billing goes on until it is deleted.", Source: docPrivateLinkPricing,
	}
	var terms []string
	for _, item := range c.Items {
		terms = append(terms, fmt.Sprintf("%s: $%.2f (%s)", item.Change, item.MonthlyUSD, item.Formula))
	}
	f.Detail = "An estimate by list prices of " + c.AsOf + ". " + strings.Join(terms, "; ") + "."
	if !c.Exact {
		f.Detail += " Where this Region's own price is not known, us-east-1's stands in."
	}
	return []Finding{f}
}

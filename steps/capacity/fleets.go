package capacity

import "fmt"

// fleet is one variant within bounds.
type fleet struct {
	label   string // "variant shadow"; "" for the main variant
	per     int    // addresses an instance takes
	first   int    // instances at first
	size    int    // instances when scaled out
	running int    // instances that have their addresses already
	extra   int    // instances that an update adds
}

// incoming is how many instances still need addresses before n of them run.
func (f fleet) incoming(n int) int { return max(0, n-f.running) }

// variantLabel tells the terms of one variant from another's. A variant without a name
// goes by its place, the main variant being the first.
func variantLabel(name string, index int) string {
	if name == "" {
		return fmt.Sprintf("variant %d", index+2)
	}
	return "variant " + name
}

// load is how many instances of each variant need addresses.
type load []int

func (t tally) load(of func(fleet) int) load {
	l := make(load, len(t.fleets))
	for i, f := range t.fleets {
		l[i] = of(f)
	}
	return l
}

// arriving needs addresses for the first deployment.
func (t tally) arriving() load { return t.load(func(f fleet) int { return f.incoming(f.first) }) }

// grown needs addresses when every variant is scaled out.
func (t tally) grown() load { return t.load(func(f fleet) int { return f.incoming(f.size) }) }

// updating needs addresses while an update of the kind asked for replaces the fleets.
func (t tally) updating() load {
	return t.load(func(f fleet) int { return f.incoming(f.size) + f.extra })
}

// doubled needs addresses while a whole second fleet starts beside the first.
func (t tally) doubled() load {
	return t.load(func(f fleet) int { return f.incoming(f.size) + f.size })
}

// instances is how many instances a load is.
func (l load) instances() int {
	sum := 0
	for _, n := range l {
		sum += n
	}
	return sum
}

// addresses is what a load takes, wherever it runs.
func (t tally) addresses(l load) int {
	sum := 0
	for i, f := range t.fleets {
		sum += l[i] * f.per
	}
	return sum
}

// split is what each of so many zones takes of a load, every variant spread by itself;
// fewer than one zone count as one.
func (t tally) split(l load, zones int) int {
	sum := 0
	for i, f := range t.fleets {
		sum += ceilDiv(l[i], max(1, zones)) * f.per
	}
	return sum
}

// widest is the most addresses that one instance takes, of the variants that still have
// instances to start, or of all that have any when none has.
func (t tally) widest() int {
	most, all := 0, 0
	grown := t.grown()
	for i, f := range t.fleets {
		if f.size > 0 {
			all = max(all, f.per)
		}
		if grown[i] > 0 {
			most = max(most, f.per)
		}
	}
	switch {
	case most > 0:
		return most
	case all > 0:
		return all
	}
	return t.fleets[0].per
}

// narrowest is the fewest addresses that one instance takes, of the same variants.
func (t tally) narrowest() int {
	least := t.widest()
	grown := t.grown()
	for i, f := range t.fleets {
		if grown[i] > 0 {
			least = min(least, f.per)
		}
	}
	return least
}

// holding is how many zones have so many addresses.
func (t tally) holding(addresses int) int {
	n := 0
	for _, z := range t.zones {
		if z.free >= addresses {
			n++
		}
	}
	return n
}

// uniform is what an instance takes when all that are to come now take the same.
func (t tally) uniform() (per int, ok bool) {
	for i, n := range t.arriving() {
		switch {
		case n == 0:
		case per == 0:
			per = t.fleets[i].per
		case per != t.fleets[i].per:
			return 0, false
		}
	}
	return per, per > 0
}

// whole is how many instances have all their addresses in one zone.
func (t tally) whole(per int) int {
	n := 0
	for _, z := range t.zones {
		n += z.free / max(1, per)
	}
	return n
}

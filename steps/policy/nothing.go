package policy

import "slices"

// AllowsNothing reports whether no request passes, whatever it is: no statement allows
// anything that another one does not deny again without conditions.
func (d Document) AllowsNothing() bool {
	return !slices.ContainsFunc(d.Statements, func(s Statement) bool {
		return s.Effect == Allow && !slices.ContainsFunc(d.Statements, func(other Statement) bool {
			return other.Effect == Deny && s.within(other)
		})
	})
}

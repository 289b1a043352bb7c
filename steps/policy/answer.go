package policy

// truth is what is known of a test.
type truth int

const (
	no truth = iota
	maybe
	yes
)

// answer is a truth, and when it is maybe, what it hangs on.
type answer struct {
	truth truth
	why   string
}

func is(b bool) answer {
	if b {
		return answer{truth: yes}
	}
	return answer{truth: no}
}

func unsure(why string) answer { return answer{truth: maybe, why: why} }

func (a answer) not() answer { return answer{yes - a.truth, a.why} }

// all holds when every answer does.
func all(answers ...answer) answer {
	out := answer{truth: yes}
	for _, a := range answers {
		if a.truth < out.truth {
			out = a
		}
	}
	return out
}

// some holds when any answer does.
func some(answers ...answer) answer {
	out := answer{truth: no}
	for _, a := range answers {
		if a.truth > out.truth {
			out = a
		}
	}
	return out
}

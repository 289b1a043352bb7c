package policy

import "strconv"

// places has the offset of each part of a document by its path, such as
// "/Statement/0/Action/2", and with a "#" that of a member's name.
type places map[string]int

func (p places) note(path string, n node) {
	p[path] = n.at
	for _, m := range n.members {
		p.note(path+"/"+m.name, m)
		p["#"+path+"/"+m.name] = m.nameAt
	}
	for i, item := range n.items {
		p.note(path+"/"+strconv.Itoa(i), item)
	}
}

// statement is the path of a statement; a document may have one without a list.
func (p places) statement(i int) string {
	if path := "/Statement/" + strconv.Itoa(i); p.has(path) {
		return path
	}
	return "/Statement"
}

func (p places) has(path string) bool {
	_, ok := p[path]
	return ok
}

// first is the offset of the first of the paths that the document has.
func (p places) first(paths ...string) int {
	for _, path := range paths {
		if at, ok := p[path]; ok {
			return at
		}
	}
	return p[""]
}

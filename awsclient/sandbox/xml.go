package sandbox

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"time"
)

// xmlWriter writes an answer of the Query protocols element by element.
type xmlWriter struct{ buf bytes.Buffer }

func (w *xmlWriter) open(tag string)  { w.buf.WriteString("<" + tag + ">") }
func (w *xmlWriter) close(tag string) { w.buf.WriteString("</" + tag + ">") }

// text writes an element. Characters that XML cannot carry become U+FFFD.
func (w *xmlWriter) text(tag, value string) {
	w.open(tag)
	_ = xml.EscapeText(&w.buf, []byte(value)) // a bytes.Buffer takes everything
	w.close(tag)
}

// some writes an element unless its value is empty.
func (w *xmlWriter) some(tag, value string) {
	if value != "" {
		w.text(tag, value)
	}
}

func (w *xmlWriter) number(tag string, n int) { w.text(tag, strconv.Itoa(n)) }
func (w *xmlWriter) flag(tag string, on bool) { w.text(tag, strconv.FormatBool(on)) }
func (w *xmlWriter) time(tag string, at time.Time) {
	w.text(tag, at.UTC().Format("2006-01-02T15:04:05.000Z"))
}
func (w *xmlWriter) inside(tag string, body func()) { w.open(tag); body(); w.close(tag) }

// items writes EC2's form of a list: an element of items, also when there are none.
func items[T any](w *xmlWriter, tag string, list []T, write func(T)) {
	members(w, tag, "item", list, write)
}

func members[T any](w *xmlWriter, tag, member string, list []T, write func(T)) {
	w.open(tag)
	for _, one := range list {
		w.open(member)
		write(one)
		w.close(member)
	}
	w.close(tag)
}

// words writes a list of plain values.
func (w *xmlWriter) words(tag string, list []string) {
	w.open(tag)
	for _, word := range list {
		w.text("item", word)
	}
	w.close(tag)
}

// tagSet writes an object's tags, sorted by key.
func (w *xmlWriter) tagSet(t tags) {
	items(w, "tagSet", t.keys(), func(key string) {
		w.text("key", key)
		w.text("value", t[key])
	})
}

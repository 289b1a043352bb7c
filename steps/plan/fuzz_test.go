package plan_test

import (
	"fmt"
	"net/netip"
	"reflect"
	"testing"

	"sagevpc/steps/facts"
)

// FuzzBuild bends facts and answers at random places, and holds the plan to what every
// plan promises: it never panics, it is the same each time, and it says nothing that is
// not in the list of rules.
func FuzzBuild(f *testing.F) {
	for i := range 8 {
		f.Add(uint8(i), []byte(fmt.Sprintf("seed %d of some length", i)))
	}
	f.Add(uint8(200), []byte{255, 0, 3, 7, 99, 1, 2, 250, 17, 17, 17, 4, 90, 201, 33, 2, 8, 8, 8, 64})
	f.Fuzz(func(t *testing.T, start uint8, script []byte) {
		s := good()
		var bends []func(*situation)
		for _, table := range caseTables() {
			for _, c := range table {
				bends = append(bends, c.bend)
			}
		}
		bends[int(start)%len(bends)](&s)
		m := &mutator{script: script}
		for range 12 {
			m.bend(reflect.ValueOf(&s.f).Elem(), 0)
			m.bend(reflect.ValueOf(&s.a).Elem(), 0)
		}
		s.build(t)
	})
}

// mutator walks into a value as its script says, and changes what it arrives at.
type mutator struct{ script []byte }

func (m *mutator) next(n int) int {
	if len(m.script) == 0 || n <= 0 {
		return 0
	}
	b := m.script[0]
	m.script = m.script[1:]
	return int(b) % n
}

// words are texts that some field somewhere takes seriously.
var words = []string{
	"", "available", "blackhole", "0.0.0.0/0", "::/0", "local", "-1", "6", "tcp", "pl-63a5400a", gateway, privateA, privateB, group, tableA, vpc,
	"igw-1", "nat-1", "tgw-1", "eni-1", "Gateway", "Interface", "logs", "s3", "nat", "none", "create", "extend", "file:x", "model-buckets",
	"{}", `{"Statement":[]}`, "com.amazonaws.us-east-1.logs", "use1-az3", "block-bidirectional", "\x00\x1b[31m", "é", "52.216.0.0/15",
}

func (m *mutator) bend(v reflect.Value, depth int) {
	if len(m.script) == 0 || depth > 12 {
		return
	}
	if prefix, ok := v.Addr().Interface().(*netip.Prefix); ok {
		all := []netip.Prefix{{}, netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0"), netip.MustParsePrefix("52.216.0.0/16"), netip.MustParsePrefix("10.0.1.0/28")}
		*prefix = all[m.next(len(all))]
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if f := v.Field(m.next(v.NumField())); f.CanSet() {
			m.bend(f, depth+1)
		}
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		} else if m.next(8) == 0 {
			v.SetZero()
			return
		}
		m.bend(v.Elem(), depth+1)
	case reflect.Slice:
		m.bendSlice(v, depth)
	case reflect.String:
		v.SetString(words[m.next(len(words))])
	case reflect.Bool:
		v.SetBool(m.next(2) == 0)
	case reflect.Int:
		v.SetInt([]int64{0, -1, 1, 443, 1024, 65535, 9999}[m.next(7)])
	case reflect.Float64:
		v.SetFloat([]float64{0, 0.05, 1}[m.next(3)])
	case reflect.Map:
		if gaps, ok := v.Addr().Interface().(*facts.Gaps); ok {
			topics := []facts.Topic{facts.TopicSubnets, facts.TopicRouteTables, facts.TopicEndpoints, facts.TopicACLs, facts.TopicDNS, facts.TopicUsage, facts.TopicSecurityGroups}
			*gaps = gaps.With(topics[m.next(len(topics))], facts.Fault{Summary: "refused"})
			return
		}
		v.SetZero()
	default:
	}
}

func (m *mutator) bendSlice(v reflect.Value, depth int) {
	switch n := v.Len(); m.next(6) {
	case 0:
		v.SetZero()
	case 1:
		v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
	case 2:
		if n > 0 {
			v.Set(reflect.Append(v, v.Index(m.next(n))))
		}
	default:
		if n > 0 {
			m.bend(v.Index(m.next(n)), depth+1)
		}
	}
}

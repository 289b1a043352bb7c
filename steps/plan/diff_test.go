package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"sagevpc/steps/plan"
)

func TestDiff(t *testing.T) {
	cases := map[string]func(*situation){
		"copy": func(*situation) {},
		"new": func(s *situation) {
			s.a.Model.From, s.a.Model.Role = "", role
			s.a.Model.Containers = []plan.Container{{Image: image}}
		},
		"extend": (*situation).withoutS3OnB,
		"create": (*situation).withoutS3,
		"policy": func(s *situation) { s.a.S3.Policy = "deny-package-repos" },
		"dns":    func(s *situation) { s.network().VPC.DNSSupport, s.network().VPC.DNSHostnames = false, false },
		"overridden": func(s *situation) {
			s.a.Model.Tags = map[string]string{"team": "fraud"}
			s.a.Model.Containers = []plan.Container{{Image: image[:len(image)-1] + "4", Environment: map[string]string{"LOG_LEVEL": "debug", "NEW": "x"}}}
		},
	}
	for name, bend := range cases {
		t.Run(name, func(t *testing.T) {
			s := good()
			bend(&s)
			var b strings.Builder
			for _, c := range plan.Build(s.a, s.f).Changes {
				fmt.Fprintf(&b, "%s %s %s\n", c.Action.Symbol(), c.Kind, c.Name)
				for _, l := range c.Diff() {
					fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%s%s %s | %s | %s | %s", strings.Repeat("  ", l.Depth+1), l.Mark, l.Key, l.Before, l.After, l.Note), " |"))
				}
			}
			golden.RequireEqual(t, b.String())
		})
	}
}

package widget

import (
	"strings"

	"sagevpc/steps/plan"
	"sagevpc/steps/policy"
	"sagevpc/ui/printable"
)

// stagedInReview draws what is printed for later: why, and with details the whole policy.
func (r review) stagedInReview(env Env) []string {
	var lines []string
	for _, s := range r.q.Plan.Staged {
		lines = append(lines, "", env.Theme.Heading.Render("Later, when the model works"),
			"  "+pad("bucket policy", kindWidth)+env.Theme.Strong.Render(printable.Line(s.Bucket)))
		lines = append(lines, indented(4, styled(wrapped(s.Why, env.Width-4), env.Theme.Muted))...)
		if !r.details {
			lines = append(lines, indented(4, wrapped("not sent by this plan · "+env.Keys.Details.Help().Key+" shows the policy", env.Width-4))...)
			continue
		}
		lines = append(lines, "    not sent by this plan; the whole policy would be:")
		lines = append(lines, indented(6, documentLines(env, s.Document, env.Width-6))...)
	}
	return lines
}

// documentLines is a policy with white space.
func documentLines(env Env, document string, width int) []string {
	if doc, err := policy.Parse([]byte(document)); err == nil {
		document = doc.String()
	}
	var lines []string
	for _, line := range strings.Split(document, "\n") {
		lines = append(lines, styled(wrapped(line, max(8, width)), env.Theme.Muted)...)
	}
	return lines
}

// left says after a run that succeeded what is still to be done by hand.
func (p progress) left(env Env) []string {
	if len(p.q.Staged) == 0 {
		return nil
	}
	var names []string
	for _, s := range p.q.Staged {
		names = append(names, s.Bucket)
	}
	said := "when the model works, put the restricted policy of " + strings.Join(names, ", ") + " in force: " +
		env.Keys.Copy.Help().Key + " copies the command, aws s3api put-bucket-policy …"
	lead := env.Theme.Muted.Render(pad("  later", 10))
	lines := []string{}
	for i, line := range wrapped(said, env.Width-10) {
		if i > 0 {
			lead = strings.Repeat(" ", 10)
		}
		lines = append(lines, lead+line)
	}
	return lines
}

// commands put what was printed for later in force, one a line.
func commands(staged []plan.Staged) string {
	var b strings.Builder
	for _, s := range staged {
		b.WriteString(s.Apply + "\n")
	}
	return b.String()
}

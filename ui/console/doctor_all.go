package console

import (
	"context"
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
	"sagevpc/steps/doctor"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// surveySchema is the version of what doctor --all prints as JSON.
const surveySchema = 1

// surveyJSON is every model that has a VPC.
type surveyJSON struct {
	Schema  int         `json:"schema"`
	Account string      `json:"account"`
	Region  string      `json:"region"`
	Models  []modelJSON `json:"models"`
	Outside int         `json:"without_vpc"`
	Notes   []string    `json:"notes"`
}

// doctorAll examines every model that has a VPC. It takes as long as the account is large,
// so it is not bounded in time; somebody at a terminal sees how far it is.
func (s *session) doctorAll(ctx context.Context, account steps.Account) error {
	survey, err := s.surveyed(ctx, account)
	if err != nil {
		return fmt.Errorf("the examination cannot be made: %w", err)
	}
	if survey.Blocks() {
		s.code = ExitBlocked
	}
	if s.globals.output != outputJSON {
		return s.print(s.renderSurvey(s.pen(s.app.Stdout), survey))
	}
	out := surveyJSON{
		Schema: surveySchema, Account: survey.Caller.Account, Region: survey.Caller.Region, Models: []modelJSON{},
		Outside: survey.Outside, Notes: append([]string{}, survey.Notes...),
	}
	for _, m := range survey.Models {
		out.Models = append(out.Models, modelRow(m))
	}
	return s.printJSON(out)
}

func (s *session) surveyed(ctx context.Context, account steps.Account) (doctor.Survey, error) {
	if !s.app.Terminal(s.app.Stderr) {
		return doctor.ExamineAll(ctx, account, nil)
	}
	wide := 0
	survey, err := doctor.ExamineAll(ctx, account, func(done, total int) {
		if done%10 == 0 || done == total {
			text := fmt.Sprintf("read %d of %d models", done, total)
			wide = max(wide, len(text))
			s.say("\r%s", text)
		}
	})
	if wide > 0 {
		s.say("\r%s\r", strings.Repeat(" ", wide))
	}
	return survey, err
}

// renderSurvey is the table of --all. On a terminal a row is cut at its end; in a pipe it is whole.
func (s *session) renderSurvey(pen pen, of doctor.Survey) string {
	p := &page{pen: pen, width: s.width()}
	name, vpc := len("model"), len("vpc")
	for _, m := range of.Models {
		name, vpc = max(name, lipgloss.Width(printable.Line(m.Name))), max(vpc, lipgloss.Width(printable.Line(m.VPC)))
	}
	if len(of.Models) > 0 {
		p.line("  %s", p.draw(p.theme.Muted, fmt.Sprintf("%-*s  %-*s  %s", name, "model", vpc, "vpc", "first reason")))
	}
	var rows tally
	for _, m := range of.Models {
		mark := m.Mark()
		rows.count(m)
		row := fmt.Sprintf("%s %-*s  %-*s  %s", p.mark(mark), name, printable.Line(m.Name), vpc, printable.Line(m.VPC), p.firstReason(m))
		if s.app.Terminal(s.app.Stdout) {
			row = ansi.Truncate(row, p.width, "…")
		}
		p.line("%s", row)
	}
	p.heading("In all")
	if len(of.Models) == 0 {
		p.line("  no model of %s has a VPC", printable.Line(of.Caller.Region))
	} else {
		p.inAll(rows, len(of.Models))
	}
	if of.Outside > 0 {
		p.line("  %s no VPC, and %s not examined", count(of.Outside, "model has", "models have"), plural(of.Outside, "is", "are"))
	}
	for _, note := range of.Notes {
		p.sentence("  ", note, p.theme.Text)
	}
	return p.b.String()
}

// firstReason is what matters most about a model.
func (p *page) firstReason(m doctor.Model) string {
	switch m.State {
	case doctor.Gone:
		return "gone: it was deleted in the meantime"
	case doctor.Unread:
		return printable.Line("could not be read: " + m.Fault.Summary)
	case doctor.Examined, doctor.Outside:
	}
	for _, f := range m.Plan.Findings {
		if f.Severity != plan.Info {
			return f.Rule + "  " + p.draw(p.theme.Muted, printable.Line(f.Summary))
		}
	}
	return ""
}

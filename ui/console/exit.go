package console

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sagevpc/steps"
	"sagevpc/steps/facts"
	"sagevpc/steps/plan"
	"sagevpc/ui/printable"
)

// The exit codes of every command.
const (
	ExitDone        = 0
	ExitFailed      = 1
	ExitUsage       = 2   // usage, or an answer is missing and nobody can be asked
	ExitBlocked     = 3   // a finding stops apply
	ExitCredentials = 4   // AWS does not know who asks
	ExitChanges     = 5   // the plan has changes; only with --detailed-exitcode
	ExitMoved       = 6   // the account moved since the preview
	ExitInterrupted = 130 // 128 + SIGINT, as shells count
)

// exit is an error with its own exit code. Its text is already fit to be shown; an empty
// one has been said elsewhere.
type exit struct {
	code int
	text string
}

func (e *exit) Error() string { return e.text }

// usage is the error of a command line that cannot be followed.
func usage(format string, args ...any) error {
	return &exit{ExitUsage, fmt.Sprintf(format, args...)}
}

// UsageError makes an error one of the command line's usage, with the exit code of those.
func UsageError(err error) error { return usage("%s", printable.Block(err.Error())) }

// codeOf is the exit code of an error.
func codeOf(err error) int {
	var (
		own     *exit
		missing *steps.MissingError
		answers *plan.AnswersError
		field   plan.FieldError
		fault   *facts.Fault
	)
	switch {
	case err == nil:
		return ExitDone
	case errors.As(err, &own):
		return own.code
	case errors.As(err, &missing), errors.As(err, &answers), errors.As(err, &field):
		return ExitUsage
	case errors.As(err, &fault):
		return codeOfFault(fault)
	case errors.Is(err, context.Canceled):
		return ExitInterrupted
	}
	return ExitFailed
}

func codeOfFault(fault *facts.Fault) int {
	switch {
	case fault.Credentials():
		return ExitCredentials
	case fault.Kind == facts.Interrupted:
		return ExitInterrupted
	case fault.Kind == facts.NoRegion, fault.Kind == facts.BadRegion:
		// A Region is an answer: nobody gave one, or gave one that does not exist.
		return ExitUsage
	case fault.Kind == facts.Invalid && fault.Op == "":
		// Nothing was called: an address or a setting has the wrong shape.
		return ExitUsage
	}
	return ExitFailed
}

// describe is what is said of an error: several lines without colour or control characters.
func describe(err error) string {
	var (
		missing *steps.MissingError
		fault   *facts.Fault
	)
	switch {
	case errors.As(err, &missing):
		return describeMissing(missing)
	case errors.As(err, &fault):
		return describeFault(fault)
	}
	return printable.Block(strings.TrimRight(err.Error(), "\n"))
}

func describeMissing(err *steps.MissingError) string {
	var b strings.Builder
	if len(err.Fields) == 1 {
		b.WriteString("an answer is missing, and this command does not ask")
	} else {
		fmt.Fprintf(&b, "%d answers are missing, and this command does not ask", len(err.Fields))
	}
	wide, wider := 0, 0
	for _, field := range err.Fields {
		wide, wider = max(wide, len(field.Key)), max(wider, len(field.Flag))
	}
	for _, field := range err.Fields {
		fmt.Fprintf(&b, "\n  %-*s  %-*s  %s", wide, field.Key, wider, field.Flag, printable.Line(field.Why))
	}
	b.WriteString("\nGive the flag, or the key in a file for --answers. In a terminal, sagevpc asks.")
	return b.String()
}

// describeFault keeps what happened, why, and what to do apart.
func describeFault(fault *facts.Fault) string {
	var b strings.Builder
	b.WriteString(printable.Line(fault.Summary))
	for _, part := range []struct{ label, text string }{
		{"why", fault.Why}, {"do", fault.Fix}, {"aws", faultDetails(fault)},
	} {
		if part.text != "" {
			fmt.Fprintf(&b, "\n  %-4s %s", part.label, strings.ReplaceAll(printable.Block(part.text), "\n", "\n       "))
		}
	}
	return b.String()
}

// faultDetails is what a support case needs.
func faultDetails(fault *facts.Fault) string {
	var parts []string
	for _, part := range []string{fault.Op, fault.Code} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if fault.RequestID != "" {
		parts = append(parts, "request "+fault.RequestID)
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, " · ")
}

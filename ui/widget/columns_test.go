package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"sagevpc/steps"
)

// TestANoteIsWorthMoreThanAColumn finds every sentence of the list whole, and columns
// only as far as there is room for them too.
func TestANoteIsWorthMoreThanAColumn(t *testing.T) {
	for width, columns := range map[int][]string{
		60:  nil,
		84:  {"vpc-0b1b2c3d4e5f60718"},
		99:  {"vpc-0b1b2c3d4e5f60718", "10.20.0.0/16"},
		140: {"vpc-0b1b2c3d4e5f60718", "10.20.0.0/16", "2 zones", "free 4,102"},
	} {
		view := ansi.Strip(New(vpcsQuestion()).View(env(width, 20)))
		for _, note := range []string{
			"no way to S3: the plan can add one", "one zone: SageMaker needs subnets in two", "ec2:DescribeVpcAttribute was denied",
		} {
			if !strings.Contains(view, note) {
				t.Errorf("width %d: %q is cut:\n%s", width, note, view)
			}
		}
		for _, cell := range columns {
			if !strings.Contains(view, cell) {
				t.Errorf("width %d: %s would have had room:\n%s", width, cell, view)
			}
		}
	}
}

// TestANoteDoesNotHideWhatIsNeeded has a chosen row with a remark.
func TestANoteDoesNotHideWhatIsNeeded(t *testing.T) {
	q := subnetsQuestion()
	q.Options[2].Note = "no way to S3 yet"
	for _, width := range []int{76, 80, 120} {
		view := strings.Join(strings.Fields(ansi.Strip(New(q).View(env(width, 30)))), " ")
		if !strings.Contains(view, "198 needs 4 · no way to S3 yet") && !strings.Contains(view, "198 needs 4 no way to S3 yet") {
			t.Errorf("width %d: the row does not say what is needed:\n%s", width, view)
		}
	}
}

// plainWords are texts whose width is the same wherever they stand; a combining character
// at the beginning of a cell joins the blank before it.
func plainWords() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "a", "vpc-0a1b2c3d4e5f60718", "日本語のサブネット", "🚀🚀", hostile, "e\u0301tudes", long()})
}

// TestRowsStandInColumns puts any cells below each other: what ends a row begins in the
// same cell in every row.
func TestRowsStandInColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := rapid.SliceOfN(anOption(), 2, 8).Draw(t, "rows")
		for i := range options {
			o := &options[i]
			o.Disabled, o.Meter, o.Note, o.Label = "", nil, "§ note", plainWords().Draw(t, "label")
			o.Columns = rapid.SliceOfN(plainWords(), 0, 4).Draw(t, "cells")
		}
		width := rapid.IntRange(40, 200).Draw(t, "width")
		l := newList(nil, options, "")
		at := -1
		for _, line := range l.view(env(width, len(options)), width, len(options), nil) {
			before, _, found := strings.Cut(ansi.Strip(line), "§")
			if !found {
				return // There is no room for notes.
			}
			if cell := ansi.StringWidth(before); at < 0 {
				at = cell
			} else if cell != at {
				t.Fatalf("width %d: a note begins in cell %d, another one in cell %d:\n%s", width, at, cell, line)
			}
		}
	})
}

// TestChosenRowsStandInColumns holds the same for rows with boxes, marks and meters.
func TestChosenRowsStandInColumns(t *testing.T) {
	q := subnetsQuestion()
	for i := range q.Options {
		q.Options[i].Disabled, q.Options[i].Mark = "", []steps.Mark{steps.Holds, steps.NoMark, steps.Blocks}[i%3]
	}
	for width := 40; width < 160; width++ {
		at := -1
		for line := range strings.Lines(ansi.Strip(New(q).View(env(width, 30)))) {
			before, _, found := strings.Cut(line, "▰")
			if cell := ansi.StringWidth(before); found && at >= 0 && cell != at {
				t.Fatalf("width %d: a meter begins in cell %d, another one in cell %d: %s", width, at, cell, line)
			} else if found {
				at = cell
			}
		}
	}
}

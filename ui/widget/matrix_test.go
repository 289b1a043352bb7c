package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sagevpc/steps"
)

// wayTo is the way of the sketch: the route table is the first thing that is closed.
func wayTo(name, destination string, open bool) []steps.Line {
	way := []steps.Line{
		{Label: "container", Text: "10.0.2.x, no public address"},
		{Mark: steps.Holds, Label: "security group", Text: "sg-0c1b2c3d4e5f60718 model-sg lets out tcp 443 to pl-63a5400a"},
		{Mark: steps.Holds, Label: "network ACL", Text: "acl-0d1b2c3d4e5f60718 lets out 443, and in 1024-65535"},
	}
	if open {
		return append(way, steps.Line{Mark: steps.Holds, Label: "route table", Text: "rtb-0e " + name + " leads to " + destination})
	}
	return append(
		way,
		steps.Line{Mark: steps.Blocks, Label: "route table", Text: "rtb-0e1b2c3d4e5f60718 " + name + " has no route for pl-63a5400a, and no NAT"},
		steps.Line{Label: "endpoint policy", Text: "not reached"},
		steps.Line{Label: destination, Text: "not reached"},
		steps.Line{Text: "The first closed hop is the route table. This plan opens it: route tables are added to vpce-0f."},
	)
}

// reachQuestion has rows of every kind, and as many subnets as wanted.
func reachQuestion(subnets int) steps.Matrix {
	q := steps.Matrix{
		Selected: []string{"logs"}, Summary: "1 service chosen",
		Panel: &steps.Form{Fields: []steps.Field{{Key: "services", Label: "Services", Kind: steps.TextField, Value: "logs", Hint: "short names"}}},
	}
	for i := range subnets {
		q.Columns = append(q.Columns, steps.Column{
			Key: fmt.Sprintf("subnet-%02d", i), Label: fmt.Sprintf("private-%c", 'a'+i), Note: fmt.Sprintf("use1-az%d", i%6+1),
		})
	}
	row := func(value, label, purpose, fixed string, first, other steps.Cell) {
		r := steps.MatrixRow{Option: steps.Option{Value: value, Label: label, Columns: []string{purpose}}, Fixed: fixed}
		for i, c := range q.Columns {
			cell := other
			if i == 0 {
				cell = first
			}
			cell.Title = c.Label + " → " + label
			cell.Way = wayTo(c.Label, label, cell.Mark == steps.Holds && i == 0)
			r.Cells = append(r.Cells, cell)
		}
		q.Rows = append(q.Rows, r)
	}
	open, none := steps.Cell{Mark: steps.Holds, Text: "open"}, steps.Cell{Mark: steps.Blocks, Text: "no route"}
	row("s3", "S3", "the model's data", "SageMaker always fetches the model's data from S3", open, steps.Cell{Mark: steps.Holds, Text: "after this plan"})
	row("logs", "logs", "CloudWatch Logs", "", open, none)
	row("sts", "sts", "credentials", "", steps.Cell{Mark: steps.Unknown, Text: "not known"}, none)
	row("bedrock-runtime", "bedrock-runtime", "calls to foundation models", "", none, none)
	row("internet", "internet", "everything else", "", steps.Cell{Mark: steps.Warns, Text: "unverified"}, none)
	return q
}

func TestMatrixHeadAndCells(t *testing.T) {
	e := env(90, 24)
	w, said := send(t, e, New(reachQuestion(2)), "enter")
	if got := answered(said); got == nil || !slices.Equal(got.Values, []string{"logs"}) || got.Fields["services"] != "logs" {
		t.Fatalf("enter on the head of a row answered %v", got)
	}
	w, said = send(t, e, w, "right", "right", "enter")
	if answered(said) != nil || !Escapes(w) {
		t.Fatal("enter on a cell did not open its way, or went on")
	}
	view := ansi.Strip(w.View(e))
	for _, part := range []string{"private-b → S3", "✗ route table", "not reached", "The first closed hop is the route table."} {
		if !strings.Contains(view, part) {
			t.Errorf("the way lacks %q:\n%s", part, view)
		}
	}
	if text := Copies(w); !strings.HasPrefix(text, "private-b → S3\n") || !strings.Contains(text, "blocks  route table  rtb-0e1b2c3d4e5f60718") {
		t.Errorf("y copies %q", text)
	}
	w, _ = send(t, e, w, "left")
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "private-a → S3") {
		t.Errorf("left does not open the way beside:\n%s", view)
	}
	w, _ = send(t, e, w, "esc")
	if Escapes(w) {
		t.Error("esc does not close the way")
	}
	w, said = send(t, e, w, "left", "enter")
	if answered(said) == nil {
		t.Errorf("left does not lead back to the row's head:\n%s", ansi.Strip(w.View(e)))
	}
}

func TestMatrixToggles(t *testing.T) {
	e := env(90, 24)
	w, said := send(t, e, New(reachQuestion(2)), "space")
	if drafted(said) != nil || !strings.Contains(ansi.Strip(w.View(e)), "✗ SageMaker always fetches") {
		t.Errorf("a fixed row was toggled, or not told why:\n%s", ansi.Strip(w.View(e)))
	}
	for _, keys := range [][]string{{"down", "down", "space"}, {"right", "down", "down", "space"}} {
		_, said := send(t, e, New(reachQuestion(2)), keys...)
		if got := drafted(said); got == nil || !slices.Equal(got.Values, []string{"logs", "sts"}) {
			t.Errorf("%v: draft %v", keys, got)
		}
	}
}

func TestMatrixFiltersItsRows(t *testing.T) {
	e := env(90, 24)
	w, _ := send(t, e, New(reachQuestion(2)), append([]string{"/"}, letters("credentials")...)...)
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "▸[ ] sts") && !strings.Contains(view, "▸ [ ] sts") || strings.Contains(view, "bedrock") {
		t.Errorf("the filter leaves:\n%s", view)
	}
	w, _ = send(t, e, w, "enter", "right", "enter")
	if !Escapes(w) || !strings.Contains(ansi.Strip(w.View(e)), "private-a → sts") {
		t.Errorf("the row that the filter found does not open:\n%s", ansi.Strip(w.View(e)))
	}
}

func TestMatrixClicks(t *testing.T) {
	e := env(90, 24)
	fresh := New(reachQuestion(2))
	lines := strings.Split(ansi.Strip(fresh.View(e)), "\n")
	y := slices.IndexFunc(lines, func(line string) bool { return strings.Contains(line, "[x] logs") })
	click := func(w Widget, text string) (Widget, tea.Cmd) {
		x := ansi.StringWidth(lines[y][:strings.Index(lines[y], text)])
		return w.Update(e, tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	}
	w, cmd := click(fresh, "✗ no route")
	if view := ansi.Strip(w.View(e)); cmd != nil || !strings.Contains(view, "private-b → logs") || !Escapes(w) {
		t.Errorf("a click on a cell does not open it:\n%s", view)
	}
	if _, cmd = click(fresh, "[x]"); cmd == nil {
		t.Error("a click on the checkbox does not toggle")
	}
	if _, cmd = click(fresh, "logs"); cmd != nil {
		t.Error("a click on another row's name toggles it")
	}
}

// TestMatrixWayEndsInSight holds that what a way comes to is said however little of it fits.
func TestMatrixWayEndsInSight(t *testing.T) {
	e := env(60, 10)
	w, _ := send(t, e, New(reachQuestion(2)), "right", "right", "enter")
	for _, key := range []string{"left", "right", "pgdown", "pgdown", "pgup"} {
		w, _ = send(t, e, w, key)
		if view := ansi.Strip(w.View(e)); strings.Contains(view, "private-b → S3") && !strings.Contains(view, "The first closed hop") {
			t.Errorf("after %s the end is out of sight:\n%s", key, view)
		}
	}
	w, _ = send(t, e, w, "G")
	if view := ansi.Strip(w.View(e)); !strings.Contains(view, "S3               not reached") || !strings.Contains(view, "The first closed hop") {
		t.Errorf("the last hop cannot be reached:\n%s", view)
	}
}

// TestMatrixKeepsTheOpenWay holds that what is drawn again while a way is open stays open.
func TestMatrixKeepsTheOpenWay(t *testing.T) {
	e := env(90, 24)
	w, _ := send(t, e, New(reachQuestion(3)), "right", "right", "right", "enter")
	fewer := reachQuestion(3)
	fewer.Columns = fewer.Columns[1:]
	for i := range fewer.Rows {
		fewer.Rows[i].Cells = fewer.Rows[i].Cells[1:]
	}
	w = w.With(fewer)
	if view := ansi.Strip(w.View(e)); !Escapes(w) || !strings.Contains(view, "private-c → S3") {
		t.Errorf("the way of the same subnet is gone:\n%s", view)
	}
	if w = w.With(reachQuestion(1)); Escapes(w) {
		t.Errorf("the way of a subnet that is gone stays:\n%s", ansi.Strip(w.View(e)))
	}
}

// TestMatrixScrollsSideways holds that each of sixteen columns can be reached, and that it
// is said which are in sight.
func TestMatrixScrollsSideways(t *testing.T) {
	e := env(60, 14)
	w := New(reachQuestion(16))
	for i := range 16 {
		w, _ = send(t, e, w, "right")
		view := ansi.Strip(w.View(e))
		if at := fmt.Sprintf("private-%c → S3", 'a'+i); !strings.Contains(view, at) {
			t.Fatalf("column %d is not under the cursor:\n%s", i, view)
		}
		if i == 9 && (!strings.Contains(view, "‹ columns ") || !strings.Contains(view, "›")) {
			t.Errorf("it is not said that there are more columns:\n%s", view)
		}
	}
	if strings.Contains(ansi.Strip(w.View(e)), "›") {
		t.Error("there seems to be more behind the last column")
	}
}

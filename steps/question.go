package steps

import (
	"sagevpc/steps/capacity"
	"sagevpc/steps/plan"
	"sagevpc/steps/run"
)

// Question is what a step asks; each kind has one widget. The set is closed.
type Question interface{ question() }

// Mark is a verdict beside an option or a line.
type Mark string

// The marks. NoMark draws nothing.
const (
	NoMark  Mark = ""
	Holds   Mark = "holds"
	Warns   Mark = "warns"
	Blocks  Mark = "blocks"
	Unknown Mark = "unknown"
)

// Option is one row of a list. Value is for the machine, everything else for eyes.
type Option struct {
	Value    string
	Label    string
	Columns  []string // further cells, aligned below each other
	Group    string   // Group.Key of its heading; "" without headings
	Note     string   // a short remark at the row's end
	Mark     Mark
	Meter    *Meter
	Disabled string // why the row cannot be chosen; "" when it can
	Search   string // more text that the filter looks at: ids, tags
	Detail   []Line // shown below the list while the cursor is on the row
}

// Meter is a bar of addresses in use, with the two numbers that matter beside it.
type Meter struct {
	Used, Size int // addresses; the bar shows Used of Size
	Free, Need int // addresses; Need is 0 where nothing is asked of it
}

// Group is a heading of a list.
type Group struct {
	Key, Label, Note string
}

// Choice asks for one row. Enter confirms the row under the cursor.
type Choice struct {
	Groups   []Group
	Options  []Option
	Selected string // Option.Value that the cursor starts on
	Empty    string // said instead of an empty list
	Actions  []Action
}

// Many asks for several rows. Space toggles, Enter confirms. A Panel below the list is
// edited in place (e), and every edit is a draft reply.
type Many struct {
	Groups   []Group
	Options  []Option
	Selected []string // Option.Value, in the order they were chosen
	Max      int      // most rows; 0 for no limit
	Summary  string   // "2 of 16 chosen"
	Panel    *Form
	Ladder   *capacity.Ladder
	Problem  string // why Enter would not go on, with the key that helps; "" when it would
	Empty    string
	Actions  []Action
}

// Action is something a step can do with its own answer, bound to a key by ui/keys.
type Action struct {
	ID    ActionID
	Label string // for the footer
}

// ActionID names an action of a step.
type ActionID string

// The actions.
const (
	// BestPair chooses the fewest subnets that give the most room in two zones.
	BestPair ActionID = "best-pair"
	// RouteTables opens the screen on which route tables are chosen by hand.
	RouteTables ActionID = "route-tables"
	// AutoTables leaves the choice of route tables to the plan again.
	AutoTables ActionID = "auto-tables"
	// AddRequest puts a request into a document's truth table.
	AddRequest ActionID = "add-request"
	// DropRequest takes one out again.
	DropRequest ActionID = "drop-request"
	// Apply is consent to the plan on screen.
	Apply ActionID = "apply"
	// Keep ends a failed run and keeps what was done.
	Keep ActionID = "keep"
	// Undo takes back what a failed run did.
	Undo ActionID = "undo"
	// Retry goes on with the change that failed.
	Retry ActionID = "retry"
)

// FieldKind is how a form's field is edited.
type FieldKind string

// The kinds of field.
const (
	TextField   FieldKind = "text"
	NumberField FieldKind = "number" // digits, with left and right to count
	SelectField FieldKind = "select" // one of Options
	ToggleField FieldKind = "toggle" // "true" or "false"
)

// Field is one line of a form. The Value is always text.
type Field struct {
	Key      string
	Label    string
	Kind     FieldKind
	Value    string
	Options  []Option // for SelectField; for TextField they are suggestions
	Hint     string   // said beside the field while it has focus: pattern, unit, why the default
	Problem  string   // what is wrong with the value, and the remedy
	ReadOnly string   // why the field cannot be edited; "" when it can
	Required bool     // an empty value is refused
	Secret   bool     // values after "=" are masked until the field has focus
}

// Form asks for several named values. Tab and the arrows move; Enter confirms, or goes to
// the field that is still lacking.
type Form struct {
	Title   string   // above a panel; "" without one, or for the panel of a ladder
	Intro   []string // lines above the fields
	Fields  []Field
	Actions []Action
}

// Document asks for a text by template or file, and shows it as it will be sent.
type Document struct {
	Templates []Option
	Selected  string // Option.Value
	File      *Field // the path, when the own-file template is selected
	Text      string // the document as it will be sent; "" when nothing is sent
	Lines     []Line // remarks below the document: size, validity, what is sent where
	Truth     []Line // requests and what the document does with each
	Actions   []Action

	// Own is the Option.Value under which an edited text is answered, with the text as the
	// field DocumentKey; "" for a text that cannot be edited. OwnText is what was written last.
	Own, OwnText string
	// Size counts the text and says whether it is valid.
	Size Line
	// Problems are what is wrong with the text, worst first.
	Problems []TextProblem
	// Consent is a toggle that the answer needs; a reply has it only when it was toggled.
	Consent *Field
	// Request takes a line that AddRequest adds to Truth; nil when none can be added.
	Request *Field
	// Requests are the last rows of Truth as the user wrote them; DropRequest takes one out.
	Requests []string
	// Sections are what else there is to know of the text, below Truth.
	Sections []Section
}

// The fields of a reply to a Document.
const (
	DocumentKey = "document"
	FileKey     = "file"
	ConsentKey  = "policy_consent"
	RequestKey  = "request"
)

// TextProblem is something about a text, and where: line and column from 1, the column
// counting characters. A Row of 0 means the text as a whole.
type TextProblem struct {
	Line
	Row, Column int
}

// Section is lines under a heading.
type Section struct {
	Title string
	Lines []Line
}

// Line is a marked sentence.
type Line struct {
	Mark   Mark
	Label  string // a word before the sentence, aligned below each other: "route table"
	Text   string
	Detail string
}

// Review shows the plan and asks for consent: a, then y.
type Review struct {
	Plan    plan.Plan
	Actions []Action
}

// Progress shows a run while it goes on and after it ended.
type Progress struct {
	Run     run.Run
	Staged  []plan.Staged // what is left to do by hand after a run that succeeded
	Actions []Action
}

// Matrix asks for several rows, each with a verdict in every column. Space toggles a row,
// Enter on a row's head confirms, Enter on a cell opens its way.
type Matrix struct {
	Columns  []Column
	Rows     []MatrixRow
	Selected []string // Option.Value, in the order they were chosen
	Summary  string
	Panel    *Form
	Problem  string // why Enter would not go on, with the key that helps; "" when it would
	Empty    string
	Actions  []Action
}

// Column is one column of a matrix.
type Column struct {
	Key, Label, Note string
}

// MatrixRow is a row of a matrix. A row with Fixed cannot be toggled, and says why.
type MatrixRow struct {
	Option
	Fixed string
	Cells []Cell // one a column, in their order
}

// Cell is where a row meets a column.
type Cell struct {
	Mark  Mark
	Text  string // a word or two: "open", "no route"
	Title string // heading of the way: "private-b → S3"
	Way   []Line // shown when the cell is opened
}

func (Choice) question()   {}
func (Matrix) question()   {}
func (Many) question()     {}
func (Form) question()     {}
func (Document) question() {}
func (Review) question()   {}
func (Progress) question() {}

// Reply is an answer, or a draft of one.
type Reply struct {
	Action ActionID          // an action instead of an answer; "" for an answer
	Values []string          // Option.Value: one of a Choice or Document, any number of a Many
	Fields map[string]string // Field.Key to text, of a Form, a Panel or Document.File
}

// Moves reports whether the action leads to another step, as opposed to changing the
// answer on this one.
func (a ActionID) Moves() bool { return a == Apply || a == RouteTables }

package widget

import "sagevpc/steps"

// New returns the widget of the question's kind.
func New(q steps.Question) Widget {
	switch q := q.(type) {
	case steps.Choice:
		return newChoice(q)
	case steps.Many:
		return newMany(q)
	case steps.Matrix:
		return newMatrix(q)
	case steps.Form:
		return newForm(q)
	case steps.Document:
		return newDocument(q)
	case steps.Review:
		return newReview(q)
	case steps.Progress:
		return newProgress(q)
	default:
		// The set of questions is closed, so only a nil question gets here.
		return newChoice(steps.Choice{Empty: "There is nothing to ask here."})
	}
}

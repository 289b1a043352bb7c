package ui_test

import "testing"

// restrict walks to the bucket's screen and says yes there.
func (term *terminal) restrict() {
	term.t.Helper()
	term.through("Bucket policy")
	term.wait("No, leave it as it is", "only for a bucket that is", ready)
	term.press("\x1b[C") // The arrow to the right.
	term.wait("Yes, to the VPC endpoint", `You\s+are\s+exempt`, ready)
}

func (term *terminal) types(text string) {
	term.t.Helper()
	for _, letter := range text {
		term.press(string(letter))
	}
}

func TestABucketIsRestrictedOnlyByItsName(t *testing.T) {
	term := launch(t, 80, 90, nil, "--demo")
	term.restrict()
	term.wait("These could no longer read, write or list acme-models", "SageMaker's own check")
	term.press("tab")
	term.types("acme")
	term.wait("holds none of the model's data", ready)
	term.press("enter")
	term.wait(heading("Bucket policy"), ready)
	term.types("-models")
	term.wait("Let the plan do it +acme-models", "! acme-models denies whoever", ready)
	term.lacks("holds none of the model's data")
	term.press("enter")
	term.wait(heading(reach), ready)
	term.press("enter")
	term.wait(heading("Review"), ready)
	term.press("G")
	term.wait("bucket policy +acme-models", "aws:SourceVpce", ready)
	term.lacks("Later, when the model works")
	term.press("a")
	term.wait("y applies, any other key does not", ready)
	term.press("y")
	term.wait("Done:", "PutBucketPolicy", ready)
	term.lacks("  later")
}

func TestABucketsPolicyIsKeptForLater(t *testing.T) {
	term := launch(t, 80, 60, nil, "--demo")
	term.restrict()
	term.press("enter")
	term.wait(heading(reach), ready)
	term.press("enter")
	term.wait(heading("Review"), ready)
	term.press("G")
	term.wait("It is not sent: put it in force yourself", ready)
	term.press("a")
	term.wait("y applies, any other key does not", ready)
	term.press("y")
	term.wait("Done:", "later +when the model works", "y copies the", ready)
	term.lacks("PutBucketPolicy")
}

func TestTheBucketsScreenFits60x20(t *testing.T) {
	term := launch(t, 60, 20, nil, "--demo")
	term.restrict()
	term.press("enter")
	term.wait(heading(reach), ready)
	term.press("enter")
	term.wait(heading("Review"), ready)
}

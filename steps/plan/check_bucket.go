package plan

import (
	"fmt"
	"strings"
)

// checkBuckets says what the restricted policies would do to others, and to the model.
// It speaks of the account as the plan leaves it.
func (t target) checkBuckets() []Finding {
	var out []Finding
	for _, d := range t.bucketDecisions() {
		switch {
		case d.Refused != nil:
			out = append(out, *d.Refused)
		default:
			out = append(out, lockout(d))
		}
	}
	return out
}

func lockout(d BucketDecision) Finding {
	f := Finding{
		Rule: RuleS3BucketLockout, Severity: Warn, Subject: d.Bucket, Source: docBucketPolicy,
		Summary: fmt.Sprintf("the policy printed for %s denies whoever does not come through %s", d.Bucket, d.Through),
		Fix:     "It is not sent: put it in force yourself when the model works, or let the plan do it by naming the bucket (s3.bucket_policy_consent).",
	}
	switch {
	case d.Document == d.Before:
		f.Summary = fmt.Sprintf("%s is restricted to %s already", d.Bucket, d.Through)
		f.Fix = "Nothing is sent for it. Should CreateModel be refused for the data, take the statement out, create the model, and put it back."
	case d.Consented:
		f.Summary = fmt.Sprintf("%s denies whoever does not come through %s, from this plan on", d.Bucket, d.Through)
		f.Fix = "Ask them first. Undoing this run, or changing the policy, works from anywhere: only objects and lists are denied."
	}
	f.Detail = "Denied: " + strings.Join(d.LockedOut, "; ") + "."
	if len(d.Exempt) > 0 {
		f.Detail += " Not denied, so that you do not lock yourself out: " + strings.Join(d.Exempt, ", ") + "."
	}
	return f
}

package sandbox

import "strings"

// A NextToken of EC2 is good for the operation and the Region that gave it.

func (x *ec2Call) seal() string { return digest("token", x.op, x.region.name)[:16] }

func (x *ec2Call) sealed(token string) string {
	if token == "" {
		return ""
	}
	return token + "." + x.seal()
}

// start is where the page begins that the call asks for.
func (x *ec2Call) start() (int, *apiError) {
	token := x.text("NextToken")
	if token == "" {
		return 0, nil
	}
	open, seal, _ := strings.Cut(token, ".")
	start, refusal := startOf(open)
	if refusal != nil || open == "" || seal != x.seal() {
		return 0, refusef("InvalidNextToken", "The specified NextToken is not valid.")
	}
	return start, nil
}

// maxFilterValues is how many values the filters of one call may have together
// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html).
const maxFilterValues = 200

func (x *ec2Call) filterLimit() *apiError {
	count := 0
	for _, filter := range x.list("Filter") {
		count += len(filter.texts("Value"))
	}
	if count > maxFilterValues {
		return refusef("FilterLimitExceeded", "The maximum number of filter values specified on a single call is %d", maxFilterValues)
	}
	return nil
}

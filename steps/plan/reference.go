package plan

import "strings"

// Reference stands in a request for the id of what another change creates, until AWS
// names it: the whole text of a value, replaced by the receipt's ID before the request is sent.
func Reference(change string) string { return "${" + change + "}" }

// Referenced is the change that a value refers to; false for any other text.
func Referenced(value string) (change string, ok bool) {
	rest, ok := strings.CutPrefix(value, "${")
	if !ok {
		return "", false
	}
	change, ok = strings.CutSuffix(rest, "}")
	return change, ok && change != ""
}

// RequestTag is the tag that a plan puts on what it creates under no name that is unique
// in the account, so that it can be found again when AWS's answer is lost.
const RequestTag = "sagevpc:request"

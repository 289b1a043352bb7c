package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// claim is one right that a call needs. Most calls need one; some need several, on
// different resources or of different services.
type claim struct {
	action, resource string
	// shown is how the service names the resource in a refusal; "" for none.
	shown         string
	circumstances circumstances // besides those of every request
}

// asked is a claim as the caller's access.
func (a *Account) asked(c *call, one claim) access {
	r := a.world.callerRole()
	known := factsOf(r, c.region, c.now)
	known["aws:userid"] = []string{a.world.caller.userID}
	known["aws:sourceip"] = []string{callerAddress}
	for key, values := range one.circumstances {
		known[strings.ToLower(key)] = values
	}
	by := sessionOf(r, a.world.caller.arn[strings.LastIndex(a.world.caller.arn, "/")+1:])
	return access{action: one.action, resource: one.resource, by: by, circumstances: known}
}

// refuseClaim says no as the service does. EC2 tells more about a write to whoever may
// decode it
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
func (a *Account) refuseClaim(c *call, one claim, asked access, r ruling) *apiError {
	sentence := "User: " + a.world.caller.arn + " is not authorized to perform: " + one.action
	if one.shown != "" {
		sentence += " on resource: " + one.shown
	}
	if r.decision == explicitDeny {
		article := "a"
		if r.layer == identityLayer {
			article = "an"
		}
		sentence += " with an explicit deny in " + article + " " + r.layer
	} else {
		sentence += fmt.Sprintf(" because no %s allows the %s action", r.layer, one.action)
	}
	if c.service == &ec2Service && one.resource != "*" {
		sentence += ". Encoded authorization failure message: " + a.encodeFailure(asked, r)
	}
	refusal := c.service.says.denied
	refusal.message = fmt.Sprintf(refusal.message, sentence)
	return &refusal
}

// failureItems is the form of every list in a decoded message.
type failureItems struct {
	Items []any `json:"items"`
}

// encodeFailure writes what sts:DecodeAuthorizationMessage gives back
// (https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html).
func (a *Account) encodeFailure(asked access, r ruling) string {
	matched, conditions := failureItems{[]any{}}, failureItems{[]any{}}
	for _, s := range r.matched {
		matched.Items = append(matched.Items, map[string]any{
			"statementId": s.sid, "effect": "DENY", "sourcePolicyId": s.source.name, "sourcePolicyType": s.source.kind,
		})
	}
	for _, key := range slices.Sorted(maps.Keys(asked.circumstances)) {
		values := failureItems{[]any{}}
		for _, value := range asked.circumstances[key] {
			values.Items = append(values.Items, map[string]string{"value": value})
		}
		conditions.Items = append(conditions.Items, map[string]any{"key": key, "values": values})
	}
	message, err := json.Marshal(map[string]any{
		"allowed": false, "explicitDeny": r.decision == explicitDeny, "matchedStatements": matched, "failures": failureItems{[]any{}},
		"context": map[string]any{
			"principal": map[string]string{"id": a.world.caller.userID, "arn": a.world.caller.arn},
			"action":    asked.action, "resource": asked.resource, "conditions": conditions,
		},
	})
	if err != nil {
		return ""
	}
	return base64.URLEncoding.EncodeToString(message)
}

func decodeAuthorizationMessage(c *call, q *query) (reply, *apiError) {
	message, err := base64.URLEncoding.DecodeString(q.text("EncodedMessage"))
	if err != nil || !json.Valid(message) {
		return reply{}, refusef("InvalidAuthorizationMessageException", "Message is not valid")
	}
	return queryResult(c, stsXMLNS, func(w *xmlWriter) { w.text("DecodedMessage", string(message)) }), nil
}

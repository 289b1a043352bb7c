package sandbox

import "net/http"

const (
	stsVersion = "2011-06-15"
	stsXMLNS   = "https://sts.amazonaws.com/doc/2011-06-15/"
)

var stsService = service{
	name:      "sts",
	operation: queryOperation,
	action:    func(op string) string { return "sts:" + op },
	answer:    answerSTS,
	refuse:    func(c *call, refusal *apiError) reply { return refuseQuery(c, stsXMLNS, refusal) },
	says:      queryVocabulary,
}

func answerSTS(a *Account, c *call) (reply, *apiError) {
	q, refusal := decodeQuery(&c.request)
	if refusal != nil {
		return reply{}, refusal
	}
	switch {
	case q.text("Version") != stsVersion:
	case c.op == "GetCallerIdentity":
		return queryResult(c, stsXMLNS, func(w *xmlWriter) {
			w.text("Arn", a.world.caller.arn)
			w.text("UserId", a.world.caller.userID)
			w.text("Account", AccountID)
		}), nil
	case c.op == "DecodeAuthorizationMessage":
		return decodeAuthorizationMessage(c, q)
	}
	return reply{}, refusef("InvalidAction", "Could not find operation %s for version %s", c.op, q.text("Version"))
}

// queryResult writes an answer of the AWS Query protocol, which IAM and STS share.
func queryResult(c *call, namespace string, body func(*xmlWriter)) reply {
	w := &xmlWriter{}
	w.buf.WriteString(`<` + c.op + `Response xmlns="` + namespace + `">`)
	if body != nil { // some operations have no result
		w.inside(c.op+"Result", func() { body(w) })
	}
	w.inside("ResponseMetadata", func() { w.text("RequestId", c.id) })
	w.close(c.op + "Response")
	return reply{status: http.StatusOK, header: queryHeader(c), body: w.buf.Bytes()}
}

func refuseQuery(c *call, namespace string, refusal *apiError) reply {
	w := &xmlWriter{}
	w.buf.WriteString(`<ErrorResponse xmlns="` + namespace + `">`)
	w.inside("Error", func() {
		w.text("Type", "Sender")
		w.text("Code", refusal.code)
		w.text("Message", refusal.message)
	})
	w.text("RequestId", c.id)
	w.close("ErrorResponse")
	return reply{status: refusal.status, header: queryHeader(c), body: w.buf.Bytes()}
}

func queryHeader(c *call) http.Header {
	h := header("text/xml")
	h.Set("X-Amzn-Requestid", c.id)
	return h
}

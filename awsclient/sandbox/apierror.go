package sandbox

import (
	"fmt"
	"net/http"
)

// apiError is an error as AWS answers it.
type apiError struct {
	status  int
	code    string
	message string
}

func refusef(code, format string, args ...any) *apiError {
	return &apiError{http.StatusBadRequest, code, fmt.Sprintf(format, args...)}
}

// vocabulary is how one service says what every service can say.
type vocabulary struct {
	unsigned apiError // no signature
	badKey   apiError // the key is not valid here
	badScope apiError // the signature names a Region that does not exist
	denied   apiError // its message is completed by denial
}

var queryVocabulary = vocabulary{
	unsigned: apiError{http.StatusForbidden, "MissingAuthenticationToken", "Request is missing Authentication Token"},
	badKey:   apiError{http.StatusForbidden, "InvalidClientTokenId", "The security token included in the request is invalid."},
	badScope: apiError{http.StatusForbidden, "SignatureDoesNotMatch", "Credential should be scoped to a valid region. "},
	denied:   apiError{http.StatusForbidden, "AccessDenied", "%s"},
}

// denial is the error for an action that the caller may not do.
func (a *Account) denial(s *service, action string) *apiError {
	refusal := s.says.denied
	sentence := fmt.Sprintf("User: %s is not authorized to perform: %s because no identity-based policy allows the %s action",
		a.world.caller.arn, action, action)
	refusal.message = fmt.Sprintf(refusal.message, sentence)
	return &refusal
}

package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"syscall"
)

// ending is how an answer ends on its way.
type ending int

const (
	whole    ending = iota
	cutOff          // half of the body arrives, and the connection is closed
	wasReset        // nothing arrives, and the connection is reset
)

// page is what a proxy or a captive portal says in AWS's place.
const page = "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body><p>Please sign in.</p></body></html>\n"

// refusal is the answer of a rule that lets no call through.
func (a *Account) refusal(c *call, rule FaultRule) reply {
	switch rule.Does {
	case FaultDeny:
		a.mu.Lock()
		defer a.mu.Unlock()
		return c.service.refuse(c, a.denial(c.service, c.service.action(c.op)))
	case FaultHTML:
		status := rule.Status
		if status == 0 {
			status = http.StatusOK
		}
		return reply{status: status, header: header("text/html; charset=utf-8"), body: []byte(page)}
	case FaultReset:
		return reply{ending: wasReset}
	case FaultThrottle, FaultLimit:
		return c.service.refuse(c, saidOf(c.service).throttled)
	case FaultExpire:
		return c.service.refuse(c, saidOf(c.service).expired)
	case FaultKey:
		return c.service.refuse(c, &c.service.says.badKey)
	case FaultError:
		if rule.Status == http.StatusServiceUnavailable {
			return c.service.refuse(c, saidOf(c.service).unavailable)
		}
		return c.service.refuse(c, saidOf(c.service).failed)
	case FaultLatency, FaultCut, FaultChange: // none of them refuses
	}
	return c.service.refuse(c, saidOf(c.service).failed)
}

// trouble is how a service says that it is not the request's fault.
type trouble struct{ throttled, expired, failed, unavailable *apiError }

// saidOf are a service's words. The codes are those of EC2's list
// (https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html), of SageMaker's and
// IAM's common errors (https://docs.aws.amazon.com/sagemaker/latest/APIReference/CommonErrors.html,
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html) and of S3's
// (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html). EC2 says of an
// expired session what it says of an old request (https://github.com/aws/aws-sdk-go-v2/issues/1674).
func saidOf(s *service) trouble {
	switch s {
	case &ec2Service:
		return trouble{
			throttled:   &apiError{http.StatusServiceUnavailable, "RequestLimitExceeded", "Request limit exceeded."},
			expired:     &apiError{http.StatusBadRequest, "RequestExpired", "Request has expired."},
			failed:      &apiError{http.StatusInternalServerError, "InternalError", "An internal error has occurred"},
			unavailable: &apiError{http.StatusServiceUnavailable, "Unavailable", "The service is unavailable. Please try again shortly."},
		}
	case &sagemakerService:
		return trouble{
			throttled:   &apiError{http.StatusBadRequest, "ThrottlingException", "Rate exceeded"},
			expired:     &apiError{http.StatusBadRequest, "ExpiredTokenException", "The security token included in the request is expired"},
			failed:      &apiError{http.StatusInternalServerError, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure."},
			unavailable: &apiError{http.StatusServiceUnavailable, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."},
		}
	case &s3Service:
		return trouble{
			throttled:   &apiError{http.StatusServiceUnavailable, "SlowDown", "Please reduce your request rate."},
			expired:     &apiError{http.StatusBadRequest, "ExpiredToken", "The provided token has expired."},
			failed:      &apiError{http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again."},
			unavailable: &apiError{http.StatusServiceUnavailable, "ServiceUnavailable", "Service is unable to handle request."},
		}
	}
	return trouble{ // IAM and STS
		throttled:   &apiError{http.StatusBadRequest, "Throttling", "Rate exceeded"},
		expired:     &apiError{http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired"},
		failed:      &apiError{http.StatusInternalServerError, "InternalFailure", "The request processing has failed because of an unknown error, exception or failure."},
		unavailable: &apiError{http.StatusServiceUnavailable, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."},
	}
}

// errReset is what a client's transport says of a reset connection.
func errReset() error {
	return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}

// reader is the body as far as it arrives.
func (r reply) reader() io.Reader {
	if r.ending == cutOff {
		return io.MultiReader(bytes.NewReader(r.body[:len(r.body)/2]), earlyEnd{})
	}
	return bytes.NewReader(r.body)
}

// earlyEnd is what comes after the part that arrived.
type earlyEnd struct{}

// Read never reads anything.
func (earlyEnd) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// sendPart sends an answer that does not arrive whole. A handler that wrote less than it
// announced makes net/http close the connection, which the client meets as an early end.
func sendPart(w http.ResponseWriter, answer reply) {
	if answer.ending == cutOff {
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.body)))
		w.WriteHeader(answer.status)
		_, _ = w.Write(answer.body[:len(answer.body)/2]) // a client that went away needs no answer
		return
	}
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // the server's own way to break a connection
	}
	if tcp, ok := connection.(interface{ SetLinger(sec int) error }); ok {
		_ = tcp.SetLinger(0) // closing then resets, where the system can
	}
	_ = connection.Close()
}

// outcome is the answer's word in the log of calls.
func (r reply) outcome() string {
	switch r.ending {
	case cutOff:
		return fmt.Sprintf("%d-cut", r.status)
	case wasReset:
		return "reset"
	case whole:
	}
	return strconv.Itoa(r.status)
}

package awsclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"regexp"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sagevpc/steps/facts"
)

// place is where calls go and as whom: what a fault must name to be of use.
type place struct {
	profile  string
	region   string
	endpoint string          // of the service that was called, without its password; "" for AWS's own
	setting  string          // what names the endpoint
	own      endpoints       // of the account's clients
	chain    endpoints       // of the credential chain's
	profiles func() []string // those that could have been meant
	source   *source         // of the credentials; nil for fixed ones
}

// fault explains an error of the SDK; nil stays nil. ctx is the caller's own, so that its
// end is not mistaken for a fault of the network. The result is a *facts.Fault.
func (p place) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return p.explain(ctx, err)
}

func (p place) explain(ctx context.Context, err error) *facts.Fault {
	if own := (*facts.Fault)(nil); errors.As(err, &own) {
		return own
	}
	f := &facts.Fault{Op: action(err), RequestID: requestIDOf(err), Err: err}
	p = p.at(serviceOf(err))
	var mark *credentialError
	var foreign *foreignAnswer
	var api smithy.APIError
	switch {
	case ctx.Err() != nil:
		p.interrupted(f, ctx.Err())
	case errors.As(err, &mark):
		p.credentials(ctx, f, mark.error)
	case errors.As(err, &foreign):
		p.foreign(f, foreign)
	case errors.As(err, &api):
		f.Code = api.ErrorCode()
		p.refused(f, api, statusOf(err))
	case p.offline(f, err):
	case p.unreadable(f, err):
	default:
		unsent(f, err)
	}
	return f
}

// interrupted explains an end that the caller asked for.
func (p place) interrupted(f *facts.Fault, why error) {
	f.Kind = facts.Interrupted
	if errors.Is(why, context.DeadlineExceeded) {
		f.Summary = f.Op + " took longer than this program waits"
		f.Why = "no answer came from " + p.host() + " in time"
		f.Fix = "Try again; if it stays slow, check the network, VPN or proxy between this machine and AWS."
		f.Retry = true
		return
	}
	f.Summary, f.Fix, f.Retry = f.Op+" was interrupted", "Run it again to go on.", true
}

// foreign explains an answer that did not come from the API.
func (p place) foreign(f *facts.Fault, answer *foreignAnswer) {
	f.Why = p.host() + " " + answer.Error()
	if answer.passing() && p.endpoint == "" {
		f.Kind, f.Retry = facts.Service, true
		f.Summary = "AWS could not take the call " + f.Op
		f.Fix = "Wait a moment and try again; https://health.aws.amazon.com shows known trouble."
		return
	}
	p.wrongEndpoint(f)
}

func (p place) wrongEndpoint(f *facts.Fault) {
	f.Kind = facts.WrongEndpoint
	f.Summary = p.host() + " does not speak the AWS API that " + f.Op + " needs"
	if p.endpoint == "" {
		f.Fix = "Check the proxy settings (HTTPS_PROXY, NO_PROXY): something between this machine and AWS answers in its place."
		return
	}
	f.Fix = "Check " + p.setting + ", which names it."
}

// offline explains that no connection came about; false when the error is of another sort.
func (p place) offline(f *facts.Fault, err error) bool {
	var lookup *net.DNSError
	var untrusted *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	var send *smithyhttp.RequestSendError
	var silent *silence
	f.Kind, f.Retry = facts.Offline, true
	switch {
	case errors.As(err, &silent):
		p.silent(f, silent, first(action(err), f.Op))
	case throughProxy(err):
		p.badProxy(f, err)
	case errors.As(err, &lookup) && p.endpoint == "" && lookup.IsNotFound && !knownRegion(p.region):
		*f = *p.badRegion("the name "+lookup.Name+" does not exist", f)
	case errors.As(err, &lookup):
		f.Summary = "The address of " + p.host() + " could not be looked up"
		f.Why = root(err)
		f.Fix = p.connectFix()
	case errors.As(err, &untrusted):
		p.untrusted(f, untrusted)
	case errors.As(err, &plain), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		f.Retry = false
		f.Why = "it does not speak TLS"
		p.wrongEndpoint(f)
	case errors.As(err, &send), errors.Is(err, io.ErrUnexpectedEOF), isNetwork(err):
		f.Summary = p.named(hostOf(err)) + " could not be reached"
		f.Why = root(err)
		f.Fix = p.connectFix()
	default:
		f.Kind, f.Retry = "", false
		return false
	}
	return true
}

// silent explains an answer that did not come.
func (p place) silent(f *facts.Fault, s *silence, op string) {
	f.Summary = p.named(s.host) + " did not answer " + op
	if s.begun {
		f.Summary = p.named(s.host) + " did not finish its answer to " + op
	}
	f.Why = s.why
	if s.silences > 1 {
		f.Why += ", and a second attempt fared no better"
	}
	f.Fix = p.connectFix()
}

// named names the other side of a call with the host that was asked.
func (p place) named(host string) string {
	if p.endpoint == "" && host != "" {
		return "AWS (" + host + ")"
	}
	return p.host()
}

// asked is the URL of the request that failed, "" when it is not known.
func asked(err error) string {
	if request := (*url.Error)(nil); errors.As(err, &request) {
		return request.URL
	}
	return ""
}

// hostOf is the host that was asked, "" when it is not known.
func hostOf(err error) string {
	if u, err := url.Parse(asked(err)); err == nil {
		return u.Host
	}
	return ""
}

// isNetwork goes by the types of package net: the interface net.Error is met by the error
// of a missing file as well.
func isNetwork(err error) bool {
	var operation *net.OpError
	var request *url.Error
	return errors.As(err, &operation) || errors.As(err, &request)
}

func (p place) untrusted(f *facts.Fault, err *tls.CertificateVerificationError) {
	f.Kind, f.Retry = facts.WrongEndpoint, false
	f.Summary = "The certificate of " + p.host() + " is not trusted"
	f.Why = err.Error()
	f.Fix = "If your network inspects TLS, set AWS_CA_BUNDLE to its certificate bundle."
	if authority := (x509.UnknownAuthorityError{}); !errors.As(err, &authority) {
		f.Fix = "Check the endpoint's host name and this machine's clock."
	}
}

func (p place) connectFix() string {
	if p.endpoint != "" {
		return "Check that it is running, and " + p.setting + ", which names it."
	}
	return "Check the network connection, VPN and proxy (HTTPS_PROXY), then try again."
}

// unreadable explains an answer that could not be decoded.
func (p place) unreadable(f *facts.Fault, err error) bool {
	var garbled *smithy.DeserializationError
	if !errors.As(err, &garbled) && !strings.Contains(err.Error(), "failed to decode") &&
		!strings.Contains(err.Error(), "xml error response") {
		return false
	}
	f.Why = root(err)
	if strings.Contains(f.Why, "unexpected EOF") {
		f.Kind, f.Retry = facts.Offline, true
		f.Summary = "The answer of " + p.host() + " to " + f.Op + " was cut off"
		f.Fix = p.connectFix()
		return true
	}
	p.wrongEndpoint(f)
	return true
}

// unsent explains an error that arose before anything was sent.
func unsent(f *facts.Fault, err error) {
	f.Why = root(err)
	if invalid := (smithy.InvalidParamsError{}); errors.As(err, &invalid) {
		f.Kind = facts.Invalid
		f.Summary = "The request " + f.Op + " is not complete"
		f.Fix = "Nothing was sent; correct the named field."
		return
	}
	f.Kind = facts.Service
	f.Summary = f.Op + " failed"
	f.Fix = "Run again with --log-file to see the call."
}

// host names the other side of the calls.
func (p place) host() string { return first(p.endpoint, "AWS") }

// serviceOf is the SDK's name of the service whose call failed, "" when it came before any.
func serviceOf(err error) string {
	if operation := (*smithy.OperationError)(nil); errors.As(err, &operation) {
		return operation.ServiceID
	}
	return ""
}

// action is the IAM action of the call that failed, "" when the error came before any call.
func action(err error) string {
	var operation *smithy.OperationError
	if !errors.As(err, &operation) {
		return ""
	}
	if operation.ServiceID == "S3" && operation.OperationName == "HeadBucket" {
		return "s3:ListBucket" // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
	}
	return servicePrefix(operation.ServiceID) + ":" + operation.OperationName
}

// root is the innermost sentence of an error, without the SDK's wrapping. A joined error is left whole.
func root(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		if _, network := err.(*net.OpError); network {
			break // it names the address, its cause does not
		}
		err = inner
	}
	return err.Error()
}

var performed = regexp.MustCompile(`not authorized to perform: ?([a-z0-9-]+:[A-Za-z*]+)`)

// deniedAction is the action that AWS names in a refusal. It can differ from the call's
// own: CreateModel is refused for want of iam:PassRole.
func deniedAction(message, fallback string) string {
	if found := performed.FindStringSubmatch(message); found != nil {
		return found[1]
	}
	return fallback
}

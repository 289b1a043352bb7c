package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxBody is more than any request of these services may have: EC2 takes 16 kB of
// parameters, SageMaker 1 MB.
const maxBody = 2 << 20

// request is an HTTP request whose body was read to its end.
type request struct {
	method, host, path, query string
	header                    http.Header
	body                      []byte
}

// reply is an HTTP answer.
type reply struct {
	status int
	header http.Header
	body   []byte
	ending ending
}

// call is a request together with what the account understood of it.
type call struct {
	request
	service *service
	op      string // "" when the request names none
	region  string // of the credential's scope
	signed  bool
	id      string // request id
	n       int    // how many times this operation was called, this call included
	now     time.Time
	// bucketRegion is where the bucket of an S3 call lies, "" when there is none.
	bucketRegion string
}

// service is one AWS service: how it reads a call, answers it, and says no.
type service struct {
	name string
	// operation names what is asked for; "" when that cannot be told.
	operation func(*request) string
	// action is the IAM action behind an operation.
	action func(op string) string
	// answer runs the call against the world, with the account's lock held.
	answer func(*Account, *call) (reply, *apiError)
	// refuse writes an error in the service's format.
	refuse func(*call, *apiError) reply
	// says are the service's words for what every service can say.
	says vocabulary
}

// ServeHTTP answers a call to any of the services.
func (a *Account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, answer, err := a.handle(r)
	if err != nil {
		return // the client is gone
	}
	send(w, answer)
}

func send(w http.ResponseWriter, answer reply) {
	for name, values := range answer.header {
		w.Header()[name] = values
	}
	if answer.ending != whole {
		sendPart(w, answer)
		return
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body) // a client that went away needs no answer
}

// handle reads a request to its end and answers it. The error is non-nil only when the
// request's own context ended or its body could not be read.
func (a *Account) handle(r *http.Request) (*call, reply, error) {
	req, err := read(r)
	if err != nil {
		return nil, reply{}, err
	}
	c := a.understand(req)
	answer, err := a.disturbed(r.Context(), c)
	return c, answer, err
}

func read(r *http.Request) (request, error) {
	req := request{method: r.Method, host: r.Host, path: r.URL.EscapedPath(), query: r.URL.RawQuery, header: r.Header}
	if req.host == "" {
		req.host = r.URL.Host
	}
	if r.Body == nil {
		return req, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err = errors.Join(err, r.Body.Close()); err != nil {
		return req, err
	}
	req.body = body
	return req, nil
}

func wait(ctx context.Context, d time.Duration) error {
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("the call was left before its answer: %w", err)
	}
	return nil
}

// understand tells the service, operation and Region of a request, and counts it.
func (a *Account) understand(req request) *call {
	c := &call{request: req}
	scope, signed := credentialScope(&req)
	c.signed, c.region = signed, scope.region
	c.service = serviceOf(&req, scope.service)
	if c.region == "" {
		c.region = Region
	}
	name := "unknown"
	if c.service != nil {
		name = c.service.name
		c.op = c.service.operation(&req)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls[name+":"+c.op]++
	c.n = a.calls[name+":"+c.op]
	c.id = requestID(name, c.op, c.n)
	c.now = a.clock()
	if c.service == &s3Service {
		name, _ := bucketOf(&req)
		if b, found := a.world.bucket(name); found {
			c.bucketRegion = b.region
		}
	}
	return c
}

func (a *Account) answer(c *call) reply {
	if c.service == nil {
		return reply{status: http.StatusNotFound, header: header("text/plain"), body: []byte("sandbox: no AWS service recognised in this request\n")}
	}
	if len(c.body) > maxBody {
		return c.service.refuse(c, &apiError{http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "Request entity is too large"})
	}
	if a.fault != nil {
		if f := a.fault(c.service.name, c.op, c.n); f != nil {
			return f.reply(c)
		}
	}
	if refusal := a.admit(c); refusal != nil {
		return c.service.refuse(c, refusal)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.world.settle(c.now)
	if refusal := a.authorise(c); refusal != nil {
		return c.service.refuse(c, refusal)
	}
	answer, refusal := c.service.answer(a, c)
	if refusal != nil {
		return c.service.refuse(c, refusal)
	}
	return answer
}

// admit says no to whoever may not call: unsigned, in a Region that is not the
// account's, or denied.
func (a *Account) admit(c *call) *apiError {
	says := c.service.says
	if !c.signed {
		return &says.unsigned
	}
	switch standingOf(c.region) {
	case noSuchRegion:
		return &says.badScope
	case notEnabled:
		return &says.badKey
	case enabled:
	}
	if c.op != "" && a.denies(c.service.action(c.op)) {
		return a.denial(c.service, c.service.action(c.op))
	}
	return nil
}

func (f *Fault) reply(c *call) reply {
	if f.RawBody != nil {
		return reply{status: f.Status, header: header(f.ContentType), body: f.RawBody}
	}
	return c.service.refuse(c, &apiError{f.Status, f.Code, f.Message})
}

func header(contentType string) http.Header {
	h := http.Header{}
	h.Set("Content-Type", contentType)
	return h
}

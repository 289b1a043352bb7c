package awsclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// foreignAnswer is an answer that does not come from the API that was called: a web page,
// or nothing at all. The SDK would take some of these for an empty list.
type foreignAnswer struct {
	status int
	what   string
}

// Error says what came instead of an answer.
func (f *foreignAnswer) Error() string {
	return fmt.Sprintf("answered %d %s with %s", f.status, http.StatusText(f.status), f.what)
}

// RetryableError keeps the SDK from asking a web page five times. A gateway of AWS itself
// may answer so for a moment, with these three.
func (f *foreignAnswer) RetryableError() bool { return f.passing() }

func (f *foreignAnswer) passing() bool {
	switch f.status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// refuseForeignAnswers looks at each raw answer before the SDK decodes it.
func refuseForeignAnswers(stack *middleware.Stack) error {
	step := middleware.DeserializeMiddlewareFunc("RefuseForeignAnswer", refuseForeign)
	if err := stack.Deserialize.Add(step, middleware.After); err != nil {
		return fmt.Errorf("look at answers: %w", err)
	}
	return nil
}

func refuseForeign(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	out, metadata, err = next.HandleDeserialize(ctx, in)
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok || response.Response == nil {
		return
	}
	if foreign := inspect(awsmiddleware.GetServiceID(ctx), response.Response); foreign != nil {
		err = foreign
	}
	return
}

// inspect judges an answer by its beginning, and leaves the body as it was.
func inspect(service string, response *http.Response) *foreignAnswer {
	if response.Body == nil || response.Request != nil && response.Request.Method == http.MethodHead {
		return nil
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(response.Body, head)
	head = head[:n]
	response.Body = &rejoined{Reader: io.MultiReader(bytes.NewReader(head), response.Body), Closer: response.Body}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil // it comes again when the rest is read
	}

	start := strings.ToLower(strings.TrimSpace(string(head)))
	switch {
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"):
		return &foreignAnswer{status: response.StatusCode, what: "a web page"}
	case service != "EC2" && service != "IAM" && service != "STS" || response.StatusCode >= http.StatusMultipleChoices:
		return nil
	case start == "":
		return &foreignAnswer{status: response.StatusCode, what: "nothing"}
	case foreignRoot(start):
		return &foreignAnswer{status: response.StatusCode, what: "something that is no answer of " + service}
	}
	return nil
}

// foreignRoot reports whether a document plainly is not "<…Response>", as every answer of
// the Query protocols is.
func foreignRoot(document string) bool {
	if strings.HasPrefix(document, "<?") {
		_, document, _ = strings.Cut(document, "?>")
		document = strings.TrimSpace(document)
	}
	name, ok := strings.CutPrefix(document, "<")
	if !ok {
		return true // the SDK's decoder would find no element, and take that for an empty list
	}
	if strings.HasPrefix(name, "!") {
		return false // a comment hides the root
	}
	if end := strings.IndexAny(name, " \t\r\n/>"); end >= 0 {
		return !strings.HasSuffix(name[:end], "response")
	}
	return false
}

type rejoined struct {
	io.Reader
	io.Closer
}

package awsclient

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"sagevpc/steps/facts"
)

// sdkUnknown stands where an error answer had no code. It is the SDK's word, not AWS's.
const sdkUnknown = "UnknownError"

// kindOf sorts AWS's error codes. The sources are EC2's list of error codes
// (https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html), the common errors of
// SageMaker and IAM, and S3's (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
func kindOf(code, message string, status int) facts.Kind {
	is := func(codes ...string) bool { return slices.Contains(codes, code) }
	switch {
	case is("UnauthorizedOperation", "AccessDenied", "AccessDeniedException", "AuthorizationError", "NotAuthorized",
		"UnauthorizedException", "ForbiddenException", "Forbidden", "Client.UnauthorizedOperation"):
		return facts.Denied
	case is("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidGrantException",
		"RequestExpired"):
		return facts.Expired
	case is("OptInRequired", "RegionDisabledException", "InvalidRegion"),
		strings.Contains(message, "scoped to a valid region"), strings.Contains(message, "not enabled in this region"):
		return facts.BadRegion
	case is("AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidAccessKeyId",
		"IncompleteSignature", "IncompleteSignatureException", "InvalidSignatureException", "MissingAuthenticationToken",
		"MissingAuthenticationTokenException", "RequestTimeTooSkewed"):
		return facts.BadCredentials
	case throttling(code), status == http.StatusTooManyRequests:
		return facts.Throttled
	case strings.HasSuffix(code, "LimitExceeded"), strings.HasSuffix(code, "LimitExceededException"),
		is("ResourceLimitExceeded", "ServiceQuotaExceededException", "InsufficientFreeAddressesInSubnet"):
		return facts.Limit
	case kindOfWords(message) != "":
		return kindOfWords(message)
	case is("RouteAlreadyExists", "EntityAlreadyExists", "ResourceInUse", "Resource.AlreadyAssociated"), strings.HasSuffix(code, "AlreadyExists"),
		strings.HasSuffix(code, ".Duplicate"), strings.HasPrefix(message, "Cannot create already existing"):
		return facts.Exists
	case strings.HasSuffix(code, "NotFound"), strings.HasSuffix(code, "NotFoundException"),
		is("NoSuchEntity", "NoSuchBucket", "NoSuchKey"), strings.HasPrefix(message, "Could not find "):
		return facts.NotFound
	case is("InvalidAction", "UnknownOperationException", "UnknownOperation", "NotImplemented", "MethodNotAllowed"),
		is(sdkUnknown, "") && (status == http.StatusNotFound || status == http.StatusMethodNotAllowed):
		return facts.WrongEndpoint
	case status >= http.StatusInternalServerError,
		is("InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable", "Unavailable"):
		return facts.Service
	}
	return facts.Invalid
}

// throttling is about the rate of calls; a used-up quota has codes that look alike.
func throttling(code string) bool {
	return slices.Contains([]string{
		"RequestLimitExceeded", "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled",
		"RequestThrottledException", "TooManyRequestsException", "SlowDown", "PriorRequestNotComplete",
		"BandwidthLimitExceeded", "EC2ThrottledException", "Client.RequestLimitExceeded",
	}, code)
}

// refused explains an error that AWS itself wrote. Its text is kept as the reason.
func (p place) refused(f *facts.Fault, api smithy.APIError, status int) {
	f.Kind = kindOf(api.ErrorCode(), api.ErrorMessage(), status)
	f.Why = api.ErrorMessage()
	if f.Code == sdkUnknown {
		f.Code = ""
		f.Why = strings.TrimSpace("status " + strconv.Itoa(status) + " " + http.StatusText(status))
	}
	switch f.Kind {
	case facts.Denied:
		p.denied(f)
	case facts.Expired:
		p.expired(f)
	case facts.BadCredentials:
		p.badCredentials(f)
	case facts.BadRegion:
		*f = *p.badRegion(f.Why, f)
	case facts.Throttled:
		f.Summary, f.Retry = "AWS limits how often "+f.Op+" may be called, and retries did not help", true
		f.Fix = "Wait a minute and try again; other programs of this account share the limit."
	case facts.WrongEndpoint:
		p.wrongEndpoint(f)
	case facts.NotFound:
		f.Summary = "What " + f.Op + " asks for does not exist"
		f.Fix = "Check the id or name, and that it lies in " + first(p.region, "this Region") + "."
	case facts.Exists:
		f.Summary = "What " + f.Op + " would create exists already"
		f.Fix = "Choose another name, or use the one that exists."
	case facts.Limit:
		f.Summary = "A quota of the account is used up, so " + f.Op + " was refused"
		f.Fix = "Delete what is not needed, or ask for more in the Service Quotas console."
	case facts.Service:
		f.Summary, f.Retry = "AWS failed at "+f.Op, true
		f.Fix = "Wait a moment and try again; https://health.aws.amazon.com shows known trouble."
	case facts.Invalid, facts.NoCredentials, facts.NoRegion, facts.NoProfile, facts.Offline, facts.Interrupted:
		f.Kind = facts.Invalid
		f.Summary = "AWS refused the content of " + f.Op
		f.Fix = "Correct what AWS names."
	}
	detail(f)
}

func (p place) denied(f *facts.Fault) {
	f.Op = deniedAction(f.Why, f.Op)
	f.Summary = f.Op + " is not allowed"
	f.Fix = "Ask for " + f.Op + " in the policy of this identity, or choose a profile that has it."
	why, encoded, hasDetails := strings.Cut(f.Why, "Encoded authorization failure message:")
	switch {
	case hasDetails:
		// Kilobytes of it would bury the sentence; the receipt and JSON keep it.
		f.Why, f.Encoded = strings.TrimSpace(why), strings.TrimSpace(encoded)
		f.Fix += " The encoded details are in the receipt, for `aws sts decode-authorization-message`."
	case strings.Contains(f.Why, "service control policy"):
		f.Fix = "A service control policy of the organization forbids it; its administrators can say why."
	case strings.Contains(f.Why, "permissions boundary"):
		f.Fix = "The identity's permissions boundary forbids it; add " + f.Op + " there as well."
	}
}

func statusOf(err error) int {
	if response := (*smithyhttp.ResponseError)(nil); errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

func requestIDOf(err error) string {
	if response := (*awshttp.ResponseError)(nil); errors.As(err, &response) {
		return response.RequestID
	}
	return ""
}

package awsclient

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/logincreds"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"

	"sagevpc/steps/facts"
)

// credentials explains why the credential chain gave nothing. It is reached in the middle
// of another call, whose Op the fault keeps where the chain has none of its own.
func (p place) credentials(ctx context.Context, f *facts.Fault, err error) {
	var process *processcreds.ProviderError
	var api smithy.APIError
	inner := chainService(err)
	p = p.inChain(inner)
	switch {
	case strings.EqualFold(inner, "ec2imds"):
		p.noCredentials(f, "neither environment, shared configuration nor an instance role offers any")
	case signIn(err, inner):
		p.signedOut(ctx, f, err)
	case errors.As(err, &process):
		p.noCredentials(f, err.Error())
		f.Summary = "The credential_process of " + p.whose() + " failed"
		f.Fix = "Run its command by hand and correct what it reports."
	case errors.As(err, &api):
		f.Op, f.Code = action(err), api.ErrorCode()
		p.refused(f, api, statusOf(err))
	case p.offline(f, err):
		f.Summary = "Credentials could not be fetched: " + f.Summary
	default:
		p.noCredentials(f, root(err))
	}
}

// chainService is the SDK's name of the service that the chain itself called last.
func chainService(err error) string {
	for operation := (*smithy.OperationError)(nil); errors.As(err, &operation); err = operation.Err {
		if next := (*smithy.OperationError)(nil); !errors.As(operation.Err, &next) {
			return operation.ServiceID
		}
	}
	return ""
}

func signIn(err error, service string) bool {
	var token *ssocreds.InvalidTokenError
	return errors.As(err, &token) || slices.Contains([]string{"SSO", "SSO OIDC", "Signin"}, service) ||
		strings.Contains(err.Error(), "SSO token") || strings.Contains(err.Error(), "login token")
}

// signedOut explains a sign-in that has ended, or was never made.
func (p place) signedOut(ctx context.Context, f *facts.Fault, err error) {
	var api smithy.APIError
	switch {
	case errors.As(err, &api) && api.ErrorCode() == "ForbiddenException":
		f.Kind, f.Code, f.Why = facts.Denied, api.ErrorCode(), api.ErrorMessage()
		f.Summary = "The sign-in portal does not give " + p.whose() + " its role"
		f.Fix = "Check sso_account_id and sso_role_name of the profile, or ask for the assignment."
		return
	case ctx.Err() == nil && !errors.As(err, &api) && p.offline(f, err):
		f.Summary = "The sign-in could not be renewed: " + f.Summary
		return
	}
	f.Kind, f.Why = facts.Expired, root(err)
	session, command := "SSO", "aws sso login"
	if strings.Contains(err.Error(), "login token") || chainService(err) == "Signin" {
		session, command = "login", "aws login"
	}
	f.Summary = "The " + session + " session of " + p.whose() + " has expired"
	f.Fix = "Sign in again with `" + command + p.profileFlag() + "`."
	if why, never := neverSignedIn(err); never {
		f.Kind, f.Why = facts.NoCredentials, why
		f.Summary = "Nobody has signed in with " + p.whose() + " yet"
		f.Fix = "Sign in with `" + command + p.profileFlag() + "`."
	}
}

// neverSignedIn reports that the file does not exist in which the AWS CLI leaves a sign-in.
func neverSignedIn(err error) (why string, never bool) {
	if file := (*fs.PathError)(nil); errors.As(err, &file) && errors.Is(err, fs.ErrNotExist) {
		return "there is no sign-in at " + file.Path, true
	}
	// The provider of login sessions keeps the path and the error to itself.
	return "the cache of login sessions has none of it", strings.Contains(err.Error(), "token file not found")
}

func (p place) noCredentials(f *facts.Fault, why string) {
	f.Kind = facts.NoCredentials
	f.Summary = "No AWS credentials were found"
	if p.profile != "" {
		f.Summary += " for " + p.whose()
	}
	f.Why = why
	f.Fix = "Run `aws configure sso` or `aws configure`, choose a profile with --profile," +
		" or try everything without an account with --demo."
}

// expired explains the end of a session. RequestExpired has two causes: EC2 answers it to a
// request that is older than 15 minutes or from the future, and to temporary credentials
// that have expired (https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html).
func (p place) expired(f *facts.Fault) {
	f.Summary = "The session of " + p.whose() + " has expired"
	f.Fix = p.renewal()
	if f.Code == "RequestExpired" {
		f.Summary = "The session of " + p.whose() + " has ended, or this machine's clock is wrong"
		f.Fix += " If it has not ended, set the clock."
	}
}

// renewal is how the credentials in use are renewed.
func (p place) renewal() string {
	source := p.source.name()
	file, shared := strings.CutPrefix(source, "SharedConfigCredentials: ") // the SDK's word for a shared file
	switch {
	case source == ssocreds.ProviderName:
		return "Sign in again with `aws sso login" + p.profileFlag() + "`."
	case source == logincreds.ProviderName:
		return "Sign in again with `aws login" + p.profileFlag() + "`."
	case source == config.CredentialsSourceName:
		return "Put new temporary keys into the environment."
	case source == processcreds.ProviderName:
		return "Run the credential_process of " + p.whose() + " by hand: it gave keys that have expired."
	case shared:
		return "Put new temporary keys into " + file + "."
	}
	return "Renew it: `aws sso login" + p.profileFlag() + "` for SSO, or fetch new temporary keys into the environment."
}

func (p place) badCredentials(f *facts.Fault) {
	switch f.Code {
	case "RequestTimeTooSkewed":
		f.Summary = "AWS refused the request as too old"
		f.Fix = "Set this machine's clock."
		return
	case "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException":
		f.Summary = "AWS does not accept the signature made with the keys of " + p.whose()
		f.Fix = "The secret key does not belong to the access key, or this machine's clock is wrong: check both."
		return
	}
	f.Summary = "AWS does not accept the keys of " + p.whose()
	f.Fix = "Check them with `aws sts get-caller-identity" + p.profileFlag() + "`."
	if p.region != "" {
		f.Fix += " Good keys are refused as well where " + p.region + " is not enabled for the account."
	}
}

func (p place) noRegion() *facts.Fault {
	return &facts.Fault{
		Kind: facts.NoRegion, Summary: "No Region was named",
		Why: "neither --region, AWS_REGION nor the profile has one",
		Fix: "Add --region, for example --region us-east-1.",
	}
}

// badRegion explains a Region that does not exist, starting from what is known in f.
func (p place) badRegion(why string, f *facts.Fault) *facts.Fault {
	known := facts.Fault{}
	if f != nil {
		known = *f
	}
	known.Kind, known.Retry = facts.BadRegion, false
	known.Why = why
	if knownRegion(p.region) {
		known.Summary = "The Region " + p.region + " cannot be used by this account"
		known.Fix = "Enable it in the account's settings, or choose another with --region."
		return &known
	}
	known.Summary = "There is no Region " + p.region
	known.Fix = "Choose one with --region, for example us-east-1."
	if near := nearest(p.region, knownRegions()); near != "" {
		known.Fix = "Did you mean --region " + near + "?"
	}
	return &known
}

func knownRegion(name string) bool { return slices.Contains(knownRegions(), name) }

// unloadable explains why the shared configuration gave no configuration.
func (p place) unloadable(err error) *facts.Fault {
	var absent config.SharedConfigProfileNotExistError
	var unread config.SharedConfigLoadError
	var mfa config.AssumeRoleTokenProviderNotSetError
	f := &facts.Fault{Err: err, Why: root(err)}
	switch {
	case errors.As(err, &absent):
		f.Kind = facts.NoProfile
		f.Summary = "There is no profile " + absent.Profile
		f.Why = "the shared configuration does not have it"
		f.Fix = "`aws configure list-profiles` lists the profiles there are; choose one with --profile or AWS_PROFILE."
		if near := nearest(absent.Profile, p.profiles()); near != "" {
			f.Fix = "Did you mean --profile " + near + "?"
		}
	case errors.As(err, &mfa):
		f.Kind = facts.NoCredentials
		f.Summary = "The role of " + p.whose() + " wants an MFA code, which this program does not ask for"
		f.Fix = "Fetch temporary keys first, for example with `aws configure export-credentials" + p.profileFlag() + " --format env`."
	case errors.As(err, &unread):
		f.Kind = facts.Invalid
		f.Summary = "The shared configuration file " + unread.Filename + " could not be read"
		f.Fix = "Correct the file."
	default:
		f.Kind = facts.Invalid
		f.Summary = "The AWS configuration of " + p.whose() + " cannot be used"
		f.Why = err.Error()
		f.Fix = "Correct the setting that is named, in the environment or in the shared configuration."
	}
	return f
}

// whose names the credentials in a sentence.
func (p place) whose() string {
	if p.profile == "" {
		return "the default credentials"
	}
	return "profile " + p.profile
}

// profileFlag is the AWS CLI's flag for the profile, ready to be pasted into a shell.
func (p place) profileFlag() string {
	switch {
	case p.profile == "":
		return ""
	case strings.ContainsFunc(p.profile, unsafeInShell):
		return " --profile '" + strings.ReplaceAll(p.profile, "'", `'\''`) + "'"
	}
	return " --profile " + p.profile
}

func unsafeInShell(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.@/+", r)
}

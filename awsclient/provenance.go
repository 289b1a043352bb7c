package awsclient

import (
	"context"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// markedCredentials tells errors of the credential chain from errors of the call itself,
// and remembers which provider of the chain answered.
type markedCredentials struct {
	aws.CredentialsProvider
	source *source
}

type credentialError struct{ error }

func (e *credentialError) Unwrap() error { return e.error }

// Retrieve returns the provider's credentials, its error marked.
func (m markedCredentials) Retrieve(ctx context.Context) (aws.Credentials, error) {
	value, err := m.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		return value, &credentialError{err}
	}
	m.source.last.Store(&value.Source)
	return value, nil
}

// source is where the credentials last came from.
type source struct{ last atomic.Pointer[string] }

// name is the SDK's name of the provider, "" when there is none yet.
func (s *source) name() string {
	if s == nil {
		return ""
	}
	if last := s.last.Load(); last != nil {
		return *last
	}
	return ""
}

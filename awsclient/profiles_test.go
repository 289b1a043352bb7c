package awsclient_test

import (
	"slices"
	"testing"

	"sagevpc/awsclient"
)

const profiles = `
# comment
[default]
region = eu-west-1
[profile ml-dev] ; the team's
region = us-west-2
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = example
[ profile   two words ]
region = us-east-1
role_arn = arn:aws:iam::111122223333:role/admin
mfa_serial = arn:aws:iam::111122223333:mfa/me
source_profile = ml-dev
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
[profile sso]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
region = us-east-1
[profile sso-old]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Dev
region = us-east-1
[profile login]
login_session = arn:aws:iam::111122223333:user/me
region = us-east-1
[profile process]
credential_process = false
region = us-east-1
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/admin
mfa_serial = arn:aws:iam::111122223333:mfa/me
source_profile = ml-dev
region = us-east-1
[services local]
[not-a-profile]
`

const credentials = "[ml-dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = example\n[keys-only]\n"

func TestProfiles(t *testing.T) {
	machine(t, profiles, credentials)
	want := []string{"", "default", "keys-only", "login", "mfa", "ml-dev", "process", "sso", "sso-old", "two words"}
	if got := awsclient.New(awsclient.Options{}).Profiles(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := awsclient.New(awsclient.Options{Credentials: key}).Profiles(); !slices.Equal(got, []string{""}) {
		t.Errorf("the sandbox offers %q", got)
	}
}

func TestProfilesWithoutDefaultChain(t *testing.T) {
	machine(t, "[profile only]\n", "")
	if got := awsclient.New(awsclient.Options{}).Profiles(); !slices.Equal(got, []string{"only"}) {
		t.Errorf("got %q: nothing but the profile can give credentials", got)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
	if got := awsclient.New(awsclient.Options{}).Profiles(); !slices.Equal(got, []string{"", "only"}) {
		t.Errorf("got %q: the environment has keys", got)
	}
	t.Setenv("AWS_CONFIG_FILE", "/nonexistent")
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	if got := awsclient.New(awsclient.Options{}).Profiles(); !slices.Equal(got, []string{""}) {
		t.Errorf("got %q without any file", got)
	}
}

func TestRegionsAreSortedAndKnown(t *testing.T) {
	got := awsclient.New(awsclient.Options{}).Regions()
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("the Regions are not sorted or have duplicates: %v", got)
	}
	for _, region := range []string{"us-east-1", "cn-north-1", "us-gov-west-1"} {
		if !slices.Contains(got, region) {
			t.Errorf("%s is missing", region)
		}
	}
}

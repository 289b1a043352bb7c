package sandbox_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// A key that is not the account's is refused in each service's words.
func TestKeyThatIsNotKnown(t *testing.T) {
	c := open(t, "tour", rules(t, "* badkey"))
	_, err := c.ec2.DescribeVpcs(t.Context(), &ec2.DescribeVpcsInput{})
	if err == nil || !strings.Contains(err.Error(), "AuthFailure") {
		t.Errorf("EC2 says %v", err)
	}
	_, err = c.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err == nil || !strings.Contains(err.Error(), "InvalidClientTokenId") {
		t.Errorf("STS says %v", err)
	}
}

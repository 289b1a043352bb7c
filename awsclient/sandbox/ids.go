package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// digest is the source of everything that looks random: the same name always gives the
// same digits.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// id is the id of the object that a scenario calls path, "subnet-0" and sixteen more
// digits for id("subnet", "ml-prod/private-a"). AWS's own long ids begin with a zero too.
func id(prefix, path string) string {
	return prefix + "-0" + digest("id", prefix, path)[:16]
}

func requestID(service, op string, n int) string {
	d := digest("request", service, op, fmt.Sprint(n))
	return strings.Join([]string{d[:8], d[8:12], "4" + d[13:16], "8" + d[17:20], d[20:32]}, "-")
}

// uniqueID is the id that IAM gives to an object, "AROA…" for a role.
func uniqueID(prefix, name string) string {
	return prefix + strings.ToUpper(digest("unique", prefix, name)[:17])
}

// shapedID reports whether an id has the shape prefix-[0-9a-f]{8} or prefix-[0-9a-f]{17}.
func shapedID(s, prefix string) bool {
	digits, found := strings.CutPrefix(s, prefix+"-")
	if !found || (len(digits) != 8 && len(digits) != 17) {
		return false
	}
	return strings.Trim(digits, "0123456789abcdef") == ""
}

package awsclient

import (
	"cmp"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
)

// Profiles lists the profiles of the shared configuration, sorted, with "" first when the
// default chain can be used. A file that cannot be read counts as empty, as in the SDK.
func (c *Client) Profiles() []string {
	if c.isolated() {
		return []string{""}
	}
	names := slices.Concat(
		profilesIn(cmp.Or(os.Getenv("AWS_CONFIG_FILE"), config.DefaultSharedConfigFilename()), true),
		profilesIn(cmp.Or(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), config.DefaultSharedCredentialsFilename()), false),
	)
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 0 || slices.Contains(names, "default") || defaultChain() {
		names = slices.Insert(names, 0, "")
	}
	return names
}

// defaultChain reports whether something besides the shared files may hold credentials.
func defaultChain() bool {
	for _, variable := range []string{
		"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
	} {
		if os.Getenv(variable) != "" {
			return true
		}
	}
	// Without a call nobody can tell whether this is an EC2 instance with a role.
	return !strings.EqualFold(os.Getenv("AWS_EC2_METADATA_DISABLED"), "true")
}

// profilesIn reads the section names of one file the way the SDK does. Its list is not
// exported; the grammar is that of aws-sdk-go-v2/config/internal/ini: "[profile NAME]" or
// "[default]" in the config file, "[NAME]" in the credentials file, with comments after it.
func profilesIn(path string, configFile bool) []string {
	content, err := os.ReadFile(path) //nolint:gosec // the user's own file, named as the AWS CLI names it
	if err != nil {
		return nil
	}
	var names []string
	for line := range strings.Lines(strings.TrimPrefix(string(content), "\ufeff")) {
		line, _, _ = strings.Cut(line, "#")
		line, _, _ = strings.Cut(line, ";")
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "[") || !strings.HasSuffix(line, "]") {
			continue
		}
		words := strings.Fields(line[1 : len(line)-1])
		switch {
		case len(words) == 1 && (!configFile || strings.EqualFold(words[0], "default")):
			names = append(names, words[0])
		case len(words) >= 2 && configFile && words[0] == "profile":
			section := strings.TrimSpace(line[1 : len(line)-1])
			names = append(names, strings.TrimSpace(strings.TrimPrefix(section, "profile")))
		}
	}
	return names
}

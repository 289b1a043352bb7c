package plan

import (
	"fmt"
	"regexp"
	"strings"

	"sagevpc/steps/facts"
	"sagevpc/steps/policy"
)

// The patterns and lengths of CreateModel and ContainerDefinition.
var (
	modelName = regexp.MustCompile(`^[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?$`)
	roleARN   = regexp.MustCompile(`^arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$`)
	imageName = regexp.MustCompile(`^\S+$`)
	dataURL   = regexp.MustCompile(`^(https|s3)://([^/]+)/?(.*)$`)
	ecrImage  = regexp.MustCompile(`^\d{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.[a-z0-9.-]+/`)
)

// ModelNameProblem says what is wrong with a model's name, "" when nothing is.
func ModelNameProblem(name string) string {
	switch {
	case name == "":
		return "a name is needed"
	case len(name) > 63:
		return fmt.Sprintf("it has %d characters, and at most 63 are allowed", len(name))
	case !modelName.MatchString(name):
		return "only letters, digits and hyphens are allowed, beginning and ending with a letter or digit"
	}
	return ""
}

// RoleProblem says what is wrong with an execution role's ARN, "" when nothing is.
func RoleProblem(arn string) string {
	switch {
	case arn == "":
		return "a role is needed: SageMaker acts with it"
	case len(arn) < 20 || len(arn) > 2048 || !roleARN.MatchString(arn):
		return "it is not the ARN of a role, such as arn:aws:iam::111122223333:role/SageMakerExecution"
	}
	return ""
}

// ImageProblem says what is wrong with a container image's name, "" when nothing is.
func ImageProblem(image string) string {
	switch {
	case image == "":
		return "an image is needed, such as 111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud:3"
	case len(image) > 255:
		return fmt.Sprintf("it has %d characters, and at most 255 are allowed", len(image))
	case !imageName.MatchString(image):
		return "an image's name has no spaces"
	}
	return ""
}

// DataProblem says what is wrong with the location of model data, "" when nothing is. No
// location at all is allowed: an image can carry its model.
func DataProblem(url string) string {
	switch {
	case url == "":
		return ""
	case len(url) > 1024:
		return fmt.Sprintf("it has %d characters, and at most 1024 are allowed", len(url))
	case !dataURL.MatchString(url):
		return "it must begin with s3:// or https:// and name one .tar.gz, such as s3://my-bucket/model.tar.gz"
	}
	return ""
}

func checkModel(t target) []Finding {
	var out []Finding
	block := func(rule, subject, what, problem, source string) {
		if problem != "" {
			out = append(out, Finding{
				Rule: rule, Severity: Block, Subject: subject, Summary: what + ": " + problem,
				Detail: "CreateModel refuses the request.", Fix: "Correct " + subject + ".", Source: source,
			})
		}
	}
	if t.model.Name != "" {
		block(RuleModelName, "model.name", fmt.Sprintf("the name %q is not allowed", t.model.Name), ModelNameProblem(t.model.Name), docCreateModel)
	}
	// Before there is a name there is no model to judge, only a form that is being filled in.
	if t.model.Role != "" || t.model.Name != "" {
		block(RuleModelRole, "model.role", fmt.Sprintf("%q cannot be the execution role", t.model.Role), RoleProblem(t.model.Role), docCreateModel)
	}
	for i, c := range t.model.Containers {
		field := fmt.Sprintf("model.containers[%d]", i)
		if _, packaged := c.Extra["ModelPackageName"]; !packaged {
			block(RuleModelImage, field+".image", "the image cannot be used", ImageProblem(c.Image), docContainer)
		}
		block(RuleModelData, field+".model_data", fmt.Sprintf("%q cannot be the model data", c.ModelData), DataProblem(c.ModelData), docContainer)
		block(RuleModelEnvironment, field+".environment", "the environment is refused", EnvironmentProblem(c.Environment), docContainer)
		out = append(out, checkImageMode(field, c)...)
	}
	if t.model.Isolation {
		detail := "SageMaker still fetches the model data through your subnets, so the way to S3 is needed all the same."
		if t.dataless() {
			detail = "The model has no data in S3 that SageMaker would fetch through your subnets."
		}
		out = append(out, Finding{
			Rule: RuleModelIsolation, Severity: Info, Subject: "model.network_isolation",
			Summary: "with network isolation the container reaches nothing, not even the VPC",
			Detail:  detail,
			Fix:     "Turn network isolation off if the container must reach something.", Source: docIsolation,
		})
	}
	return append(out, t.checkName()...)
}

func (t target) checkName() []Finding {
	if t.model.Name == "" {
		return nil
	}
	if fault, missing := t.f.Gaps[facts.TopicModelName]; missing {
		return []Finding{unknown(RuleModelExists, "model.name", "whether the name is taken is not known", fault, docCreateModel)}
	}
	if c := t.f.ModelName; c == nil || !c.Taken || !strings.EqualFold(c.Name, t.model.Name) {
		return nil
	}
	return []Finding{{
		Rule: RuleModelExists, Severity: Block, Subject: "model.name",
		Summary: "a model named " + t.model.Name + " exists already",
		Detail:  "Names of models are unique in an account and Region: " + t.f.ModelName.ARN + ". CreateModel never overwrites.",
		Fix:     "Choose another name.", Source: docCreateModel,
	}}
}

// checkImageMode looks for a registry other than ECR, which SageMaker pulls from only through the VPC.
func checkImageMode(field string, c facts.Container) []Finding {
	if c.Image == "" || ecrImage.MatchString(c.Image) {
		return nil
	}
	if config, ok := c.Extra["ImageConfig"].(map[string]any); ok && config["RepositoryAccessMode"] == "Vpc" {
		return nil
	}
	return []Finding{{
		Rule: RuleModelImageMode, Severity: Block, Subject: field + ".image",
		Summary: fmt.Sprintf("the image %q is not in Amazon ECR", c.Image),
		Detail:  "CreateModel answers: Using non-ECR image without Vpc repository access mode is not supported.",
		Fix:     "Push the image to ECR and name it there, or copy a model whose ImageConfig has RepositoryAccessMode Vpc.", Source: docNonECR,
	}}
}

// checkModelData compares the Region of each bucket with the model's: a gateway endpoint
// serves its own Region only, and SageMaker wants the data in the same one.
func checkModelData(t target) []Finding {
	var out []Finding
	seen := map[string]bool{}
	for _, url := range ModelData(t.a, t.f) {
		name, _, ok := policy.ParseS3URL(url)
		bucket, read := t.f.Buckets[name]
		if !ok || !read || seen[name] {
			continue
		}
		seen[name] = true
		if fault, missing := bucket.Gaps[facts.TopicBuckets]; missing {
			out = append(out, unknown(RuleModelDataRegion, name, "the Region of bucket "+name+" is not known", fault, docContainer))
			continue
		}
		if t.f.Caller != nil && bucket.Region != "" && bucket.Region != t.f.Caller.Region {
			out = append(out, Finding{
				Rule: RuleModelDataRegion, Severity: Block, Subject: name,
				Summary: fmt.Sprintf("bucket %s is in %s, the model would be in %s", name, bucket.Region, t.f.Caller.Region),
				Detail:  "Model data must be in the model's own Region, and an S3 gateway endpoint reaches no other.",
				Fix:     "Copy the data into a bucket in " + t.f.Caller.Region + " and name that one.", Source: docContainer,
			})
		}
	}
	return out
}

// unknown is a finding about what could not be checked, with what would let it be.
func unknown(rule, subject, summary string, fault facts.Fault, source string) Finding {
	return Finding{
		Rule: rule, Severity: Unknown, Subject: subject, Summary: summary,
		Detail: "Not checked: " + strings.TrimSuffix(fault.Summary, ".") + why(fault) + ".", Fix: fault.Fix, Source: source,
	}
}

// mostOfReason is how many characters of AWS's own words are repeated.
const mostOfReason = 160

// why is AWS's reason, cut to what the summary does not say: of a refusal what follows upon
// "because". Who was refused, and what, is known.
func why(f facts.Fault) string {
	text, before := f.Why, " ("
	if _, reason, given := strings.Cut(text, " because "); f.Kind == facts.Denied {
		if !given {
			return ""
		}
		text, before = reason, awsSays
	}
	text = strings.TrimSuffix(text, ".")
	if runes := []rune(text); len(runes) > mostOfReason {
		text = string(runes[:mostOfReason]) + "…"
	}
	if text == "" {
		return ""
	}
	return before + text + ")"
}

const awsSays = " (AWS says: "

// tellOnce takes a reason out of the findings that come after the first one with it.
func tellOnce(findings []Finding) {
	told := map[string]bool{}
	for i, f := range findings {
		from := strings.Index(f.Detail, awsSays)
		if from < 0 {
			continue
		}
		length := strings.Index(f.Detail[from:], ").")
		if length < 0 {
			continue
		}
		reason := f.Detail[from : from+length+1]
		if told[reason] {
			findings[i].Detail = strings.Replace(f.Detail, reason, "", 1)
		}
		told[reason] = true
	}
}

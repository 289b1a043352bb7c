package sandbox

import (
	"regexp"
	"time"
)

// dataFits looks at model data with the eyes of the role, from outside any VPC, as the
// control plane does when a model is made. Data that the role may not read and data that
// does not exist are told apart only to a role that may list the bucket, which is S3's
// own rule. What a bucket that demands a VPC endpoint does to this check is not
// documented; here the endpoint is missing, as from anywhere outside.
func (x *smCall) dataFits(data modelData, asked modelRequest) *apiError {
	bucket, key, onS3 := placeOf(data.url)
	if !onS3 {
		return nil
	}
	noAccess := refusef(validation, "Could not access model data at %s. Please ensure that the role \"%s\" exists and that its trust relationship policy "+
		"allows the action \"sts:AssumeRole\" for the service principal \"sagemaker.amazonaws.com\". Also ensure that the role has \"s3:GetObject\" "+
		"permissions and that the object is located in %s. If your Model uses multiple models or uncompressed models, please ensure that the role has "+
		"\"s3:ListBucket\" permission.", data.url, asked.role, x.region.name)
	b, found := x.world.bucket(bucket)
	if !found || b.foreign || b.region != x.region.name {
		return noAccess
	}
	r, found := named(x.world.roles, (*role).arn, asked.role)
	if !found {
		return nil // a model without a role is looked at no further
	}
	may := func(action, resource string) bool {
		return x.world.roleMay(r, b, action, resource, x.region.name, x.now)
	}
	lists := may("s3:ListBucket", b.arn())
	keys := b.under(key)
	absent := refusef(validation, "Could not find model data at %s.", data.url)
	switch {
	case !data.prefix && !may("s3:GetObject", b.arn()+"/"+key):
		return noAccess
	case data.prefix && !lists:
		return noAccess
	case data.prefix && len(keys) == 0 && data.later:
		return nil
	case data.prefix && len(keys) == 0:
		return absent
	case data.prefix && !may("s3:GetObject", b.arn()+"/"+keys[0]):
		return noAccess
	case data.prefix:
		return nil
	}
	if _, exists := b.objects[key]; exists {
		return nil
	}
	if lists {
		return absent
	}
	return noAccess
}

// roleMay reports whether a session of the role that SageMaker has may do something in
// a bucket.
func (w *world) roleMay(r *role, b *bucket, action, resource, region string, now time.Time) bool {
	known := factsOf(r, region, now)
	known["s3:resourceaccount"] = []string{AccountID}
	a := access{action: action, resource: resource, by: sessionOf(r, "SageMaker"), circumstances: known}
	return ruleWith(w.layersOf(r), b.documents(), a).decision == allowed
}

// mayPull reports whether the role may pull an image of ECR, which SageMaker finds out
// when an endpoint starts, not when a model is made
// (https://github.com/aws/sagemaker-python-sdk/issues/2002). Images of other registries
// need no such right. noPull is what the endpoint says otherwise, with role and image.
func (w *world) mayPull(r *role, image string, now time.Time) bool {
	match := ecrImage.FindStringSubmatch(image)
	if match == nil {
		return true
	}
	arn := "arn:aws:ecr:" + match[2] + ":" + match[1] + ":repository/" + match[3]
	a := access{action: "ecr:BatchGetImage", resource: arn, by: sessionOf(r, "SageMaker"), circumstances: factsOf(r, match[2], now)}
	return rule(w.layersOf(r), a).decision == allowed
}

const noPull = "The role '%s' does not have BatchGetImage permission for the image: '%s'."

var ecrImage = regexp.MustCompile(`^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)`)

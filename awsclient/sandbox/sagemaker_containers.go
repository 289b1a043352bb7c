package sandbox

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The rules of a container's fields, from the service model (sagemaker 2017-07-24).
var (
	accessMode      = textRule{oneOf: []string{"Platform", "Vpc"}}
	containerMode   = textRule{oneOf: []string{"SingleModel", multiModel}}
	cacheSetting    = textRule{oneOf: []string{"Enabled", "Disabled"}}
	dataType        = textRule{oneOf: []string{ofPrefix, "S3Object"}}
	compressionType = textRule{oneOf: []string{"None", "Gzip"}}
	channelName     = pattern(`[A-Za-z0-9\.\-_]+`, 1, 64)
	credentialsARN  = pattern(`.*`, 1, 2048)
	specification   = pattern(`[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`, 1, 63)
)

const (
	multiModel = "MultiModel"
	ofPrefix   = "S3Prefix"
)

// packageName is the service model's pattern without its look-behind, which Go has not.
var packageName = textRule{
	shortest: 1, longest: 176,
	pattern: regexp.MustCompile(`^(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*/)?[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(/[0-9]{1,9})?$`),
	shown:   `(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z\-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\/[0-9]{1,9})?`,
}

// container is what CreateModel holds against the account; the rest is checked for its
// shape only.
type container struct {
	host, image, pack, access, mode string
	data                            []modelData
	badPrefix                       string // a source that is a prefix and does not end in "/"
	twoSources                      bool   // both ModelDataUrl and ModelDataSource
	twice                           string // a channel name that occurs twice
}

// modelData is where model data comes from: one object, or all those that its key begins.
type modelData struct {
	url    string
	prefix bool
	// later says that objects may be put there once the model is made.
	later bool
}

// readContainer returns what matters of a container, and the size of its environment.
func readContainer(r *reader, o jsonObject, at string) (container, int) {
	c := container{
		host:  r.text(o, "ContainerHostname", at+".containerHostname", hostingName),
		image: r.text(o, "Image", at+".image", imageURI),
		pack:  r.text(o, "ModelPackageName", at+".modelPackageName", packageName),
	}
	c.mode = r.text(o, "Mode", at+".mode", containerMode)
	r.text(o, "InferenceSpecificationName", at+".inferenceSpecificationName", specification)
	if config, given := member[jsonObject](r, o, "ImageConfig"); given {
		r.need(config, "RepositoryAccessMode", at+".imageConfig.repositoryAccessMode")
		c.access = r.text(config, "RepositoryAccessMode", at+".imageConfig.repositoryAccessMode", accessMode)
		if auth, given := member[jsonObject](r, config, "RepositoryAuthConfig"); given {
			at := at + ".imageConfig.repositoryAuthConfig.repositoryCredentialsProviderArn"
			r.need(auth, "RepositoryCredentialsProviderArn", at)
			r.text(auth, "RepositoryCredentialsProviderArn", at, credentialsARN)
		}
	}
	if config, given := member[jsonObject](r, o, "MultiModelConfig"); given {
		r.text(config, "ModelCacheSetting", at+".multiModelConfig.modelCacheSetting", cacheSetting)
	}
	c.readData(r, o, at)
	return c, readEnvironment(r, o, at+".environment")
}

// readData reads where a container's model data comes from.
func (c *container) readData(r *reader, o jsonObject, at string) {
	if data := r.text(o, "ModelDataUrl", at+".modelDataUrl", modelURL); data != "" {
		several := c.mode == multiModel
		c.data = append(c.data, modelData{data, several, several})
	}
	if source, given := member[jsonObject](r, o, "ModelDataSource"); given {
		c.twoSources = len(c.data) > 0
		if s3, given := member[jsonObject](r, source, "S3DataSource"); given {
			c.readSource(r, s3, at+".modelDataSource.s3DataSource")
		}
	}
	more, _ := member[[]jsonObject](r, o, "AdditionalModelDataSources")
	r.count(len(more), "[…]", at+".additionalModelDataSources", 0, maxDataSources)
	var channels []string
	for i, each := range more {
		at := fmt.Sprintf("%s.additionalModelDataSources.%d.member", at, i+1)
		r.need(each, "ChannelName", at+".channelName")
		r.need(each, "S3DataSource", at+".s3DataSource")
		name := r.text(each, "ChannelName", at+".channelName", channelName)
		if slices.Contains(channels, name) {
			c.twice = name
		}
		channels = append(channels, name)
		if s3, given := member[jsonObject](r, each, "S3DataSource"); given {
			c.readSource(r, s3, at+".s3DataSource")
		}
	}
}

func (c *container) readSource(r *reader, o jsonObject, at string) {
	r.need(o, "S3Uri", at+".s3Uri")
	r.need(o, "S3DataType", at+".s3DataType")
	r.need(o, "CompressionType", at+".compressionType")
	from := r.text(o, "S3Uri", at+".s3Uri", modelURL)
	kind := r.text(o, "S3DataType", at+".s3DataType", dataType)
	if kind == ofPrefix && !strings.HasSuffix(from, "/") {
		c.badPrefix = from
	}
	r.text(o, "CompressionType", at+".compressionType", compressionType)
	if eula, given := member[jsonObject](r, o, "ModelAccessConfig"); given {
		r.need(eula, "AcceptEula", at+".modelAccessConfig.acceptEula")
		member[bool](r, eula, "AcceptEula")
	}
	if from != "" {
		c.data = append(c.data, modelData{url: from, prefix: kind == ofPrefix})
	}
}

// containersAgree holds containers against what the reference of ContainerDefinition and
// S3ModelDataSource says and the service model does not. The service's own sentences for
// these are not published.
func containersAgree(all []container) *apiError {
	named := 0
	var hosts []string
	for _, c := range all {
		switch {
		case c.image == "" && c.pack == "":
			return refusef(validation, "Either Image or ModelPackageName must be specified for each container.")
		case c.twoSources:
			return refusef(validation, "You cannot specify both ModelDataUrl and ModelDataSource for a container.")
		case c.badPrefix != "":
			return refusef(validation, "Model data source %s is of type S3Prefix and must end in a forward slash.", c.badPrefix)
		case c.twice != "":
			return refusef(validation, "Channel name %s of AdditionalModelDataSources is not unique.", c.twice)
		case c.host != "" && slices.Contains(hosts, c.host):
			return refusef(validation, "Container host name %s is not unique.", c.host)
		}
		if c.host != "" {
			named++
			hosts = append(hosts, c.host)
		}
	}
	if named > 0 && named < len(all) {
		return refusef(validation, "ContainerHostname must be specified for every container of an inference pipeline, or for none.")
	}
	return nil
}

func readEnvironment(r *reader, o jsonObject, at string) int {
	environment, _ := member[map[string]string](r, o, "Environment")
	r.count(len(environment), "{…}", at, 0, maxEnvironment)
	size := 0
	for _, key := range tags(environment).keys() {
		r.check(key, at, environmentKey)
		if utf8.RuneCountInString(environment[key]) > freeText.longest {
			r.check(environment[key], at, freeText)
		}
		size += len(key) + len(environment[key])
	}
	return size
}

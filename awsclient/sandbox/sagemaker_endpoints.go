package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// hostedEndpoint is an endpoint that models are invoked at. (endpoint is a VPC's.)
type hostedEndpoint struct {
	name              string
	config            string // the name of the configuration that serves, or would
	created, modified time.Time
	status, reason    string
	stopped           string   // what stopped the last attempt at the model data
	fleet             *fleet   // what serves, nil for nothing
	pending           *rollout // what is coming up, nil for nothing
	deployment        json.RawMessage
	tags              tags
}

// What an endpoint's status can be (EndpointStatus of the service model). The sandbox's
// endpoints are never OutOfService, SystemUpdating or UpdateRollbackFailed.
const (
	creating    = "Creating"
	updating    = "Updating"
	rollingBack = "RollingBack"
	inService   = "InService"
	deleting    = "Deleting"
	failed      = "Failed"
)

var endpointStatuses = []string{
	"OutOfService", creating, updating, "SystemUpdating", rollingBack, inService, deleting, failed, "UpdateRollbackFailed",
}

// turn changes an endpoint's status.
func (e *hostedEndpoint) turn(status, reason string, at time.Time) {
	e.status, e.reason, e.modified = status, reason, at
}

// settled reports whether nothing is going on, so that the endpoint may be changed.
func (e *hostedEndpoint) settled() bool { return e.status == inService || e.status == failed }

// hosted finds an endpoint; names differ by more than case.
func (r *region) hosted(name string) (*hostedEndpoint, bool) {
	for _, e := range r.hosting.endpoints {
		if strings.EqualFold(e.name, name) {
			return e, true
		}
	}
	return nil, false
}

func (r *region) hostedARN(name string) string { return r.arn("endpoint", name) }

// endpointNamed reads EndpointName and finds the endpoint, once the rest of the request
// that the reader has seen is in order.
func (x *smCall) endpointNamed(r *reader) (*hostedEndpoint, *apiError) {
	r.need(x.input, "EndpointName", "endpointName")
	name := r.text(x.input, "EndpointName", "endpointName", hostingName)
	if refusal := r.verdict(); refusal != nil {
		return nil, refusal
	}
	e, found := x.region.hosted(name)
	if !found {
		return nil, refusef(validation, "Could not find endpoint \"%s\".", x.region.hostedARN(name))
	}
	return e, nil
}

func describeEndpoint(x *smCall) (any, *apiError) {
	e, refusal := x.endpointNamed(&reader{})
	if refusal != nil {
		return nil, refusal
	}
	told := map[string]any{
		"EndpointName": e.name, "EndpointArn": x.region.hostedARN(e.name), "EndpointConfigName": e.config, "EndpointStatus": e.status,
		creationTime: epoch(e.created), "LastModifiedTime": epoch(e.modified),
	}
	if e.reason != "" {
		told["FailureReason"] = e.reason
	}
	if e.deployment != nil {
		told["LastDeploymentConfig"] = e.deployment
	}
	if e.fleet != nil {
		e.fleet.describe(told, "CurrentInstanceCount")
		for _, field := range []string{"AsyncInferenceConfig", "ExplainerConfig", "MetricsConfig", "CrossRegionTrafficConfig"} {
			if e.fleet.config.request.has(field) {
				told[field] = e.fleet.config.request[field]
			}
		}
		if capture := e.fleet.capture(); capture != nil {
			told["DataCaptureConfig"] = capture
		}
	}
	if e.pending != nil && e.pending.fleet != e.fleet && e.status == updating {
		summary := map[string]any{"EndpointConfigName": e.pending.fleet.config.name, "StartTime": epoch(e.pending.started)}
		e.pending.fleet.describe(summary, "")
		told["PendingDeploymentSummary"] = summary
	}
	return told, nil
}

// describe writes a fleet's variants. current is the member that counts running instances,
// "" where none are running yet.
func (f *fleet) describe(told map[string]any, current string) {
	production := len(f.members) - f.shadows
	told["ProductionVariants"] = summaries(f.members[:production], current)
	if f.shadows > 0 {
		told["ShadowProductionVariants"] = summaries(f.members[production:], current)
	}
}

func summaries(members []*deployed, current string) []any {
	all := []any{}
	for _, d := range members {
		told := map[string]any{"VariantName": d.name, "CurrentWeight": d.weight, "DesiredWeight": d.weight}
		if images := d.images(); len(images) > 0 {
			told["DeployedImages"] = images
		}
		if d.serverless != nil {
			told["CurrentServerlessConfig"], told["DesiredServerlessConfig"] = d.serverless, d.serverless
		} else {
			told["DesiredInstanceCount"] = d.count
			if current != "" {
				told[current] = d.count
			} else {
				told["CurrentInstanceCount"], told["InstanceType"] = 0, d.kind
			}
		}
		for _, field := range []string{"ManagedInstanceScaling", "RoutingConfig"} {
			if d.request.has(field) {
				told[field] = d.request[field]
			}
		}
		all = append(all, told)
	}
	return all
}

// images are a variant's images, by tag as asked for and by digest as they run.
func (d *deployed) images() []any {
	var all []any
	for _, c := range d.shape.containers() {
		if c.Image == "" {
			continue
		}
		repository, _, byDigest := strings.Cut(c.Image, "@")
		resolved := c.Image
		if !byDigest {
			if colon := strings.LastIndex(repository, ":"); colon > strings.LastIndex(repository, "/") {
				repository = repository[:colon]
			}
			resolved = repository + "@sha256:" + digest("image", c.Image)
		}
		all = append(all, map[string]any{"SpecifiedImage": c.Image, "ResolvedImage": resolved, "ResolutionTime": epoch(d.resolved)})
	}
	return all
}

// capture is what a serving fleet says of its data capture, nil for none.
func (f *fleet) capture() map[string]any {
	var asked struct {
		EnableCapture             bool
		InitialSamplingPercentage int
		DestinationS3URI          string `json:"DestinationS3Uri"`
		KmsKeyID                  string `json:"KmsKeyId"`
	}
	if !f.config.request.has("DataCaptureConfig") || json.Unmarshal(f.config.request["DataCaptureConfig"], &asked) != nil {
		return nil
	}
	status := "Stopped"
	if asked.EnableCapture {
		status = "Started"
	}
	return map[string]any{
		"EnableCapture": asked.EnableCapture, "CaptureStatus": status, "CurrentSamplingPercentage": asked.InitialSamplingPercentage,
		"DestinationS3Uri": asked.DestinationS3URI, "KmsKeyId": asked.KmsKeyID,
	}
}

func listEndpoints(x *smCall) (any, *apiError) {
	var all []listable
	for _, e := range x.region.hosting.endpoints {
		all = append(all, listable{name: e.name, created: e.created, modified: e.modified, status: e.status, summary: map[string]any{
			"EndpointName": e.name, "EndpointArn": x.region.hostedARN(e.name), "EndpointStatus": e.status,
			creationTime: epoch(e.created), "LastModifiedTime": epoch(e.modified),
		}})
	}
	return x.list("Endpoints", all, slices.Clone(endpointStatuses))
}

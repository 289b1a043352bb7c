package sandbox

import (
	"encoding/json"
	"net/url"
	"strings"
)

// modelShape is what an endpoint needs to know of a model.
type modelShape struct {
	PrimaryContainer       *containerShape
	Containers             []containerShape
	ExecutionRoleArn       string
	EnableNetworkIsolation bool
	VpcConfig              struct {
		Subnets        []string
		SecurityGroups []string `json:"SecurityGroupIds"`
	}
}

type containerShape struct {
	Image, Mode                string
	ModelDataURL               string `json:"ModelDataUrl"`
	ModelDataSource            struct{ S3DataSource s3Source }
	AdditionalModelDataSources []struct{ S3DataSource s3Source }
}

type s3Source struct {
	S3URI      string `json:"S3Uri"`
	S3DataType string
}

// shape reads a model's request, which CreateModel has found in order.
func (m *model) shape() modelShape {
	var shape modelShape
	if raw, err := json.Marshal(m.request); err == nil {
		_ = json.Unmarshal(raw, &shape) // what CreateModel let through has these types
	}
	return shape
}

func (s modelShape) containers() []containerShape {
	if s.PrimaryContainer != nil {
		return []containerShape{*s.PrimaryContainer}
	}
	return s.Containers
}

// sources are all places from which a container's model data comes.
func (c containerShape) sources() []s3Source {
	whole := s3Source{S3URI: c.ModelDataURL}
	if c.Mode == multiModel {
		whole.S3DataType = ofPrefix
	}
	all := []s3Source{whole, c.ModelDataSource.S3DataSource}
	for _, more := range c.AdditionalModelDataSources {
		all = append(all, more.S3DataSource)
	}
	var named []s3Source
	for _, s := range all {
		if s.S3URI != "" {
			named = append(named, s)
		}
	}
	return named
}

// downloads are what SageMaker fetches for a model before its containers start.
func (w *world) downloads(s modelShape) []download {
	var wanted []download
	for _, c := range s.containers() {
		for _, source := range c.sources() {
			name, key, onS3 := placeOf(source.S3URI)
			if !onS3 {
				continue
			}
			owner := AccountID
			if b, found := w.bucket(name); found && b.foreign {
				owner = "" // another account, whose number nothing here knows
			}
			wanted = append(wanted, download{
				url: source.S3URI, bucket: name, key: key, prefix: source.S3DataType == ofPrefix, role: s.ExecutionRoleArn, owner: owner,
			})
		}
	}
	return wanted
}

// placeOf reads bucket and key from "s3://BUCKET/KEY" or one of the https forms.
func placeOf(text string) (bucket, key string, onS3 bool) {
	if rest, found := strings.CutPrefix(text, "s3://"); found {
		bucket, key, _ = strings.Cut(rest, "/")
		return bucket, key, true
	}
	place, err := url.Parse(text)
	if err != nil {
		return "", "", false
	}
	bucket, onS3 = bucketOfHost(strings.ToLower(place.Hostname()))
	key = strings.TrimPrefix(place.Path, "/")
	if onS3 && bucket == "" {
		bucket, key, _ = strings.Cut(key, "/")
	}
	return bucket, key, onS3
}

package sandbox

import (
	"encoding/json"
	"strings"
)

func (b *builder) bucket(p bucketPlan) *bucket {
	made := &bucket{name: p.name, region: p.region, foreign: p.foreign, policy: p.policy, objects: map[string]object{}}
	for _, key := range p.objects {
		made.put(key, b.now.AddDate(0, -1, 0))
	}
	return made
}

// archives puts the model data of the scenario's models into the account's buckets,
// where they must have been when the models were made.
func (b *builder) archives(w *world) {
	for _, m := range b.region.models {
		for _, url := range m.archives() {
			name, key, _ := strings.Cut(url, "/")
			if own, found := w.bucket(name); found && !own.foreign && key != "" && !strings.HasSuffix(key, "/") {
				own.put(key, m.created)
			}
		}
	}
}

// archives are a model's objects on S3, as bucket and key.
func (m *model) archives() []string {
	type held struct {
		URL string `json:"ModelDataUrl"`
	}
	var containers []held
	var primary held
	if json.Unmarshal(m.request["PrimaryContainer"], &primary) == nil {
		containers = append(containers, primary)
	}
	var list []held
	if json.Unmarshal(m.request["Containers"], &list) == nil {
		containers = append(containers, list...)
	}
	var urls []string
	for _, c := range containers {
		if rest, onS3 := strings.CutPrefix(c.URL, "s3://"); onS3 {
			urls = append(urls, rest)
		}
	}
	return urls
}

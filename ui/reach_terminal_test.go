package ui_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// reach is the screen of the reach step, which these tests walk to.
const reach = "What the model must reach"

func TestACellOpensTheWayOfAPacket(t *testing.T) {
	for _, size := range [][2]int{{60, 20}, {80, 24}, {140, 40}} {
		term := launch(t, size[0], size[1], []string{"NO_COLOR=1"}, "--demo")
		term.through(reach)
		term.wait(`private-a +private-b`, `S3 .*✓ open +✓ after this plan`, "space choose|space · enter", ready)
		term.press("right")
		term.press("right")
		term.wait("private-b → S3", ready)
		term.press("enter")
		term.wait(`private-b → S3`, `The first closed hop is the route table`, `This plan\s+[│\s]*opens`, ready)
		term.press("esc")
		term.wait(heading(reach), "enter its way", ready)
		term.press("esc")
		term.wait(heading("Bucket policy"), ready)
		term.press("enter")
		term.wait(heading(reach), "S3 only", ready)
		term.press("enter")
		term.wait(heading("Review"), ready)
	}
}

func TestDeniedReadsAreUnknownAndStopNothing(t *testing.T) {
	denied := []string{
		"--fault", "ec2:DescribeNetworkAcls deny", "--fault", "ec2:DescribeNatGateways deny",
		"--fault", "ec2:DescribeVpcEndpointServices deny", "--fault", "ec2:DescribeInternetGateways deny",
	}
	env, _ := serving(t, append([]string{"--scenario=tour"}, denied...)...)
	code, out, said := ran(t, program(t, nil, "plan", "--demo=tour", "--output=json"))
	var p plans
	if err := json.Unmarshal([]byte(out), &p); err != nil || code != 0 {
		t.Fatalf("exit code %d, %v:\n%s", code, err, said)
	}
	network := p.Answers.Network
	term := launch(t, 100, 40, env, "--from=fraud-v3", "--model-name=fraud-v3-vpc", "--vpc="+network.VPC,
		"--subnets="+strings.Join(network.Subnets, ","), "--security-groups="+strings.Join(network.SecurityGroups, ","))
	term.through(reach)
	term.wait(`\? not known`, ready)
	term.press("right")
	term.press("enter")
	term.wait("private-a → S3", `\? network ACL`, regexp.QuoteMeta("ec2:DescribeNetworkAcls"), ready)
	term.press("esc")
	term.wait("enter its way", ready)
	term.press("left")
	term.wait("→ cells", ready)
	term.press("enter")
	term.wait(heading("Review"), ready)
}

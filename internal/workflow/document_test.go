package workflow_test

import (
	"flag"
	"os"
	"testing"

	"sportello/internal/policy"
	"sportello/internal/workflow"
)

var update = flag.Bool("update", false, "write docs/workflow.md anew")

func TestDocumentShowsTheWholeMatrix(t *testing.T) {
	const path = "../../docs/workflow.md"
	all := presets(t)
	var inOrder []*policy.Policy
	for _, name := range policy.PresetNames() {
		inOrder = append(inOrder, all[name])
	}
	document := workflow.Document(inOrder)
	if *update {
		if err := os.WriteFile(path, []byte(document), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != document {
		t.Error("docs/workflow.md is not what Decide says: go generate ./internal/workflow")
	}
}

package workflow_test

import (
	"os"
	"testing"

	"sportello/internal/policy"
	"sportello/internal/workflow"
)

func TestDocumentShowsTheWholeMatrix(t *testing.T) {
	all := presets(t)
	var inOrder []*policy.Policy
	for _, name := range policy.PresetNames() {
		inOrder = append(inOrder, all[name])
	}
	written, err := os.ReadFile("../../docs/workflow.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != workflow.Document(inOrder) {
		t.Error("docs/workflow.md is not what Decide says: go generate ./internal/workflow")
	}
}

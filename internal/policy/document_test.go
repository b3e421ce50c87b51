package policy_test

import (
	"flag"
	"os"
	"testing"

	"sportello/internal/policy"
)

var update = flag.Bool("update", false, "write docs/policy.md anew")

func TestDocumentNamesEveryKey(t *testing.T) {
	const path = "../../docs/policy.md"
	if *update {
		if err := os.WriteFile(path, []byte(policy.Document()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != policy.Document() {
		t.Error("docs/policy.md is not what the reader follows: go generate ./internal/policy")
	}
}

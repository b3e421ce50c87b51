package permit_test

import (
	"flag"
	"os"
	"testing"

	"sportello/graph/permit"
)

var update = flag.Bool("update", false, "write docs/permissions.md anew")

func TestDocumentShowsTheTable(t *testing.T) {
	const path = "../../docs/permissions.md"
	document := permit.Document()
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
		t.Error("docs/permissions.md is not what the tables say: go generate ./graph/permit")
	}
}

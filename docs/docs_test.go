// Package docs holds the documentation to the truth as far as a test can: its links lead somewhere, and its tables of
// codes are those of the contract and of the websocket.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"sportello/internal/problem"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// pages are all hand-written and generated documents.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"../README.md", "../CHANGELOG.md"}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Name() == "node_modules" {
			return fs.SkipDir // others' own
		}
		if strings.HasSuffix(path, ".md") {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A link is [text](target) or ![text](target); code blocks have none.
var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	fence   = regexp.MustCompile("(?ms)^```.*?^```")
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N}\s_-]`)
)

// anchors are the places of a page that a link can name, as they are made of its headings.
func anchors(text string) []string {
	var names []string
	for _, found := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		names = append(names, strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(found[1]), ""), " ", "-"))
	}
	return names
}

func TestLinksLeadSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(fence.ReplaceAllString(read(t, page), ""), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			path, anchor, _ := strings.Cut(found[1], "#")
			target := page
			if path != "" {
				target = filepath.Join(filepath.Dir(page), path)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere", page, found[1])
			} else if anchor != "" && !slices.Contains(anchors(read(t, target)), anchor) {
				t.Errorf("%s: %s has no such heading", page, found[1])
			}
		}
	}
}

var numbered = regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`)

// Records have a number each, and stand in the index.
func TestEachDecisionIsListed(t *testing.T) {
	index := read(t, "README.md")
	records, err := filepath.Glob("decisions/*.md")
	if err != nil || len(records) == 0 {
		t.Fatalf("decisions: %v, %v", records, err)
	}
	taken := map[string]string{}
	for _, record := range records {
		name := numbered.FindStringSubmatch(filepath.Base(record))
		if name == nil {
			t.Errorf("%s has no number: 00NN-name.md", record)
		} else if other := taken[name[1]]; other != "" {
			t.Errorf("%s has the number of %s", record, other)
		} else {
			taken[name[1]] = record
		}
		if !strings.Contains(index, "]("+record+")") {
			t.Errorf("README.md does not list %s", record)
		}
	}
}

// codeRow is a row of a table that begins with a code.
var codeRow = regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (data|error) \\|")

func TestCodesAreThoseOfTheContract(t *testing.T) {
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: read(t, "../schema.graphqls")})
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, row := range codeRow.FindAllStringSubmatch(read(t, "api.md"), -1) {
		if told[row[1]] != "" {
			t.Errorf("api.md tells of %s twice", row[1])
		}
		told[row[1]] = row[2]
	}
	for _, value := range schema.Types["ErrorCode"].EnumValues {
		want := "error"
		if problem.Code(value.Name).Mendable() {
			want = "data"
		}
		if told[value.Name] != want {
			t.Errorf("api.md says of %s %q, want %q", value.Name, told[value.Name], want)
		}
		delete(told, value.Name)
	}
	for code := range told {
		t.Errorf("api.md tells of %s, the contract does not", code)
	}
}

var closeCode = regexp.MustCompile(`\b(1\d{3}|4\d{3})\b`)

func TestCloseCodesAreThoseOfTheSocket(t *testing.T) {
	source := read(t, "../graph/transport/socket/doc.go")
	_, section, found := strings.Cut(source, "# Close codes")
	if !found {
		t.Fatal("the socket's package documentation has no close codes")
	}
	section, _, _ = strings.Cut(section, "Before the upgrade")
	_, table, _ := strings.Cut(read(t, "api.md"), "### Websockets")
	table, _, _ = strings.Cut(table, "Before the upgrade")
	want := closeCode.FindAllString(section, -1)
	if len(want) == 0 {
		t.Fatal("no close code was found")
	}
	for _, code := range want {
		if !strings.Contains(table, code) {
			t.Errorf("api.md does not tell of the close code %s", code)
		}
	}
}

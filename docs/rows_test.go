package docs

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// rowOfTests is a row of the table of rows.md: the ID, and the tests that prove it.
var (
	rowOfTests = regexp.MustCompile(`(?m)^\| ((?:M\d|C)\.\d+) \| ([^|]+) \|`)
	testName   = regexp.MustCompile("`(Test\\w+)`")
)

// What rows.md says is there: each row is named by the acceptance tests, and each test exists.
func TestRowsAreNamedByTheirTests(t *testing.T) {
	files, err := filepath.Glob("../internal/acceptance/*_test.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("acceptance tests: %v, %v", files, err)
	}
	var tests strings.Builder
	for _, file := range files {
		tests.WriteString(read(t, file))
	}
	page := read(t, "rows.md")
	rows := rowOfTests.FindAllStringSubmatch(page, -1)
	if len(rows) < 40 {
		t.Fatalf("rows.md has %d rows", len(rows))
	}
	for _, row := range rows {
		if named := regexp.MustCompile(`\b` + regexp.QuoteMeta(row[1]) + `\b`); !named.MatchString(tests.String()) {
			t.Errorf("no acceptance test names %s", row[1])
		}
		if !testName.MatchString(row[2]) {
			t.Errorf("rows.md names no test of %s", row[1])
		}
	}
	for _, test := range testName.FindAllStringSubmatch(page, -1) {
		if !strings.Contains(tests.String(), "\nfunc "+test[1]+"(") {
			t.Errorf("there is no acceptance test %s", test[1])
		}
	}
}

package docs

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// C.2: the rooms at the top are those that a reader expects, and the files that belong there are there.
func TestTheTopIsTheHouse(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	ignored, err := os.ReadFile("../.gitignore") // what the server or a tool leaves there is not the house
	if err != nil {
		t.Fatal(err)
	}
	left := strings.Fields(string(ignored))
	var rooms []string
	for _, e := range entries {
		if e.IsDir() && e.Name()[0] != '.' && !slices.Contains(left, "/"+e.Name()+"/") && !slices.Contains(left, e.Name()+"/") {
			rooms = append(rooms, e.Name())
		}
	}
	if want := []string{"cmd", "docs", "ent", "graph", "internal"}; !slices.Equal(rooms, want) {
		t.Errorf("the rooms are %q, want %q", rooms, want)
	}
	for _, name := range []string{"schema.graphqls", "gqlgen.yml", "go.mod", "go.sum", "README.md"} {
		if info, err := os.Stat("../" + name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// C.1 and C.8: what the server is built on, used by it and not by way of others.
func TestTheHouseStandsOnItsStack(t *testing.T) {
	text, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range []string{
		"github.com/99designs/gqlgen", "github.com/vektah/gqlparser/v2", "entgo.io/ent", "github.com/go-sql-driver/mysql",
		"github.com/gorilla/websocket", "modernc.org/sqlite",
	} {
		if !regexp.MustCompile(`(?m)^\t` + regexp.QuoteMeta(module) + ` v[^ ]+$`).Match(text) {
			t.Errorf("%s is not a direct requirement", module)
		}
	}
}

// C.3: the entities of the design card.
func TestTheEntitiesAreThere(t *testing.T) {
	for _, entity := range []string{"tenant", "user", "person", "ticket", "message", "attachment"} {
		if _, err := os.Stat("../ent/schema/" + entity + ".go"); err != nil {
			t.Error(err)
		}
	}
}

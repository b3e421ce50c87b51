package graph_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"sportello/internal/access"
	"sportello/internal/node"
)

// idPaths are all arguments and input fields of type ID that can be reached from a root, a type that contains itself
// written out once.
func idPaths(schema *ast.Schema) (paths []string) {
	var walk func(at string, of *ast.Type, within []string)
	walk = func(at string, of *ast.Type, within []string) {
		switch definition := schema.Types[of.Name()]; {
		case of.Name() == "ID":
			paths = append(paths, at)
		case definition.Kind == ast.InputObject && !slices.Contains(within, of.Name()):
			for _, f := range definition.Fields {
				walk(at+"."+f.Name, f.Type, append(slices.Clone(within), of.Name()))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Types)) {
		for _, f := range schema.Types[name].Fields {
			for _, a := range f.Arguments {
				if !strings.HasPrefix(f.Name, "__") {
					walk(name+"."+f.Name+"."+a.Name, a.Type, nil)
				}
			}
		}
	}
	return paths
}

// withoutIDs are the roots that take no id.
var withoutIDs = []string{
	"Query.viewer",
	"Query.contactFormChallenge",
	"Mutation.submitContactForm",
	"Mutation.signIn",
	"Mutation.signOut",
	"Mutation.redeemSignInLink",
	"Mutation.updateNotificationSettings",
}

// A new argument, input field or root without a case fails here.
func TestEveryIDHasACase(t *testing.T) {
	schema := readSchema(t)
	cases := idCases()
	found := idPaths(schema)
	for _, path := range found {
		if _, there := cases[path]; !there {
			t.Errorf("%s has no case: what does a foreign id answer there?", path)
		}
	}
	for path := range cases {
		if !slices.Contains(found, path) {
			t.Errorf("%s is a case of nothing", path)
		}
	}
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, f := range root.Fields {
			name := root.Name + "." + f.Name
			covered := slices.Contains(slices.Concat(withoutIDs, accountRoots), name) || slices.ContainsFunc(found, func(path string) bool {
				return strings.HasPrefix(path, name+".")
			})
			if !covered && !strings.HasPrefix(f.Name, "__") {
				t.Errorf("%s takes no id: prove what it shows to whom, and add it to withoutIDs", name)
			}
		}
	}
}

// call makes the call of a case.
func (w *world) call(p place, c idCase, id string) said {
	w.t.Helper()
	document := strings.NewReplacer(
		"<id>", quoted(id), "<ticket>", quoted(p.ticket), "<tenant>", quoted(p.tenant), "<upload>", quoted(p.upload), "<view>", quoted(p.view), "<desk>", quoted(p.desk),
	).Replace(c.document)
	switch {
	case strings.HasPrefix(document, "subscription"):
		stream := w.firstEvent(p.Viewer, document)
		if _, data, found := strings.Cut(stream, "data: "); found {
			stream, _, _ = strings.Cut(data, "\n")
		}
		return said{http.StatusOK, stream}
	case strings.Contains(document, "$file"):
		return w.upload(p.Viewer, document, map[string]any{"file": nil}, map[string]file{"file": {"a.txt", "some bytes"}})
	default:
		return w.ask(p.Viewer, document, nil)
	}
}

func quoted(text string) string {
	literal, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(literal)
}

// strange are ids that name nothing of a kind for anybody: unknown, malformed, of another kind.
func strange(kind node.Kind, p place) []string {
	ids := []string{node.Encode(kind, 999_999_999), "", "?", "VGlja2V0OjE=", strings.Repeat("A", 300), "e\u0301\x7f"}
	for other, id := range p.foreign {
		if other != kind {
			ids = append(ids, id)
		}
	}
	return ids
}

// What a viewer may not see does not exist for them: wherever an id can be given, a foreign one is answered as one that
// names nothing, byte for byte, and nothing is changed.
func TestForeignIDsNameNothing(t *testing.T) {
	w := newWorld(t)
	before := w.checksum()
	for who, p := range map[string]place{
		"customer of another tenant": w.neighbour, "customer of another desk": w.outsider,
		"staff of another desk": w.otherStaff, "analyst": w.analyst, "program of another desk": w.otherProgram,
	} {
		t.Run(who, func(t *testing.T) {
			for path, c := range idCases() {
				for _, kind := range c.kinds {
					w.compareIDs(t, p, path, c, kind)
				}
			}
		})
	}
	if w.checksum() != before {
		t.Error("something has changed")
	}
}

func (w *world) compareIDs(t *testing.T, p place, path string, c idCase, kind node.Kind) {
	t.Helper()
	strangers := strange(kind, p)
	if len(c.kinds) > 1 {
		strangers = strangers[:0]
		for _, id := range strange("", p) {
			if !slices.Contains(slices.Collect(maps.Values(p.foreign)), id) {
				strangers = append(strangers, id)
			}
		}
	}
	got := w.call(p, c, p.foreign[kind])
	for _, id := range strangers {
		if want := w.call(p, c, id); got != want {
			t.Errorf("%s: a foreign %s answers\n%+v\nbut %q answers\n%+v", path, kind, got, id, want)
		}
	}
	if fault := w.judge(p, c, got); fault != "" {
		t.Errorf("%s: a foreign %s %s: %+v", path, kind, fault, got)
	}
}

// judge says what is wrong with the answer to a foreign id.
func (w *world) judge(p place, c idCase, got said) string {
	want := c.want
	switch {
	case want == notFound && slices.Equal(got.codes(), []string{"NOT_FOUND"}):
	case p.Key != nil && slices.Equal(got.codes(), []string{"FORBIDDEN"}): // what programs may not ask for at all
	case want == notFound && (c.staff && len(p.Desks) == 0 || p.tenant == ""):
		if codes := got.codes(); len(codes) != 1 || !slices.Contains([]string{"STAFF_ONLY", "FORBIDDEN"}, codes[0]) {
			return "is not refused"
		}
	case want == notFound:
		return "is found"
	case want == missing && got.body != `{"data":{"nodes":[null,null]}}`:
		return "is not null"
	case want == nothing && !got.isNothing():
		return "matches something"
	case want == all && p.tenant != "" && got.isNothing():
		return "does not match all"
	case want == empty && !strings.Contains(got.body, `"nodes":[]`) &&
		!slices.Equal(got.codes(), []string{"FORBIDDEN"}) && !slices.Equal(got.codes(), []string{"NOT_FOUND"}):
		return "finds something"
	case want != empty && len(got.codes()) > 0:
		return "is an error"
	}
	return ""
}

// isNothing reports whether a list, count or statistic has nothing in it.
func (a said) isNothing() bool {
	return slices.ContainsFunc([]string{`"totalCount":0`, `"total":0`, `"rows":[]`}, func(none string) bool { return strings.Contains(a.body, none) })
}

// Who is not signed in gets nowhere: not even as far as an id.
func TestNobodyIsAskedToSignIn(t *testing.T) {
	w := newWorld(t)
	before := w.checksum()
	nobody := w.neighbour
	nobody.Viewer = nil
	for path, c := range idCases() {
		for _, id := range append(strange(c.kinds[0], nobody), nobody.foreign[c.kinds[0]]) {
			if got := w.call(nobody, c, id); !slices.Equal(got.codes(), []string{"UNAUTHENTICATED"}) {
				t.Errorf("%s with %q: %+v", path, id, got)
			}
		}
	}
	for document, want := range map[string]string{
		`{ viewer { user { id } desks { role } tenants { role } } }`: `{"data":{"viewer":null}}`,
		`{ __typename }`: `{"data":{"__typename":"Query"}}`,
		`mutation { signOut { errors { code } } }`: "UNAUTHENTICATED",
	} {
		if got := w.ask(nil, document, nil); !strings.Contains(got.body, want) {
			t.Errorf("%s: %+v", document, got)
		}
	}
	if w.checksum() != before {
		t.Error("something has changed")
	}
}

// The viewer is shown their own places and nothing of others.
func TestViewerShowsOwnPlaces(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		who  *access.Viewer
		want string
	}{
		{w.victim, fmt.Sprintf(`"desks":[],"tenants":[{"role":"REQUESTER","tenant":{"id":%q,"desk":{"id":%q,"agents":null}}}]`,
			node.Encode(node.Tenant, w.company), node.Encode(node.Desk, w.portal))},
		{w.otherStaff.Viewer, fmt.Sprintf(`"desks":[{"role":"ADMINISTRATOR","desk":{"id":%q}}],"tenants":[]`, w.otherStaff.desk)},
	} {
		got := w.ask(c.who, `{ viewer { user { id } desks { role desk { id } } tenants { role tenant { id desk { id agents { id } } } } } }`, nil)
		if !strings.Contains(got.body, c.want) || !strings.Contains(got.body, node.Encode(node.User, c.who.UserID)) {
			t.Errorf("got %s\nwant %s", got.body, c.want)
		}
	}
}

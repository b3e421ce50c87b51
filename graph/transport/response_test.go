package transport

import (
	"encoding/json"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

func TestAppendResponse(t *testing.T) {
	for _, c := range []struct {
		name     string
		response *graphql.Response
		want     string
	}{
		{"data", &graphql.Response{Data: []byte(`{"a": 1}`)}, `{"data":{"a": 1}}`},
		{"null", &graphql.Response{Data: []byte(`null`)}, `{"data":null}`},
		{"nothing", &graphql.Response{}, `{}`},
		{"no data", &graphql.Response{Errors: gqlerror.List{{Message: "no \"\\\n\x01\xff<é"}}},
			`{"errors":[{"message":"no \"\\\n\u0001\ufffd<é"}]}`},
		{"all", &graphql.Response{
			Data: []byte(`{}`),
			Errors: gqlerror.List{
				{Message: "a", Path: ast.Path{ast.PathName("x"), ast.PathIndex(2)}, Locations: []gqlerror.Location{{Line: 1, Column: 2}, {Line: 3, Column: 4}}},
				{Message: "b", Extensions: map[string]any{"z": 1, "code": "C", "list": []int{1}, "in": map[string]any{"k": true}}},
			},
			Extensions: map[string]any{"bad": make(chan int)},
		}, `{"errors":[{"message":"a","locations":[{"line":1,"column":2},{"line":3,"column":4}],"path":["x",2]},` +
			`{"message":"b","extensions":{"code":"C","in":{"k":true},"list":[1],"z":1}}],"data":{},"extensions":{"bad":null}}`},
	} {
		got := AppendResponse(nil, c.response)
		if string(got) != c.want {
			t.Errorf("%s: got %s\nwant %s", c.name, got, c.want)
		}
		if !json.Valid(got) {
			t.Errorf("%s: no JSON: %s", c.name, got)
		}
	}
}

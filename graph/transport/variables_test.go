package transport_test

import (
	"net/http"
	"testing"

	"sportello/graph/transport"
)

// GraphQL October 2021, 6.1.2 and 3.10, through to what the resolver gets.
func TestVariables(t *testing.T) {
	d := serve(t)
	for _, c := range []struct{ query, variables, want string }{
		{"query($n: String) { hello(name: $n) }", `{"n": "you"}`, `{"hello":"hello you"}`},
		{"query($n: String) { hello(name: $n) }", `{"n": null}`, `{"hello":"hello world"}`},
		{"query($n: String) { hello(name: $n) }", `{}`, `{"hello":"hello world"}`},
		{"query($n: String = \"us\") { hello(name: $n) }", `{}`, `{"hello":"hello us"}`},
		{"query($n: String) { hello(name: $n) }", `{"n": 5}`, ""},
		{"query($n: String!) { hello(name: $n) }", `{"n": null}`, ""},
		{"query($n: String!) { hello(name: $n) }", `{}`, ""},
		{"query($n: Int!) { add(a: $n) }", `{"n": 2}`, `{"add":4}`},
		{"query($n: Int!) { add(a: $n) }", `{"n": 2.0}`, `{"add":4}`},
		{"query($n: Int!) { add(a: $n) }", `{"n": -2147483648}`, `{"add":-2147483646}`},
		{"query($n: Int!) { add(a: $n) }", `{"n": 2.5}`, ""},
		{"query($n: Int!) { add(a: $n) }", `{"n": "2"}`, ""},
		{"query($n: Int!) { add(a: $n) }", `{"n": 2147483648}`, ""},
		{"query($n: Int!) { add(a: $n) }", `{"n": true}`, ""},
		{"query($n: Float!) { half(of: $n) }", `{"n": 3}`, `{"half":1.5}`},
		{"query($n: Float!) { half(of: $n) }", `{"n": 1e999}`, ""},
		{"query($n: Float!) { half(of: $n) }", `{"n": "3"}`, ""},
		{"query($i: ID!) { item(id: $i) { name } }", `{"i": "3"}`, `{"item":{"name":"item 3"}}`},
		{"query($i: ID!) { item(id: $i) { name } }", `{"i": 3}`, `{"item":{"name":"item 3"}}`},
		{"query($i: ID!) { item(id: $i) { name } }", `{"i": 3.5}`, ""},
		{"query($i: ID!) { item(id: $i) { name } }", `{"i": true}`, ""},
		{"query($i: [ID!]!) { byIds(ids: $i) { id } }", `{"i": ["1", 2]}`, `{"byIds":[{"id":"1"},{"id":"2"}]}`},
		{"query($i: [ID!]!) { byIds(ids: $i) { id } }", `{"i": "1"}`, `{"byIds":[{"id":"1"}]}`},
		{"query($i: [ID!]!) { byIds(ids: $i) { id } }", `{"i": ["1", null]}`, ""},
		{"query($f: Filter) { find(filter: $f) }", `{"f": {"color": "RED"}}`, `{"find":"5 of RED"}`},
		{"query($f: Filter) { find(filter: $f) }", `{"f": {"colors": "GREEN", "limit": 1}}`, `{"find":"1 of GREEN"}`},
		{"query($f: Filter) { find(filter: $f) }", `{"f": {"color": "red"}}`, ""},
		{"query($f: Filter) { find(filter: $f) }", `{"f": {"colors": ["RED", "BLUE"]}}`, ""},
		{"query($f: Filter) { find(filter: $f) }", `{"f": {"nothing": 1}}`, ""},
		{"query($f: Filter) { find(filter: $f) }", `{"f": {"and": [{"limit": "1"}]}}`, ""},
		{"query($f: Filter) { find(filter: $f) }", `{"f": [1]}`, ""},
		{"query($f: Filter) { find(filter: $f) }", `{"f": {"exact": 1}}`, ""},
		{"query($p: Pick!) { pick(by: $p) }", `{"p": {"id": 7}}`, `{"pick":"id 7"}`},
		{"query($p: Pick!) { pick(by: $p) }", `{"p": {"id": 7, "name": "x"}}`, ""},
		{"query($p: Pick!) { pick(by: $p) }", `{"p": {"id": 7, "name": null}}`, ""},
		{"query($p: Pick!) { pick(by: $p) }", `{"p": {"name": null}}`, ""},
		{"query($p: Pick!) { pick(by: $p) }", `{"p": {}}`, ""},
		{"query($v: Any) { echo(value: $v) }", `{"v": {"a": [1.5, "x", {}]}}`, "{\"echo\":{\"a\":[1.5,\"x\",{}]}\n}"},
		{"mutation($f: Upload!) { upload(file: $f) { name } }", `{"f": {"name": "forged"}}`, ""},
		{"query($n: Int = 7) { add(a: $n) }", `{}`, `{"add":9}`},
		{"query($n: Int = 7) { add(a: $n) }", `{"n": null}`, ""},
		{"query($s: Boolean = true) { hello @skip(if: $s) __typename }", `{}`, `{"__typename":"Query"}`},
		{"query($s: Boolean = true) { hello @skip(if: $s) }", `{"s": null}`, ""},
		{"query($s: Boolean = true) { ...F } fragment F on Query { hello @include(if: $s) }", `{"s": null}`, ""},
		{"query($i: ID = 3) { pick(by: {id: $i}) }", `{}`, ""},
		{"query($i: ID) { pick(by: {id: $i}) }", `{"i": null}`, ""},
		{"query($i: [ID!] = [1]) { byIds(ids: $i) { id } }", `{}`, `{"byIds":[{"id":"1"}]}`},
		{"query($i: [ID!] = [1]) { byIds(ids: $i) { id } }", `{"i": null}`, ""},
		{"query { hello }", `{"unknown": {"a": 1}}`, `{"hello":"hello world"}`},
	} {
		a := d.ask(t, c.query, c.variables)
		if c.want == "" {
			a.want(t, http.StatusBadRequest, transport.CodeValidationFailed)
			continue
		}
		a.wantBody(t, `{"data":`+c.want+`}`)
	}
}

func TestVariableErrorSaysWhere(t *testing.T) {
	a := serve(t).ask(t, "query Q(\n  $f: Filter) { find(filter: $f) }", `{"f": {"and": [{}, {"colors": ["RED", "secret"]}]}}`)
	a.wantBody(t, `{"errors":[{"message":"Variable \"$f.and[1].colors[1]\" is no value of Color.",`+
		`"locations":[{"line":2,"column":3}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}`)
}

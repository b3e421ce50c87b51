package transport_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sportello/graph/transport"
)

// doubling is a document of n fragments that spread each other twice: 2^n fields.
func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{ thing { ...F0 } }")
	for i := range n {
		fmt.Fprintf(&b, " fragment F%d on Item { ...F%d ...F%d }", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on Item { id }", n)
	return b.String()
}

// merging is a document in which many selections of one field must be compared.
func merging(n int) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range n {
		fmt.Fprintf(&b, ` item(id: "1") { parent { parent { parent { a%d: name } } } }`, i)
	}
	return b.String() + "}"
}

func nested(open, inner, end string, n int) string {
	return strings.Repeat(open, n) + inner + strings.Repeat(end, n)
}

// The attack lists of graphql-cop, OWASP and graphql-armor, as documents.
var documentAttacks = []struct {
	name, query, variables string
	code                   string
}{
	{"alias overloading", "{" + aliases(61) + "}", "", transport.CodeDocumentLimit},
	{"aliases through fragments", "{ ...F ...G } fragment F on Query {" + aliases(31) + "} fragment G on Query { thing { ... on Item {" +
		strings.ReplaceAll(aliases(31), "hello", "id") + "}}}", "", transport.CodeDocumentLimit},
	{"field duplication", "{" + strings.Repeat(" hello", 51) + "}", "", transport.CodeDocumentLimit},
	{"field duplication through fragments", "{" + strings.Repeat(" ...F", 51) + "} fragment F on Query { hello }", "", transport.CodeDocumentLimit},
	{"field duplication below", "{ thing { ... on Item {" + strings.Repeat(" id", 51) + "}}}", "", transport.CodeDocumentLimit},
	{"directive overloading", "{ hello" + strings.Repeat(" @include(if: true)", 6) + " }", "", transport.CodeDocumentLimit},
	{"unknown directives", "{ hello" + strings.Repeat(" @x", 1000) + " }", "", transport.CodeDocumentLimit},
	{"directives all over", "{" + strings.Repeat(" hello @skip(if: true)", 50) + " ... @skip(if: true) { hello } }", "", transport.CodeDocumentLimit},
	{"circular fragments", "{ thing { ...A } } fragment A on Item { ...B } fragment B on Item { ...A }", "", transport.CodeValidationFailed},
	{"fragment in itself", "{ thing { ...A } } fragment A on Item { parent { ...A } }", "", transport.CodeValidationFailed},
	{"unused circular fragments", "{ hello } fragment A on Item { ...B } fragment B on Item { ...A }", "", transport.CodeValidationFailed},
	{"fragments that double", doubling(99), "", transport.CodeDocumentLimit},
	{"too many fragments", "{ hello }" + strings.Repeat(" fragment F on Item { id }", 101), "", transport.CodeDocumentLimit},
	{"too many operations", strings.Repeat("query Q { hello } ", 11), "", transport.CodeDocumentLimit},
	{"deep query", `{ item(id: "1") {` + nested("parent {", "id", "}", 15) + "}}", "", transport.CodeDocumentLimit},
	{"deep through fragments", `{ item(id: "1") { ...A } } fragment A on Item {` + nested("parent {", "...B", "}", 8) + "} fragment B on Item {" +
		nested("parent {", "id", "}", 8) + "}", "", transport.CodeDocumentLimit},
	{"very deep query", nested("{ a ", "{ a }", "}", 1500), "", transport.CodeDocumentLimit},
	{"very deep inline fragments", nested("{ ...", "{ hello }", "}", 999), "", ""},
	{"very deep list", "{ echo(value: " + nested("[", "1", "]", 900) + ") }", "", transport.CodeDocumentLimit},
	{"very deep type", "query($a: " + nested("[", "Int", "]", 900) + ") { hello }", "", transport.CodeValidationFailed},
	{"selections to merge", merging(60), "", transport.CodeDocumentLimit},
	{"long document", "{ hello } #" + strings.Repeat("x", 100<<10), "", transport.CodeDocumentLimit},
	{"many tokens", "{ echo(value: [" + strings.Repeat("1 ", 4000) + "]) }", "", transport.CodeDocumentLimit},
	{"many comments", "{ hello }" + strings.Repeat("\n#", 4001), "", transport.CodeDocumentLimit},
	{"long list", "{ echo(value: [" + strings.Repeat("1 ", 251) + "]) }", "", transport.CodeDocumentLimit},
	{"long list in a variable", "query($v: Any) { echo(value: $v) }", `{"v": {"a": [` + strings.Repeat("1,", 250) + `1]}}`, transport.CodeDocumentLimit},
	{"deep variable", "query($v: Any) { echo(value: $v) }", `{"v":` + nested("[", "", "]", 21) + `}`, transport.CodeDocumentLimit},
	{"recursive input", "query($f: Filter) { find(filter: $f) }", `{"f":` + nested(`{"not":`, "{}", "}", 21) + `}`, transport.CodeDocumentLimit},
	{"too many variables", "query(" + variables(101) + ") { hello }", "", transport.CodeDocumentLimit},
	{"huge page", "{ items(first: 101) { totalCount } }", "", transport.CodeDocumentLimit},
	{"huge page in a variable", "query($n: Int) { items(first: $n) { totalCount } }", `{"n": 2147483647}`, transport.CodeDocumentLimit},
	{"huge page as default", "query($n: Int = 101) { items(last: $n) { totalCount } }", "", transport.CodeDocumentLimit},
	{"negative page", "{ items(first: -1) { totalCount } }", "", transport.CodeDocumentLimit},
	{"pages in pages", "{ items(first: 100) { nodes { children(first: 100) { nodes { id } } } } }", "", transport.CodeCostLimit},
	{"pages in pages by variable", "query($n: Int) { items(first: $n) { nodes { children(last: $n) { edges { node { id } } } } } }", `{"n": 100}`, transport.CodeCostLimit},
	{"introspection", "{ __schema { types { name } } }", "", transport.CodeValidationFailed},
	{"introspection in a fragment", "{ ...F } fragment F on Query { ... { x: __type(name: \"Item\") { name } } }", "", transport.CodeValidationFailed},
	{"incremental delivery", "{ ... @defer { hello } }", "", transport.CodeValidationFailed},
	{"integer out of range", "{ items(first: 99999999999999999999) { totalCount } }", "", transport.CodeValidationFailed},
	{"integer out of 32 bits", "{ add(a: 2147483648) }", "", transport.CodeValidationFailed},
	{"integer out of range for a scalar", "{ echo(value: 99999999999999999999) }", "", transport.CodeValidationFailed},
	{"float out of range", "{ half(of: 1e999) }", "", transport.CodeValidationFailed},
	{"default out of range", "query($n: Int = 99999999999999999999) { add(a: $n) }", "", transport.CodeValidationFailed},
	{"no operation", "fragment A on Item { id }", "", transport.CodeValidationFailed},
	{"schema in a request", "type Query { a: Int }", "", transport.CodeParseFailed},
	{"unclosed", nested("{", "a", "", 100), "", transport.CodeParseFailed},
	{"control characters", "{ hello(name: \"\x01\") }", "", transport.CodeParseFailed},
}

func aliases(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d: hello", i)
	}
	return b.String()
}

func variables(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " $v%d: Int", i)
	}
	return b.String()
}

// M1.11 and the limits of the quality plan: each is refused, fast, with a
// code, without data, without a stack and without an entry for the operator
// to read.
func TestDocumentAttacks(t *testing.T) {
	d := serve(t)
	for _, attack := range documentAttacks {
		t.Run(attack.name, func(t *testing.T) {
			start := time.Now()
			a := d.ask(t, attack.query, attack.variables)
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
			if attack.code == "" {
				a.want(t, http.StatusOK, "")
				return
			}
			a.want(t, http.StatusBadRequest, attack.code)
			if strings.Contains(a.body, "Did you mean") || strings.Contains(a.body, ".go:") {
				t.Errorf("tells too much: %s", a.body)
			}
		})
	}
	if d.log.Len() > 0 {
		t.Errorf("logged: %s", d.log)
	}
}

// What comes from foreign pages, debuggers and scanners, as whole requests.
func TestRequestAttacks(t *testing.T) {
	d := serve(t)
	const jsonBody = "application/json"
	for _, attack := range []struct {
		name, method, path, contentType, body string
		status                                int
	}{
		{"form", "POST", "", "application/x-www-form-urlencoded", "query=%7Bhello%7D", 415},
		{"form with parameters in the URL", "POST", "?query=mutation%7Bincrement%7D", "application/x-www-form-urlencoded", "", 415},
		{"text", "POST", "", "text/plain", `{"query":"mutation{increment}"}`, 415},
		{"no content type", "POST", "", "", `{"query":"{hello}"}`, 415},
		{"document as body", "POST", "", "application/graphql", `{hello}`, 415},
		{"a type that begins alike", "POST", "", "application/jsonp", `{"query":"{hello}"}`, 415},
		{"another charset", "POST", "", "application/json; charset=utf-16", `{"query":"{hello}"}`, 415},
		{"a broken content type", "POST", "", "application/json; charset", `{"query":"{hello}"}`, 415},
		{"multipart that nobody takes", "POST", "", "multipart/form-data; boundary=x", "", 415},
		{"mutation over GET", "GET", "?query=mutation%7Bincrement%7D", "", "", 405},
		{"mutation among queries over GET", "GET", "?query=query%20Q%7Bhello%7Dmutation%20M%7Bincrement%7D&operationName=M", "", "", 405},
		{"subscription over GET", "GET", "?query=subscription%7Bsilence%7D", "", "", 406},
		{"subscription over POST", "POST", "", jsonBody, `{"query":"subscription{silence}"}`, 406},
		{"batch", "POST", "", jsonBody, `[{"query":"{hello}"},{"query":"{hello}"}]`, 400},
		{"empty batch", "POST", "", jsonBody, `[]`, 400},
		{"empty body", "POST", "", jsonBody, ``, 400},
		{"null", "POST", "", jsonBody, `null`, 400},
		{"empty object", "POST", "", jsonBody, `{}`, 400},
		{"query is no string", "POST", "", jsonBody, `{"query":["{hello}"]}`, 400},
		{"variables are a list", "POST", "", jsonBody, `{"query":"{hello}","variables":[1]}`, 400},
		{"variables are a string", "POST", "", jsonBody, `{"query":"{hello}","variables":"{}"}`, 400},
		{"same key twice", "POST", "", jsonBody, `{"query":"{hello}","query":"mutation{increment}"}`, 400},
		{"same key twice, once escaped", "POST", "", jsonBody, `{"query":"{hello}","qu\u0065ry":"{hello}"}`, 400},
		{"same variable twice", "POST", "", jsonBody, `{"query":"{hello}","variables":{"a":1,"a":2}}`, 400},
		{"trailing garbage", "POST", "", jsonBody, `{"query":"{hello}"} {"query":"{hello}"}`, 400},
		{"NaN", "POST", "", jsonBody, `{"query":"{hello}","variables":{"a":NaN}}`, 400},
		{"invalid UTF-8", "POST", "", jsonBody, "{\"query\":\"{hello}\xff\"}", 400},
		{"half a surrogate pair", "POST", "", jsonBody, `{"query":"{hello}\ud800"}`, 400},
		{"byte order mark", "POST", "", jsonBody, "\ufeff" + `{"query":"{hello}"}`, 400},
		{"deep JSON", "POST", "", jsonBody, strings.Repeat("[", 100_000), 400},
		{"unknown operation name", "POST", "", jsonBody, `{"query":"query A{hello}","operationName":"B"}`, 400},
		{"no operation name where two are", "POST", "", jsonBody, `{"query":"query A{hello} query B{hello}"}`, 400},
		{"too large", "POST", "", jsonBody, `{"query":"` + strings.Repeat(" ", 1<<20) + `"}`, 413},
		{"parameter twice in the URL", "GET", "?query=%7Bhello%7D&query=%7Bhello%7D", "", "", 400},
		{"broken URL", "GET", "?query=%7Bhello%7D;x&%zz", "", "", 400},
		{"no query in the URL", "GET", "", "", "", 400},
		{"HEAD", "HEAD", "?query=%7Bhello%7D", "", "", 405},
		{"OPTIONS", "OPTIONS", "", "", "", 405},
		{"PATCH", "PATCH", "", jsonBody, `{"query":"{hello}"}`, 405},
		{"DELETE", "DELETE", "", "", "", 405},
		{"TRACE", "TRACE", "", "", "", 405},
	} {
		t.Run(attack.name, func(t *testing.T) {
			r := d.request(t, attack.method, attack.path, attack.body, "Accept", "application/graphql-response+json",
				"X-Apollo-Tracing", "1", "Apollo-Query-Plan-Experimental", "1")
			if attack.contentType != "" {
				r.Header.Set("Content-Type", attack.contentType)
			}
			a := d.send(t, r)
			if attack.method == "HEAD" {
				if a.StatusCode != attack.status {
					t.Errorf("status %d, want %d", a.StatusCode, attack.status)
				}
				return
			}
			code := transport.CodeBadRequest
			if attack.status == 413 {
				code = transport.CodePayloadTooLarge
			}
			a.want(t, attack.status, code)
			if a.StatusCode == 405 && a.Header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
			for _, leak := range []string{"tracing", "stack", "goroutine", "hello}", "NaN"} {
				if strings.Contains(a.body, leak) {
					t.Errorf("tells %q: %s", leak, a.body)
				}
			}
		})
	}
	if a := d.ask(t, "mutation { increment }", ""); a.body != `{"data":{"increment":1}}` {
		t.Errorf("an attack has run a mutation: %s", a.body)
	}
}

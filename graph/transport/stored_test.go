package transport_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/graph/limit"
	"sportello/graph/transport"
)

func hashOf(query string) string {
	sum := sha256.Sum256([]byte(query))
	return hex.EncodeToString(sum[:])
}

func persisted(query, hash string) string {
	field := ""
	if query != "" {
		field = fmt.Sprintf(`"query":%q,`, query)
	}
	return fmt.Sprintf(`{%s"extensions":{"persistedQuery":{"version":1,"sha256Hash":%q}}}`, field, hash)
}

// Automatic persisted queries as Apollo's clients speak them.
func TestPersistedQueries(t *testing.T) {
	d := serve(t)
	const query = "query Stored { hello }"
	hash := hashOf(query)
	unknown := d.post(t, persisted("", hash))
	unknown.want(t, http.StatusBadRequest, transport.CodePersistedNotFound)
	if !strings.Contains(unknown.body, `"PersistedQueryNotFound"`) {
		t.Errorf("clients know it by its message: %s", unknown.body)
	}
	d.post(t, persisted(query, hash)).want(t, http.StatusOK, "")
	d.post(t, persisted("", hash)).wantBody(t, `{"data":{"hello":"hello world"}}`)

	values := url.Values{"extensions": {`{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}`}}
	d.send(t, d.request(t, "GET", "?"+values.Encode(), "")).wantBody(t, `{"data":{"hello":"hello world"}}`)
}

// "Stored queries (APQ) only after validation, 32 KiB each."
func TestOnlyGoodQueriesAreStored(t *testing.T) {
	d := serve(t)
	for name, query := range map[string]string{
		"not GraphQL": "{{{",
		"invalid":     "{ nothing }",
		"over limits": "{" + aliases(61) + "}",
	} {
		if a := d.post(t, persisted(query, hashOf(query))); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
		d.post(t, persisted("", hashOf(query))).want(t, http.StatusBadRequest, transport.CodePersistedNotFound)
	}
	long := "{ hello } #" + strings.Repeat("x", 32<<10)
	d.post(t, persisted(long, hashOf(long))).want(t, http.StatusOK, "")
	d.post(t, persisted("", hashOf(long))).want(t, http.StatusBadRequest, transport.CodePersistedNotFound)
}

func TestPersistedQueryAbuse(t *testing.T) {
	d := serve(t)
	for name, body := range map[string]string{
		"another's hash":   persisted("{ hello }", hashOf("{ add(a: 1) }")),
		"hash in capitals": persisted("{ hello }", strings.ToUpper(hashOf("{ hello }"))),
		"short hash":       persisted("{ hello }", "abc"),
		"no hash":          `{"query":"{ hello }","extensions":{"persistedQuery":{"version":1}}}`,
		"version 2":        `{"query":"{ hello }","extensions":{"persistedQuery":{"version":2,"sha256Hash":"` + hashOf("{ hello }") + `"}}}`,
		"no object":        `{"query":"{ hello }","extensions":{"persistedQuery":[]}}`,
	} {
		if a := d.post(t, body); a.StatusCode != http.StatusBadRequest || a.code(t) != transport.CodeBadRequest {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.body)
		}
	}
	d.post(t, `{"query":"{ hello }","extensions":{"persistedQuery":null,"other":1}}`).want(t, http.StatusOK, "")
}

func TestStoredQueriesAreBounded(t *testing.T) {
	e := engine(t, func(c *transport.EngineConfig) { c.Limits = limit.Limits{StoredQueries: 3} })
	send := func(i int, query string) *transport.Refusal {
		_, refusal := e.Parse(transport.Params{Query: query, Extensions: map[string]any{"persistedQuery": map[string]any{
			"version": number("1"), "sha256Hash": hashOf(fmt.Sprintf("query Q%d { hello }", i)),
		}}})
		return refusal
	}
	for i := range 5 {
		if refusal := send(i, fmt.Sprintf("query Q%d { hello }", i)); refusal != nil {
			t.Fatal(refusal.Errors)
		}
	}
	for i := range 5 {
		if refusal := send(i, ""); (refusal == nil) != (i >= 2) {
			t.Errorf("query %d: %v", i, refusal)
		}
	}
}

//go:build node

// These tests want node and the packages of ./audit: npm ci --prefix audit

package transport_test

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strings"
	"testing"
)

func node(t *testing.T, script, url string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "node", "audit/"+script, url).Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("node: %v: %s", err, failed.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	return out
}

// The reference suite of GraphQL over HTTP.
func TestGraphQLHTTPAudit(t *testing.T) {
	out := node(t, "audit.mjs", serve(t, withIntrospection).URL) // the suite asks for __type
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 61 {
		t.Errorf("%d audits ran, want 61", len(lines))
	}
	for _, line := range lines {
		var audit struct{ ID, Name, Status, Reason string }
		if err := json.Unmarshal([]byte(line), &audit); err != nil {
			t.Fatal(err)
		}
		t.Run(audit.ID, func(t *testing.T) {
			if audit.Status != "ok" {
				t.Errorf("%s: %s: %s", audit.Name, audit.Status, audit.Reason)
			}
		})
	}
}

// graphql-sse, the reference client of GraphQL over server-sent events.
func TestGraphQLSSEClient(t *testing.T) {
	type seen struct {
		Results []struct {
			Data   json.RawMessage
			Errors []struct{ Extensions struct{ Code string } }
		}
		Ended bool
		Error string
	}
	var got struct{ Subscription, Query, Invalid, Refused seen }
	if err := json.Unmarshal(node(t, "sse.mjs", serve(t).URL), &got); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]seen{
		"subscription": got.Subscription, "query": got.Query, "invalid": got.Invalid, "refused": got.Refused,
	} {
		if !s.Ended {
			t.Errorf("%s did not end well: %+v", name, s)
		}
	}
	if n := len(got.Subscription.Results); n != 3 || string(got.Subscription.Results[2].Data) != `{"countdown":1}` {
		t.Errorf("subscription: %+v", got.Subscription)
	}
	if n := len(got.Query.Results); n != 1 || string(got.Query.Results[0].Data) != `{"hello":"hello world"}` {
		t.Errorf("query: %+v", got.Query)
	}
	for code, s := range map[string]seen{"GRAPHQL_VALIDATION_FAILED": got.Invalid, "FORBIDDEN": got.Refused} {
		if len(s.Results) != 1 || len(s.Results[0].Errors) != 1 || s.Results[0].Errors[0].Extensions.Code != code {
			t.Errorf("want one %s: %+v", code, s)
		}
	}
}

// What GraphiQL asks first fits the limits.
func TestFullIntrospection(t *testing.T) {
	out := strings.TrimSpace(string(node(t, "introspection.mjs", serve(t, withIntrospection).URL)))
	if out == "" || out == "0" {
		t.Errorf("a schema of %q types", out)
	}
}

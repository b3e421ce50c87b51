package graph_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"sportello/internal/access"
)

// said is an answer over HTTP.
type said struct {
	status int
	body   string
}

// told is what a client reads of an answer.
type told struct {
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
}

func (s said) read() (answer told, err error) {
	return answer, json.Unmarshal([]byte(s.body), &answer)
}

// codes are those of the top-level errors.
func (s said) codes() []string {
	answer, err := s.read()
	if err != nil {
		return []string{"not JSON: " + s.body}
	}
	codes := make([]string, len(answer.Errors))
	for i, e := range answer.Errors {
		codes[i], _ = e.Extensions["code"].(string)
	}
	return codes
}

// userError is a fault told as data.
type userError struct {
	Code, Message string
	Field         []string
}

// faults are the errors told as data, of all payloads.
func (s said) faults() []userError {
	answer, err := s.read()
	if err != nil {
		return []userError{{Code: "not JSON: " + s.body}}
	}
	var all []userError
	for _, raw := range answer.Data {
		var payload struct{ Errors []userError }
		if err := json.Unmarshal(raw, &payload); err == nil {
			all = append(all, payload.Errors...)
		}
	}
	return all
}

// send makes a request as somebody: nil is nobody.
func (h *house) send(v *access.Viewer, r *http.Request) said {
	h.t.Helper()
	if v != nil {
		r.Header.Set("Authorization", h.credential(v))
	}
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	response, err := http.DefaultClient.Do(r.WithContext(ctx))
	h.must(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	h.must(err)
	return said{response.StatusCode, string(body)}
}

// credential is the viewer's token where they have one here, else who they are.
func (h *house) credential(v *access.Viewer) string {
	if token := h.tokens[v]; token != "" {
		return "Bearer " + token
	}
	return fmt.Sprint("User ", v.UserID)
}

// request is a POST to the house.
func (h *house) request(contentType string, body io.Reader) *http.Request {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), http.MethodPost, h.url, body)
	h.must(err)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Accept", "application/graphql-response+json, text/event-stream;q=0.5")
	r.Header.Set("X-Sportello-CSRF", "1")
	return r
}

// ask posts an operation.
func (h *house) ask(v *access.Viewer, query string, variables map[string]any) said {
	h.t.Helper()
	if strings.Contains(query, "ticketStats") { // of tables that a test may have written to by hand
		h.must(h.stats.Load(h.t.Context()))
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	h.must(err)
	return h.send(v, h.request("application/json", bytes.NewReader(body)))
}

// upload posts an operation with files, each where a variable is null.
func (h *house) upload(v *access.Viewer, query string, variables map[string]any, places map[string]file) said {
	h.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	operations, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	h.must(err)
	names := make(map[string][]string, len(places))
	for place := range places {
		names[place] = []string{"variables." + place}
	}
	order, err := json.Marshal(names)
	h.must(err)
	h.must(form.WriteField("operations", string(operations)))
	h.must(form.WriteField("map", string(order)))
	for place, content := range places {
		part, err := form.CreateFormFile(place, content.name)
		h.must(err)
		_, err = part.Write([]byte(content.text))
		h.must(err)
	}
	h.must(form.Close())
	return h.send(v, h.request(form.FormDataContentType(), &body))
}

// file is one to send.
type file struct{ name, text string }

// decode reads data of an answer that must be without errors.
func (h *house) decode(s said, into any) {
	h.t.Helper()
	var answer struct {
		Data   json.RawMessage
		Errors []json.RawMessage
	}
	h.must(json.Unmarshal([]byte(s.body), &answer))
	if len(answer.Errors) > 0 || s.status != http.StatusOK {
		h.t.Fatalf("answered %d %s", s.status, s.body)
	}
	h.must(json.Unmarshal(answer.Data, into))
}

// allTables are those that hold what belongs to somebody.
var allTables = []string{
	"api_keys", "attachments", "desks", "external_identities", "idempotency_keys", "memberships", "messages", "outbox_entries", "persons", "sessions", "sign_in_links",
	"tenants", "tickets", "timeline_entries", "users",
}

// checksum is one over all rows of all tables.
func (h *house) checksum() string {
	h.t.Helper()
	_, err := h.journal.Place(h.t.Context()) // else the first who follows a list has it done
	h.must(err)
	sum := sha256.New()
	for _, table := range allTables {
		rows, err := h.store.SQL().QueryContext(h.t.Context(), "SELECT * FROM "+table+" ORDER BY id")
		h.must(err)
		columns, err := rows.Columns()
		h.must(err)
		values := make([]any, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		for rows.Next() {
			h.must(rows.Scan(targets...))
			for _, value := range values {
				_, err := fmt.Fprintf(sum, "%T %v\n", value, value)
				h.must(err)
			}
		}
		h.must(rows.Err())
		h.must(rows.Close())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// firstEvent opens an event stream and reads what comes first of it.
func (h *house) firstEvent(v *access.Viewer, query string) string {
	h.t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	h.must(err)
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel() // ends the stream
	r := h.request("application/json", bytes.NewReader(body)).WithContext(ctx)
	r.Header.Set("Accept", "text/event-stream")
	if v != nil {
		r.Header.Set("Authorization", h.credential(v))
	}
	response, err := http.DefaultClient.Do(r)
	h.must(err)
	defer response.Body.Close()
	read := bytes.Buffer{}
	for chunk := make([]byte, 4096); !strings.Contains(strings.TrimPrefix(read.String(), ":\n\n"), "\n\n"); {
		n, err := response.Body.Read(chunk)
		read.Write(chunk[:n])
		if err != nil {
			break
		}
	}
	return read.String()
}

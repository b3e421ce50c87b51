package acceptance

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// download fetches an export as curl would.
func (u *user) download(file, after string) *answer {
	u.t.Helper()
	request, err := http.NewRequestWithContext(u.t.Context(), http.MethodGet, u.house.url+"/export/"+file+"?after="+url.QueryEscape(after), http.NoBody)
	if err != nil {
		u.t.Fatal(err)
	}
	if u.token != "" {
		request.Header.Set("Authorization", "Bearer "+u.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		u.t.Fatal(err)
	}
	defer response.Body.Close()
	a := &answer{status: response.StatusCode, header: response.Header}
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil {
		u.t.Fatal(err)
	}
	a.body = body.Bytes()
	return a
}

// eventually downloads until there are so many lines: places are given after the commit.
func (u *user) eventually(file, after string, lines int) *answer {
	u.t.Helper()
	for began := time.Now(); ; {
		a := u.download(file, after)
		if a.status != http.StatusOK {
			u.t.Fatalf("%s: %d %s", file, a.status, a.body)
		}
		if bytes.Count(a.body, []byte("\n")) == lines {
			return a
		}
		if time.Since(began) > patience {
			u.t.Fatalf("%s: %s", file, a.body)
		}
	}
}

// C.7: a program with a key for statistics takes the desk's rows as CSV, NDJSON and Parquet, goes on by the cursor with what has
// changed since alone, and is refused where it may not.
func TestExportByHTTP(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "portal", "NTS Example", "it")
	boss := o.boss()
	tool, key := o.program(boss, "BI", "STATISTICS")
	reader, _ := o.program(boss, "Reader", "READ_TICKETS")
	first := o.customer.open("Etichette storte", "La stampante salta una riga.")
	o.customer.open("Altro", "Ancora una cosa da chiedere.")

	sheet := tool.eventually("tickets.csv", "", 3)
	table, err := csv.NewReader(bytes.NewReader(sheet.body)).ReadAll()
	if err != nil || len(table) != 3 || table[0][1] != "id" || table[1][1] != first.ID {
		t.Fatalf("%v: %v", table, err)
	}
	for _, secret := range []string{"Etichette", "stampante", "Carla", "Alfa Example", o.customer.email} {
		if bytes.Contains(sheet.body, []byte(secret)) {
			t.Errorf("an export for statistics tells %q", secret)
		}
	}
	cursor := sheet.header.Get("X-Sportello-Cursor")
	if next := tool.download("tickets.csv", cursor); bytes.Count(next.body, []byte("\n")) != 1 {
		t.Errorf("nothing happened: %s", next.body)
	}
	o.agent.does("replyToTicket", first, vars{"text": "Ha provato a riavviare?"})
	changed := tool.eventually("tickets.ndjson", cursor, 1)
	var row struct {
		ID       string
		Messages int
		Status   string
	}
	if err := json.Unmarshal(changed.body, &row); err != nil || row.ID != first.ID || row.Messages != 2 || row.Status != "WAITING_ON_CUSTOMER" {
		t.Errorf("after a reply: %s: %v", changed.body, err)
	}
	if next := tool.download("tickets.ndjson", table[1][0]); bytes.Count(next.body, []byte("\n")) != 2 {
		t.Errorf("after the first row: %s", next.body)
	}
	for _, file := range []string{"tickets.parquet", "intervals.parquet", "messages.parquet"} {
		got := tool.download(file, "")
		if got.status != http.StatusOK || !bytes.HasPrefix(got.body, []byte("PAR1")) || !bytes.HasSuffix(got.body, []byte("PAR1")) {
			t.Errorf("%s: %d, %d bytes", file, got.status, len(got.body))
		}
	}
	if got := o.stranger.download("tickets.ndjson", ""); got.status != http.StatusOK || len(got.body) != 0 {
		t.Errorf("another tenant is told: %d %s", got.status, got.body)
	}
	o.revoke(boss, key)
	for name, c := range map[string]struct {
		who         *user
		file, after string
		status      int
		code        string
	}{
		"nobody":            {o.nobody(), "tickets.csv", "", http.StatusUnauthorized, "UNAUTHENTICATED"},
		"a revoked key":     {tool, "tickets.csv", "", http.StatusUnauthorized, "UNAUTHENTICATED"},
		"without the scope": {reader, "tickets.csv", "", http.StatusForbidden, "FORBIDDEN"},
		"another format":    {o.agent, "tickets.xlsx", "", http.StatusNotFound, "NOT_FOUND"},
		"another dataset":   {o.agent, "users.csv", "", http.StatusNotFound, "NOT_FOUND"},
		"another's cursor":  {o.stranger, "tickets.csv", cursor, http.StatusBadRequest, "INVALID_CURSOR"},
	} {
		got := c.who.download(c.file, c.after)
		var refused struct{ Code string }
		if err := json.Unmarshal(got.body, &refused); err != nil || got.status != c.status || refused.Code != c.code {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}

package export

import (
	"bytes"
	"encoding/csv"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

// C.7: a tenant's name that begins like a formula is none in a spreadsheet; commas, quotes and lines stay within their cell.
func TestCSVIsNoFormula(t *testing.T) {
	names := map[string]string{
		"=HYPERLINK(\"x\")": "'=HYPERLINK(\"x\")", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1",
		"Rossi, \"Bianchi\"\nVerdi": "Rossi, \"Bianchi\"\nVerdi", "": "",
	}
	for name, want := range names {
		var out bytes.Buffer
		e, err := newEncoder[Ticket](CSV, &out)
		if err != nil {
			t.Fatal(err)
		}
		if err := e.write([]Ticket{{ID: "a", TenantName: &name}}); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&out).ReadAll()
		if err != nil || len(lines) != 2 || len(lines[0]) != len(lines[1]) {
			t.Fatalf("%q: %v, %v", name, lines, err)
		}
		for i, column := range lines[0] {
			if column == "tenant_name" && lines[1][i] != want {
				t.Errorf("%q is written as %q", name, lines[1][i])
			}
		}
	}
}

// C.7: what is written as Parquet is read as the same, from several row groups.
func TestParquetReadsBack(t *testing.T) {
	at, name := time.Date(2026, 11, 30, 9, 0, 0, 123456000, time.UTC), "Alfa Example"
	want := []Ticket{
		{ID: "a", Status: "OPEN", TenantName: &name, OpenedAt: &at, Fields: []byte(`{"area":"SYSTEMS"}`)},
		{ID: "b", Deleted: true, Fields: []byte(`{}`)},
	}
	var out bytes.Buffer
	e, err := newEncoder[Ticket](Parquet, &out)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if err := e.write(want[i : i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.close(); err != nil {
		t.Fatal(err)
	}
	got, err := parquet.Read[Ticket](bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil || len(got) != 2 {
		t.Fatalf("%d rows: %v", len(got), err)
	}
	if g := got[0]; g.ID != "a" || *g.TenantName != name || !g.OpenedAt.Equal(at) || string(g.Fields) != `{"area":"SYSTEMS"}` {
		t.Errorf("read %+v", g)
	}
	if g := got[1]; !g.Deleted || g.TenantName != nil || g.OpenedAt != nil {
		t.Errorf("read %+v", g)
	}
}

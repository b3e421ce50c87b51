package export_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"sportello/ent"
	"sportello/ent/message"
	"sportello/ent/ticket"
	"sportello/ent/timelineentry"
	"sportello/internal/access"
	"sportello/internal/event"
	"sportello/internal/export"
	"sportello/internal/node"
	"sportello/internal/store"
)

// copied is a program's copy of a dataset: rows by key, and how far it has come.
type copied struct {
	rows   map[string]map[string]any
	cursor string
}

// take reads whole lines of NDJSON into the copy; a broken last one is left.
func (c *copied) take(t *testing.T, dataset export.Dataset, text []byte) {
	t.Helper()
	for line := range bytes.Lines(text) {
		var row map[string]any
		if !bytes.HasSuffix(line, []byte("\n")) {
			return
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		key, _ := row["id"].(string)
		if dataset == export.Intervals {
			key = row["ticket"].(string) + " " + strconv.Itoa(int(row["number"].(float64)))
		}
		c.cursor = row["cursor"].(string)
		delete(row, "cursor")
		c.rows[key] = row
	}
}

var errKilled = errors.New("killed")

// mortal takes so many bytes and dies.
type mortal struct {
	bytes.Buffer
	left int
}

func (m *mortal) Write(p []byte) (int, error) {
	if m.left < len(p) {
		m.Buffer.Write(p[:m.left])
		return m.left, errKilled
	}
	m.left -= len(p)
	return m.Buffer.Write(p)
}

// C.7: an export that goes on while people write, and is killed and gone on with time and again, misses nothing and ends equal to
// the database.
func TestExportWhilePeopleWrite(t *testing.T) {
	changes := 500
	if asked := os.Getenv("SPORTELLO_TEST_EXPORT_CHANGES"); asked != "" {
		var err error
		if changes, err = strconv.Atoi(asked); err != nil {
			t.Fatal(err)
		}
	}
	o := newOffice(t)
	worked := make(chan error, 1)
	go func() { worked <- o.work(3, changes) }()
	copies := map[export.Dataset]*copied{}
	for _, d := range export.Datasets() {
		copies[d] = &copied{rows: map[string]map[string]any{}}
	}
	r := rand.New(rand.NewPCG(5, 8))
	killed := 0
	for working := true; working || killed < 5; {
		select {
		case err := <-worked:
			if err != nil {
				t.Fatal(err)
			}
			working = false
		default:
		}
		for d, c := range copies {
			if !working { // caught up, and killed too seldom: from the beginning once more
				c.cursor = ""
			}
			if o.export(d, c, 100+r.IntN(20_000)) {
				killed++
			}
		}
	}
	o.place()
	for d, c := range copies {
		if o.export(d, c, 1<<30) {
			t.Fatalf("%s: the last export broke off", d)
		}
		compare(t, string(d), c.rows, o.reference(d, o.agents[0]))
	}
	t.Logf("killed %d times; %d tickets, %d intervals, %d messages", killed,
		len(copies[export.Tickets].rows), len(copies[export.Intervals].rows), len(copies[export.Messages].rows))
}

// export goes on with a copy, for so many bytes; true: it was killed.
func (o *office) export(d export.Dataset, c *copied, most int) bool {
	o.t.Helper()
	reader, err := o.exports.Begin(o.t.Context(), o.agents[0], d, c.cursor)
	if err != nil {
		o.t.Fatal(err)
	}
	to := &mortal{left: most}
	err = reader.Write(o.t.Context(), export.NDJSON, bufio.NewWriterSize(to, 1), func() error { return nil })
	c.take(o.t, d, to.Bytes())
	if err == nil {
		c.cursor = reader.Cursor()
	} else if !errors.Is(err, errKilled) {
		o.t.Fatal(err)
	}
	return err != nil
}

// reference is what a dataset should be for an agent of the first desk, read plainly, row by row.
func (o *office) reference(d export.Dataset, v *access.Viewer) map[string]map[string]any {
	o.t.Helper()
	ctx := store.System(context.WithoutCancel(o.t.Context()))
	var deskID int64
	for deskID = range v.Desks {
	}
	tickets, err := o.store.Read().Ticket.Query().Where(ticket.DeskID(deskID)).All(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	rows := map[string]map[string]any{}
	for _, t := range tickets {
		switch id := node.Encode(node.Ticket, t.ID); d {
		case export.Tickets:
			rows[id] = map[string]any{"id": id, "number": float64(t.Number), "status": t.Status, "priority": t.Priority,
				"messages": float64(t.MessageCount), "reopened": float64(t.ReopenCount), "tenant": node.Encode(node.Tenant, t.TenantID),
				"fields": map[string]any{"contact": "WEB", "request_type": "ASSISTANCE", "area": "SYSTEMS"}}
		case export.Intervals:
			o.intervals(ctx, t, rows)
		case export.Messages:
			for _, m := range o.store.Read().Message.Query().Where(message.TicketID(t.ID)).AllX(ctx) {
				id := node.Encode(node.Message, m.ID)
				rows[id] = map[string]any{"id": id, "kind": m.Kind, "authorKind": m.AuthorKind, "ticket": node.Encode(node.Ticket, t.ID),
					"createdAt": m.CreatedAt.Time().Format("2006-01-02T15:04:05.999999Z07:00"), "author": node.Encode(node.User, *m.AuthorID)}
			}
		}
	}
	return rows
}

func (o *office) intervals(ctx context.Context, t *ent.Ticket, rows map[string]map[string]any) {
	entries := o.store.Read().TimelineEntry.Query().
		Where(timelineentry.TicketID(t.ID), timelineentry.KindIn(string(event.TicketOpened), string(event.StatusChanged))).
		Order(ent.Asc(timelineentry.FieldSeq)).AllX(ctx)
	for i, e := range entries {
		id := node.Encode(node.Ticket, t.ID)
		row := map[string]any{"ticket": id, "number": float64(i + 1), "status": e.ToValue, "to": nil,
			"from": e.CreatedAt.Time().Format("2006-01-02T15:04:05.999999Z07:00")}
		if i+1 < len(entries) {
			row["to"] = entries[i+1].CreatedAt.Time().Format("2006-01-02T15:04:05.999999Z07:00")
		}
		rows[id+" "+strconv.Itoa(i+1)] = row
	}
}

// compare holds what was copied against what is there: the same keys, and each value that the reference tells.
func compare(t *testing.T, what string, got, want map[string]map[string]any) {
	t.Helper()
	if len(want) == 0 || len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for key, row := range want {
		for name, value := range row {
			g, _ := json.Marshal(got[key][name])
			w, _ := json.Marshal(value)
			if !bytes.Equal(g, w) {
				t.Errorf("%s %s: %s is %s, want %s", what, key, name, g, w)
			}
		}
	}
}

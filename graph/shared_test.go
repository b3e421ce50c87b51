package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/graph/limit"
	"sportello/graph/shared"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/event"
	"sportello/internal/node"
	"sportello/internal/policy"
)

// written is what people may write, and JSON must escape.
const written = "\"Più\" \\ <b>&amp;</b>\nè ß 中文 👩‍👩‍👧"

// audience are viewers who follow one ticket, each by both ways: as the server runs subscriptions, and as gqlgen alone does.
type audience struct {
	*town
	ticketID int64
	viewers  []*access.Viewer // each twice
	shared   []func(context.Context) *transport.Response
	plain    []func(context.Context) *transport.Response
}

// follow has all viewers who see the ticket follow it, and takes what they are told at first.
func (w *town) follow(t fataler, engines [2]*transport.Engine, ticketID int64, document string, variables map[string]any) *audience {
	a := &audience{town: w, ticketID: ticketID}
	for _, v := range slices.Concat(w.viewers, w.viewers) {
		if v == nil {
			continue
		}
		if _, err := w.desk.Ticket(w.t.Context(), v, ticketID, 0); err != nil {
			continue
		}
		a.viewers = append(a.viewers, v)
		a.shared = append(a.shared, w.subscribe(t, engines[0], v, document, variables))
		a.plain = append(a.plain, w.subscribe(t, engines[1], v, document, variables))
	}
	a.compare(t, document, slices.Repeat([]int64{1}, len(a.viewers)))
	return a
}

func (w *town) subscribe(
	t fataler, e *transport.Engine, v *access.Viewer, document string, variables map[string]any,
) func(context.Context) *transport.Response {
	ctx := access.With(w.t.Context(), v)
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	w.must(err)
	params, err := transport.DecodeParams(body)
	w.must(err)
	op, refusal := e.Prepare(ctx, params)
	if refusal != nil {
		t.Fatalf("%.1000s\n%.1000v", document, refusal.Errors)
	}
	next := e.Run(ctx, op)
	return func(context.Context) *transport.Response { return next(ctx) }
}

// compare takes so many events of each viewer by both ways.
func (a *audience) compare(t fataler, document string, counts []int64) {
	for i, v := range a.viewers {
		for n := range counts[i] {
			got, want := a.shared[i](a.t.Context()), a.plain[i](a.t.Context())
			if got == nil || want == nil {
				t.Fatalf("event %d of %d is missing for %+v: %v, %v", n+1, counts[i], v, got, want)
			}
			gotData, gotErrors := outcome(got.Response)
			wantData, wantErrors := outcome(want.Response)
			if gotData != wantData || !slices.Equal(gotErrors, wantErrors) {
				t.Fatalf("%s\nas %+v\n got %s\n%s\nwant %s\n%s", document, v, gotData, gotErrors, wantData, wantErrors)
			}
			if got.Encoded != nil && string(got.Encoded) != string(transport.AppendResponse(nil, want.Response)) {
				t.Fatalf("%s\nas %+v\n encoded %s", document, v, got.Encoded)
			}
			if got.EventID == "" {
				t.Fatalf("an event without an id: %s", gotData)
			}
		}
	}
}

// hold keeps the feed from hearing of changes until release, so that all followers look at the same moment.
func (w *town) hold() (release func()) {
	w.held = []event.Announcement{}
	return func() {
		held := w.held
		w.held = nil
		for _, a := range held[max(len(held)-1, 0):] {
			w.feed.Announce(a)
		}
	}
}

// seen are the newest entries that the viewers see.
func (a *audience) seen(t fataler) []int64 {
	seqs := make([]int64, len(a.viewers))
	for i, v := range a.viewers {
		ticket, err := a.desk.Ticket(a.t.Context(), v, a.ticketID, 0)
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		seqs[i] = ticket.SeenSeq()
	}
	return seqs
}

// act has somebody do something to the ticket; what the desk's rules refuse has not happened.
func (a *audience) act(t *rapid.T) {
	ctx, v := a.t.Context(), rapid.SampledFrom(a.viewers).Draw(t, "actor")
	what := rapid.IntRange(0, 7).Draw(t, "act")
	mutation := fmt.Sprint("mutation ", rapid.IntRange(1, 1<<30).Draw(t, "mutation"))
	var err error
	switch what {
	case 0, 1, 2:
		_, err = a.desk.Reply(ctx, v, desk.ReplyInput{TicketID: a.ticketID, Text: written, ClientMutationID: mutation})
	case 3:
		_, err = a.desk.AddNote(ctx, v, desk.AddNoteInput{TicketID: a.ticketID, Text: "Among us: " + written, ClientMutationID: mutation})
	case 4:
		_, err = a.desk.Assign(ctx, v, desk.AssignInput{TicketID: a.ticketID, AssigneeID: rapid.SampledFrom(a.viewers).Draw(t, "assignee").UserID})
	case 5:
		_, err = a.desk.Take(ctx, v, desk.TakeInput{TicketID: a.ticketID, ClientMutationID: mutation})
	case 6:
		_, err = a.desk.ChangePriority(ctx, v, desk.ChangePriorityInput{
			TicketID: a.ticketID, Priority: rapid.SampledFrom([]policy.Priority{policy.Low, policy.Normal, policy.High, policy.Urgent}).Draw(t, "priority"),
		})
	case 7:
		_, err = a.desk.Resolve(ctx, v, desk.ResolveInput{TicketID: a.ticketID, ClientMutationID: mutation})
	}
	_ = err // somebody else may, or at another time
}

// C.6: what is executed once for many is, byte for byte, what gqlgen answers to each of them: whatever is asked, whoever
// follows, whatever happens and whoever does it.
func TestSharedEventsAreEveryonesOwn(t *testing.T) {
	w := newTown(t)
	engines := [2]*transport.Engine{w.compiled, w.plain}
	rapid.Check(t, func(t *rapid.T) {
		ticketID := rapid.Int64Range(4, 80).Draw(t, "ticket")
		draw := &writer{T: t, schema: w.schema.Schema(), values: w.values, variables: map[string]any{}}
		draw.left = rapid.IntRange(5, 40).Draw(t, "size")
		if draw.often("alike") {
			draw.only = shared.Alike
		}
		selection := draw.selection("TicketEvent", 1)
		head := "subscription"
		if len(draw.definitions) > 0 {
			head += "(" + strings.Join(draw.definitions, ", ") + ")"
		}
		document := fmt.Sprintf("%s { ticketEvents(ticket: %q) { %s } }%s", head, node.Encode(node.Ticket, ticketID), selection,
			strings.Join(draw.fragments, ""))
		a := w.follow(t, engines, ticketID, document, draw.variables)
		if len(a.viewers) == 0 {
			return
		}
		before := a.seen(t)
		release := w.hold()
		for range 3 {
			a.act(t)
		}
		release()
		counts := a.seen(t)
		for i := range counts {
			counts[i] -= before[i]
		}
		a.compare(t, document, counts)
	})
	given, made := w.graph.Told()
	t.Logf("%d alike events told, %d executed", given, made)
	if made == 0 || given < 2*made {
		t.Errorf("%d alike events took %d executions", given, made)
	}
}

// Each field that is told to many, alone, to every kind of viewer, when every kind of thing happens.
func TestEachSharedFieldIsEveryonesOwn(t *testing.T) {
	w := newTown(t)
	engines := [2]*transport.Engine{w.engine(w.counted, generous()), w.engine(nil, generous())}
	var all []string
	for _, event := range []string{"TicketSnapshot", "TicketEntryAdded"} {
		all = append(all, w.alikePaths(nil, []string{"... on " + event}, event)...)
	}
	if len(all) < 60 {
		t.Fatalf("only %d fields", len(all))
	}
	ticketID, replies := int64(5), 0
	for some := range slices.Chunk(all, 30) {
		ticketID += 7
		document := fmt.Sprintf("subscription { ticketEvents(ticket: %q) { %s } }", node.Encode(node.Ticket, ticketID), strings.Join(some, " "))
		a := w.follow(t, engines, ticketID, document, nil)
		if len(a.viewers) == 0 {
			continue
		}
		before := a.seen(t)
		release := w.hold()
		for _, v := range a.viewers { // everyone, so that each is the actor once
			_, err := a.desk.Reply(t.Context(), v, desk.ReplyInput{TicketID: ticketID, Text: written, ClientMutationID: fmt.Sprint("own ", v.UserID)})
			if err == nil {
				replies++
			}
		}
		release()
		counts := a.seen(t)
		for i := range counts {
			counts[i] -= before[i]
		}
		a.compare(t, document, counts)
	}
	if given, _ := w.graph.Told(); given == 0 || replies < 20 {
		t.Errorf("%d events were alike, after %d replies", given, replies)
	}
}

// alikePaths adds the paths to each leaf in the table, under keys of their own.
func (w *town) alikePaths(paths, above []string, typeName string) []string {
	for _, possible := range w.schema.Schema().GetPossibleTypes(w.schema.Schema().Types[typeName]) {
		here := above
		if possible.Name != typeName {
			here = append(slices.Clone(above), "... on "+possible.Name)
		}
		for _, f := range possible.Fields {
			below := w.schema.Schema().Types[f.Type.Name()]
			switch {
			case !shared.Alike(possible.Name, f.Name):
			case below.IsLeafType():
				leaf := append(slices.Clone(here), fmt.Sprintf("l%d: %s", len(paths), f.Name))
				paths = append(paths, strings.Join(leaf, " { ")+strings.Repeat(" }", len(leaf)-1))
			default:
				key := fmt.Sprintf("o%d_%s: %s", len(paths), possible.Name, f.Name)
				paths = w.alikePaths(paths, append(slices.Clone(here), key), below.Name)
			}
		}
	}
	return paths
}

// Eyes hold all that a viewer is: a new field of a viewer belongs into them, or must not decide what is seen of a ticket.
func TestEyesKnowTheWholeViewer(t *testing.T) {
	known := map[string]string{
		"UserID": "where the ticket or the entry names them", "Language": "always",
		"Desks": "the role on the ticket's desk", "Tenants": "the place in the ticket's tenant",
		"Key": "programs have no eyes: they are told alone", "Confined": "decides what may be done with the account alone",
		"Incomplete": "follows nothing: access.From finds nobody", "SessionID": "decides nothing that is seen", "Email": "decides nothing that is seen", "Name": "decides nothing that is seen",
	}
	for field := range reflect.TypeFor[access.Viewer]().Fields() {
		if known[field.Name] == "" {
			t.Errorf("access.Viewer has %s: say in access.Eyes what follows from it for what is told to many", field.Name)
		}
	}
}

// What no table knows is executed for each viewer alone.
func TestOtherFieldsAreNotShared(t *testing.T) {
	w := newTown(t)
	e := w.engine(w.counted, limit.Limits{})
	v := w.viewers[0]
	for _, own := range []string{
		"... on TicketSnapshot { messages { id } }", "... on TicketSnapshot { ticket { attachments { url } } }",
		"... on TicketSnapshot { ticket { follows { id } } }", "... on TicketSnapshot { ticket { desk { id } } }",
		"... on TicketEntryAdded { entry { ... on LinkEntry { other { id } } } }",
	} {
		before, _ := w.graph.Told()
		for id := int64(1); id < 80; id++ {
			if _, err := w.desk.Ticket(t.Context(), v, id, 0); err == nil {
				next := w.subscribe(t, e, v, fmt.Sprintf("subscription { ticketEvents(ticket: %q) { cursor %s } }", node.Encode(node.Ticket, id), own), nil)
				if r := next(t.Context()); len(r.Errors) > 0 {
					t.Error(r.Errors)
				}
				break
			}
		}
		if after, _ := w.graph.Told(); after != before {
			t.Errorf("shared: %s", own)
		}
	}
}

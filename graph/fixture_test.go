package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"sportello/ent"
	"sportello/graph"
	"sportello/graph/generated"
	"sportello/graph/limit"
	"sportello/graph/permit"
	"sportello/graph/transport"
	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/audit"
	"sportello/internal/blob"
	"sportello/internal/bookmark"
	"sportello/internal/contact"
	"sportello/internal/desk"
	"sportello/internal/desktest"
	"sportello/internal/event"
	"sportello/internal/live"
	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
	"sportello/internal/problem"
	"sportello/internal/stats"
	"sportello/internal/store"
)

// house is a whole server in the test's process, but for its outermost doors: a real database, the real rooms, and the
// real handler on a socket. Its clock stands still.
type house struct {
	t        testing.TB
	store    *store.Store
	blobs    *blob.Store
	desk     *desk.Service
	accounts *account.Service
	contact  *contact.Service
	mail     *outbound.Outbox
	feed     *graph.Feed
	stats    *stats.Engine
	schema   graphql.ExecutableSchema

	compiled *transport.Engine // as the server has it
	plain    *transport.Engine // without the compiled path
	took     atomic.Int64      // operations that the compiled path answered
	around   transport.AroundFunc
	graph    *graph.Resolver
	held     []event.Announcement // what the feed is not told yet; nil: it is told at once

	url    string
	tokens map[*access.Viewer]string // of who comes by one
	log    *journal
	now    time.Time
}

// maxFile is the largest file of the house, in bytes.
const maxFile = 64 << 10

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, store: desktest.NewStore(t), now: desktest.Epoch().AddDate(0, 1, 0), log: &journal{}, tokens: map[*access.Viewer]string{}}
	h.openRooms()
	resolvers := graph.New(graph.Config{
		Stats: h.stats,
		Desk:  h.desk, Account: h.accounts, Contact: h.contact, Audit: audit.New(h.store), Feed: h.feed, Mail: h.mail,
		SignURL: func(v *access.Viewer, id int64) string { return fmt.Sprintf("https://desk.test/%d/%d", v.UserID, id) },
		SignAvatarURL: func(v *access.Viewer, id int64) string {
			return fmt.Sprintf("https://desk.test/avatar/%d/%d", v.UserID, id)
		},
	})
	h.schema = generated.NewExecutableSchema(generated.Config{Resolvers: resolvers})
	present := graph.Present(slog.New(slog.NewJSONHandler(h.log, nil)))
	h.around, h.graph = permit.Guard(present, resolvers.Compiled(h.schema).Around), resolvers
	h.compiled, h.plain = h.engine(h.counted, limit.Limits{}), h.engine(nil, limit.Limits{})
	h.url = h.serve(h.compiled)
	return h
}

func (h *house) clock() time.Time { return h.now }

// openRooms makes what the resolvers call.
func (h *house) openRooms() {
	var err error
	h.blobs, err = blob.Open(h.t.Context(), "file:"+h.t.TempDir())
	h.must(err)
	h.t.Cleanup(func() { h.must(h.blobs.Close()) })
	h.desk = desk.New(desk.Config{
		Store: h.store, Now: h.clock, Blobs: h.blobs,
		Committed: func(_ context.Context, a event.Announcement) {
			h.stats.Touch(a.TicketID, a.Seq)
			if h.held != nil {
				h.held = append(h.held, a)
				return
			}
			h.feed.Announce(a)
		},
	})
	h.stats = stats.New(stats.Config{Store: h.store, Desk: h.desk, Now: h.clock})
	signer, err := compose.NewSigner(make([]byte, compose.MinKey))
	h.must(err)
	h.mail, err = outbound.New(outbound.Config{Store: h.store, Now: h.clock, Domain: "desk.example", Signer: signer})
	h.must(err)
	h.accounts, err = account.New(account.Config{
		Store: h.store, Now: h.clock, Argon2: account.Argon2{Memory: 64, Time: 1, Threads: 1, Concurrent: 2},
		Post: letters{}, Blobs: h.blobs, Key: []byte(strings.Repeat("k", 32)),
	})
	h.must(err)
	h.contact, err = contact.New(contact.Config{
		Store: h.store, Guests: h.accounts, Desks: h.desk, Now: h.clock, Secrets: [][]byte{[]byte("a secret of this house")},
	})
	h.must(err)
	h.feed = live.NewHub(live.Config[*desk.Ticket, *desk.Entry]{
		Read: func(
			ctx context.Context, ticketID int64, as bookmark.Audience, after int64, most int,
		) (live.Page[*desk.Ticket, *desk.Entry], error) {
			return h.desk.FeedPage(ctx, ticketID, as, after, most)
		},
		Refresh: func(ctx context.Context, v *access.Viewer) (*access.Viewer, error) {
			return h.accounts.ViewerOf(ctx, v.UserID)
		},
	})
	h.t.Cleanup(h.feed.Close)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// counted is the compiled path, counting what it answers itself.
func (h *house) counted(ctx context.Context, op *transport.Operation, next graphql.OperationHandler) graphql.ResponseHandler {
	passed := false
	responses := h.around(ctx, op, func(ctx context.Context) graphql.ResponseHandler {
		passed = true
		return next(ctx)
	})
	if !passed {
		h.took.Add(1)
	}
	return responses
}

func (h *house) engine(around transport.AroundFunc, limits limit.Limits) *transport.Engine {
	log := slog.New(slog.NewJSONHandler(h.log, nil))
	config := transport.EngineConfig{
		Schema: h.schema, Around: around, Limits: limits, Present: graph.Present(log), Logger: log,
	}
	if around != nil { // as the server has it
		config.Stream = h.graph.Stream
	}
	e, err := transport.NewEngine(config)
	h.must(err)
	return e
}

// serve answers over HTTP until the test ends.
func (h *house) serve(e *transport.Engine) string {
	handler, err := transport.NewHandler(transport.HandlerConfig{
		Engine: e, Auth: door{h.accounts}, Files: shelf{h.blobs}, MaxFile: maxFile, MaxFiles: 5,
	})
	h.must(err)
	server := httptest.NewServer(handler)
	h.t.Cleanup(server.Close)
	return server.URL
}

// as is the viewer with their memberships as they are now.
func (h *house) as(userID int64) *access.Viewer {
	h.t.Helper()
	v, err := h.accounts.ViewerOf(h.t.Context(), userID)
	h.must(err)
	return v
}

// run answers an operation without a socket in between; a refusal is an answer too.
func (h *house) run(e *transport.Engine, v *access.Viewer, query string, variables any) *graphql.Response {
	h.t.Helper()
	if strings.Contains(query, "ticketStats") && !h.stats.Ready() {
		h.must(h.stats.Load(h.t.Context()))
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	h.must(err)
	params, err := transport.DecodeParams(body)
	h.must(err)
	ctx := h.t.Context()
	if v != nil {
		ctx = access.With(ctx, v)
	}
	op, refusal := e.Prepare(ctx, params)
	if refusal != nil {
		return refusal.Response()
	}
	return e.Run(ctx, op)(ctx).Response
}

// door lets in users by their number and sessions by their token.
type door struct{ accounts *account.Service }

// AuthenticateRequest implements transport.Authenticator.
func (d door) AuthenticateRequest(ctx context.Context, r *http.Request) (context.Context, error) {
	kind, credential, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	var v *access.Viewer
	var err error
	switch kind {
	case "":
		return ctx, nil
	case "User":
		id, wrong := strconv.ParseInt(credential, 10, 64)
		if wrong != nil {
			return nil, wrong
		}
		v, err = d.accounts.ViewerOf(ctx, id)
	default:
		v, err = d.accounts.Authenticate(ctx, credential)
	}
	if err != nil {
		return nil, err
	}
	return access.With(ctx, v), nil
}

// AuthenticateSocket implements transport.Authenticator.
func (d door) AuthenticateSocket(ctx context.Context, r *http.Request, _ map[string]any) (context.Context, error) {
	return d.AuthenticateRequest(ctx, r)
}

// shelf keeps the files of multipart requests.
type shelf struct{ blobs *blob.Store }

// Store implements transport.FileSink.
func (s shelf) Store(ctx context.Context, name, _ string, r io.Reader) (any, error) {
	if _, known := access.From(ctx); !known {
		return nil, problem.New(problem.Unauthenticated)
	}
	object, err := s.blobs.Put(ctx, r, 2*maxFile)
	if err != nil {
		return nil, err
	}
	return &desk.File{
		Name: name, Size: object.Size, ContentType: object.ContentType, SHA256: object.SHA256, BlobKey: object.Key,
	}, nil
}

// Discard implements transport.FileSink.
func (s shelf) Discard(ctx context.Context, value any) {
	if file, ours := value.(*desk.File); ours {
		if err := s.blobs.Delete(ctx, file.BlobKey); err != nil && !errors.Is(err, context.Canceled) {
			panic(err)
		}
	}
}

// journal keeps what is logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// String is all that was logged.
func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func (h *house) ctx() context.Context { return h.t.Context() }

// letters is a post whose letters nobody reads here.
type letters struct{}

// Put implements account.Post.
func (letters) Put(context.Context, *ent.Tx, account.Addressee, compose.Letter) error { return nil }

package floor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"sportello/internal/duetime"
	"sportello/internal/moment"
	"sportello/internal/node"
	"sportello/internal/policy"
	"sportello/internal/store"
)

// Config is what a Server is made of.
type Config struct {
	Store  *store.Store
	DeskID int64            // the desk that is served
	Now    func() time.Time // default: the machine's clock
	Logger *slog.Logger     // default: none
}

// Server answers as plainly as can be:
//
//	GET  /tickets               the desk's tickets, the 50 changed last
//	GET  /tickets/{id}          a ticket with its first 30 messages
//	POST /tickets/{id}/replies  a reply; the body is its text
//	GET  /tickets/{id}/follow   a websocket that is told of replies
//
// Ids are the global ones; a session's token comes as in "Authorization: Bearer …".
type Server struct {
	store   *store.Store
	desk    desk
	now     func() time.Time
	log     *slog.Logger
	routes  *http.ServeMux
	buffers sync.Pool // of *[]byte
	crowd   crowd
	outbox  *outbox
}

// desk is what is known of the desk without asking.
type desk struct {
	id       int64
	name     string
	policy   *policy.Policy
	promises *duetime.Rules
}

// New makes a server. Close ends it.
func New(ctx context.Context, c Config) (*Server, error) {
	row, err := c.Store.Read().Desk.Get(store.System(ctx), c.DeskID)
	if err != nil {
		return nil, fmt.Errorf("floor: read the desk: %w", err)
	}
	rules, err := policy.Parse(row.Slug, []byte(row.Policy))
	if err != nil {
		return nil, fmt.Errorf("floor: read the desk's policy: %w", err)
	}
	promises, err := duetime.New(rules, row.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("floor: read the desk's promises: %w", err)
	}
	s := &Server{
		store: c.Store, now: c.Now, log: c.Logger, desk: desk{row.ID, row.Name, rules, promises},
		buffers: sync.Pool{New: func() any { return new([]byte) }},
		routes:  http.NewServeMux(),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.outbox = newOutbox(c.Store, s.log)
	s.handle("GET /tickets", s.list)
	s.handle("GET /tickets/{id}", s.detail)
	s.handle("POST /tickets/{id}/replies", s.reply)
	s.routes.HandleFunc("GET /tickets/{id}/follow", s.follow)
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.routes.ServeHTTP(w, r) }

// Close ends the sockets and empties the outbox of what was told.
func (s *Server) Close() {
	s.crowd.close()
	s.outbox.close()
}

// answer appends what is answered to a viewer.
type answer func(out []byte, r *http.Request, v *viewer) ([]byte, error)

// The refusals, each with its status.
var (
	errUnknown = errors.New("not signed in on this desk")
	errMissing = errors.New("no such ticket")
	errOver    = errors.New("the ticket is over")
)

func (s *Server) handle(pattern string, answer answer) {
	s.routes.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		buffer := s.buffers.Get().(*[]byte)
		defer s.buffers.Put(buffer)
		v, err := s.viewer(r)
		if err == nil {
			*buffer, err = answer((*buffer)[:0], r, v)
		}
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		header := w.Header()
		header["Content-Type"] = []string{"application/json"}
		header["Content-Length"] = []string{strconv.Itoa(len(*buffer))}
		if _, err := w.Write(*buffer); err != nil {
			s.log.DebugContext(r.Context(), "the client is gone", "error", err)
		}
	})
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, errUnknown):
		status = http.StatusUnauthorized
	case errors.Is(err, errMissing):
		status = http.StatusNotFound
	case errors.Is(err, errOver):
		status = http.StatusConflict
	default:
		s.log.ErrorContext(r.Context(), "no answer", "path", r.URL.Path, "error", err)
	}
	http.Error(w, http.StatusText(status), status)
}

// ticketID is the ticket that the path names.
func ticketID(r *http.Request) (int64, error) {
	id, err := node.Key(node.Ticket, r.PathValue("id"))
	if err != nil {
		return 0, errMissing
	}
	return id, nil
}

func (s *Server) moment() moment.Moment { return moment.Of(s.now()) }

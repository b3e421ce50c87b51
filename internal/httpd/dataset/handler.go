package dataset

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"strings"

	"sportello/internal/access"
	"sportello/internal/export"
	"sportello/internal/problem"
)

// Pattern is the route that a Handler is for.
const Pattern = "GET /export/{file}"

// NextCursor is the header that says where the next export goes on, once this one has come whole.
const NextCursor = "X-Sportello-Cursor"

// running is how many exports run at once; a further one is asked to come again.
const running = 4

// Authenticator says who calls.
type Authenticator interface {
	AuthenticateRequest(ctx context.Context, r *http.Request) (context.Context, error)
}

// Handler serves exports.
type Handler struct {
	exports *export.Service
	auth    Authenticator
	log     *slog.Logger
	seats   chan struct{}
}

// New makes a handler.
func New(exports *export.Service, auth Authenticator, log *slog.Logger) *Handler {
	return &Handler{exports: exports, auth: auth, log: log, seats: make(chan struct{}, running)}
}

// ServeHTTP implements [http.Handler]: DATASET.FORMAT, from ?after=CURSOR on. What can be refused is refused before the first byte, as a
// line of JSON with the API's code; what breaks later breaks the connection, so that nobody takes a part for the whole.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case h.seats <- struct{}{}:
		defer func() { <-h.seats }()
	default:
		w.Header().Set("Retry-After", "5")
		h.refuse(w, r, problem.New(problem.RateLimited).With("seconds", 5))
		return
	}
	set, format, err := named(r.PathValue("file"))
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	v, err := h.caller(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	reader, err := h.exports.Begin(r.Context(), v, set, r.URL.Query().Get("after"))
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	h.send(w, r, reader, set, format)
}

// named reads DATASET.FORMAT.
func named(file string) (export.Dataset, export.Format, error) {
	ending := path.Ext(file)
	format := export.Format(strings.TrimPrefix(ending, "."))
	if format.MediaType() == "" {
		return "", "", problem.New(problem.NotFound)
	}
	set, err := export.ParseDataset(strings.TrimSuffix(file, ending))
	return set, format, err
}

// caller is who asks, signed in.
func (h *Handler) caller(r *http.Request) (*access.Viewer, error) {
	ctx, err := h.auth.AuthenticateRequest(r.Context(), r)
	if err != nil {
		return nil, err
	}
	v, ok := access.From(ctx)
	if !ok {
		return nil, problem.New(problem.Unauthenticated)
	}
	return v, nil
}

var errRights = errors.New("the caller's rights have changed meanwhile")

func (h *Handler) send(w http.ResponseWriter, r *http.Request, reader *export.Reader, set export.Dataset, format export.Format) {
	header := w.Header()
	header.Set("Content-Type", format.MediaType())
	header.Set("Content-Disposition", `attachment; filename="`+string(set)+"."+string(format)+`"`)
	header.Set("Cache-Control", "no-store")
	header.Set(NextCursor, reader.Cursor())
	control := http.NewResponseController(w)
	err := reader.Write(r.Context(), format, w, func() error {
		if v, err := h.caller(r); err != nil || !reader.SameFor(v) {
			return errors.Join(errRights, err)
		}
		return control.Flush()
	})
	if err == nil {
		return
	}
	if r.Context().Err() == nil {
		h.log.WarnContext(r.Context(), "an export broke off", "dataset", set, "error", err)
	}
	panic(http.ErrAbortHandler)
}

package trap

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sportello/internal/mail/outbound"
)

// Path is where a Handler is usually mounted, and below it.
const Path = "/mail"

// shown is how many mails a page and a listing hold.
const shown = 200

//go:embed page
var files embed.FS

// Mails are those of an outbox.
type Mails interface {
	Newest(ctx context.Context, before int64, limit int) ([]outbound.Trapping, error)
	Trapping(ctx context.Context, id int64) (outbound.Trapping, error)
}

// Preview is a mail as it would read.
type Preview struct {
	Desk, Language, Kind string
	Raw                  []byte
}

// Handler answers
//
//	GET /mail            the newest mails
//	GET /mail.json       the same for programs, oldest first: ?after=ID&to=ADDRESS&kind=KIND&ticket=ID
//	GET /mail/ID         one as it is received
//	GET /mail/ID.eml     its bytes
//	GET /mail/preview    every notice of every desk in every language
type Handler struct {
	mails    Mails
	previews func(context.Context) ([]Preview, error) // nil: none
	log      *slog.Logger
	pages    *template.Template
}

// New makes a handler; previews may be nil.
func New(mails Mails, previews func(context.Context) ([]Preview, error), log *slog.Logger) (*Handler, error) {
	pages, err := template.ParseFS(files, "page/*.html")
	if err != nil {
		return nil, err
	}
	return &Handler{mails, previews, log, pages}, nil
}

// Routes are the handler by the patterns that it is mounted under.
func (h *Handler) Routes() map[string]http.Handler {
	return map[string]http.Handler{
		"GET " + Path:              h.answer(h.list),
		"GET " + Path + ".json":    h.answer(h.listing),
		"GET " + Path + "/preview": h.answer(h.preview),
		"GET " + Path + "/{id}":    h.answer(h.one),
	}
}

// answer sends what a function makes, or why it could not.
func (h *Handler) answer(render func(*http.Request) (kind string, body []byte, err error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind, body, err := render(r)
		switch {
		case errors.Is(err, outbound.ErrNotFound):
			http.Error(w, "no such mail", http.StatusNotFound)
			return
		case err != nil:
			h.log.ErrorContext(r.Context(), "the trap can't be shown", "error", err)
			http.Error(w, "this can't be shown: see the server's log", http.StatusInternalServerError)
			return
		}
		// Mails are hostile: nothing of them runs, loads or leaves its frame.
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", kind)
		if _, err := w.Write(body); err != nil {
			h.log.DebugContext(r.Context(), "nobody waited for the trap", "error", err)
		}
	})
}

const (
	page = "text/html; charset=utf-8"
	list = "application/json"
	eml  = "message/rfc822"
)

func (h *Handler) render(name string, data any) (string, []byte, error) {
	var b bytes.Buffer
	err := h.pages.ExecuteTemplate(&b, name, data)
	return page, b.Bytes(), err
}

func (h *Handler) list(r *http.Request) (string, []byte, error) {
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64) // anything else is the start
	all, err := h.mails.Newest(r.Context(), before, shown)
	if err != nil {
		return "", nil, err
	}
	letters := make([]Letter, len(all))
	for i, t := range all {
		letters[i] = read(t)
	}
	more := int64(0)
	if len(all) == shown {
		more = all[len(all)-1].ID
	}
	return h.render("list.html", map[string]any{"Letters": letters, "More": more, "Previews": h.previews != nil})
}

// listing is for programs: what came after a mail, oldest first.
func (h *Handler) listing(r *http.Request) (string, []byte, error) {
	q := r.URL.Query()
	after, _ := strconv.ParseInt(q.Get("after"), 10, 64)
	ticket, _ := strconv.ParseInt(q.Get("ticket"), 10, 64)
	all, err := h.mails.Newest(r.Context(), 0, shown)
	if err != nil {
		return "", nil, err
	}
	letters := []Letter{}
	for _, t := range slices.Backward(all) {
		if t.ID <= after || ticket > 0 && t.TicketID != ticket || q.Get("kind") != "" && q.Get("kind") != t.Kind ||
			q.Get("to") != "" && !strings.EqualFold(q.Get("to"), t.To) {
			continue
		}
		letters = append(letters, read(t))
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false) // no page
	err = out.Encode(map[string]any{"mails": letters})
	return list, b.Bytes(), err
}

func (h *Handler) one(r *http.Request) (string, []byte, error) {
	name, raw := strings.CutSuffix(r.PathValue("id"), ".eml")
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return "", nil, outbound.ErrNotFound
	}
	t, err := h.mails.Trapping(r.Context(), id)
	if err != nil {
		return "", nil, err
	}
	if !raw {
		return h.render("mail.html", read(t))
	}
	if t.Raw == nil {
		return "", nil, outbound.ErrNotFound
	}
	return eml, t.Raw, nil
}

func (h *Handler) preview(r *http.Request) (string, []byte, error) {
	if h.previews == nil {
		return "", nil, outbound.ErrNotFound
	}
	all, err := h.previews(r.Context())
	if err != nil {
		return "", nil, err
	}
	q := r.URL.Query()
	type shownPreview struct {
		Preview
		Letter
	}
	var some []shownPreview
	var desks, languages, kinds []string
	for _, p := range all {
		desks, languages, kinds = once(desks, p.Desk), once(languages, p.Language), once(kinds, p.Kind)
		if (q.Get("desk") == "" || q.Get("desk") == p.Desk) && (q.Get("language") == "" || q.Get("language") == p.Language) &&
			(q.Get("kind") == "" || q.Get("kind") == p.Kind) {
			some = append(some, shownPreview{p, read(outbound.Trapping{Raw: p.Raw})})
		}
	}
	return h.render("preview.html", map[string]any{"Some": some, "Desks": desks, "Languages": languages, "Kinds": kinds})
}

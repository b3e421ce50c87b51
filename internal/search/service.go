package search

import (
	"log/slog"
	"sync"

	"sportello/internal/richtext"
	"sportello/internal/search/word"
	"sportello/internal/store"
)

// Config is what a Service is made of.
type Config struct {
	Store  *store.Store
	Logger *slog.Logger // default: none
}

// Service finds tickets, and keeps the index they are found by. It is safe for use by many goroutines.
type Service struct {
	store   *store.Store
	log     *slog.Logger
	rich    *richtext.Renderer
	readers *readers
	woken   chan struct{}
}

// New makes a service.
func New(c Config) *Service {
	s := &Service{
		store: c.Store, log: c.Logger, rich: richtext.New(), readers: newReaders(), woken: make(chan struct{}, 1),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// readers read texts; each is made once for each language.
type readers struct {
	mu    sync.Mutex
	known map[string]word.Reader
}

func newReaders() *readers { return &readers{known: map[string]word.Reader{}} }

// in is the reader of a language.
func (r *readers) in(language string) word.Reader {
	r.mu.Lock()
	defer r.mu.Unlock()
	reader, ok := r.known[language]
	if !ok {
		reader = word.In(language)
		r.known[language] = reader
	}
	return reader
}

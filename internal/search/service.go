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
	readers *Readers
	woken   chan struct{}
}

// New makes a service.
func New(c Config) *Service {
	s := &Service{
		store: c.Store, log: c.Logger, rich: richtext.New(), readers: NewReaders(), woken: make(chan struct{}, 1),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// Readers are the readers of texts, made once for each language.
type Readers struct {
	mu    sync.Mutex
	known map[string]word.Reader
}

// NewReaders makes an empty set.
func NewReaders() *Readers { return &Readers{known: map[string]word.Reader{}} }

// in is the reader of a language.
func (r *Readers) in(language string) word.Reader {
	r.mu.Lock()
	defer r.mu.Unlock()
	reader, ok := r.known[language]
	if !ok {
		reader = word.In(language)
		r.known[language] = reader
	}
	return reader
}

package account

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sportello/internal/blob"
	"sportello/internal/moment"
	"sportello/internal/problem"
	"sportello/internal/store"
)

// Config is what a Service is made of.
type Config struct {
	Store  *store.Store
	Now    func() time.Time // default: the machine's clock
	Logger *slog.Logger     // default: none

	// Post sends mails; nil: what needs one fails.
	Post Post
	// Pages is where mails' links lead; default: nowhere that exists.
	Pages func(Page) string
	// SecondFactor asks for codes where a desk's policy says so (M4.3). An authenticator is asked for either way.
	SecondFactor bool
	// Key seals what must be read again, such as authenticators' secrets; 32 bytes at least. Without it nobody sets one up.
	Key []byte
	// Blobs keeps pictures.
	Blobs *blob.Store

	// Argon2 is what a password hash costs.
	Argon2 Argon2
	// SessionLifetime is how long a session lasts that is not used; default 12 hours.
	SessionLifetime time.Duration
	// RememberedLifetime is the same for "remember me" (M1.2); default 30 days.
	RememberedLifetime time.Duration
}

// Service carries out the use cases. It is safe for use by many goroutines.
type Service struct {
	refreshes *refreshes
	// keyRefreshes are by the keys' numbers.
	keyRefreshes *refreshes
	store        *store.Store
	now          func() time.Time
	log          *slog.Logger
	hasher       *hasher
	throttle     *throttle
	lifetime     time.Duration
	remembered   time.Duration
	rules        *rules
	watch        *watch

	post         Post
	pages        func(Page) string
	secondFactor bool
	seal         *seal
	blobs        *blob.Store
	asking       *throttle // of those who ask for mails
	pictures     chan struct{}
}

// New makes a service. It hashes a password once, to have something that the password of an unknown address can be
// compared with.
func New(c Config) (*Service, error) {
	if c.Store == nil {
		return nil, errors.New("account: no store")
	}
	hasher, err := newHasher(c.Argon2)
	if err != nil {
		return nil, fmt.Errorf("account: %w", err)
	}
	s := &Service{
		store: c.Store, now: c.Now, log: c.Logger, hasher: hasher, throttle: newThrottle(),
		lifetime: c.SessionLifetime, remembered: c.RememberedLifetime,
		rules: newRules(), watch: newWatch(), post: c.Post, pages: c.Pages, secondFactor: c.SecondFactor, blobs: c.Blobs,
		asking: newThrottle(), pictures: make(chan struct{}, picturesAtOnce),
	}
	if s.secondFactor && s.post == nil {
		return nil, errors.New("account: codes need a post")
	}
	if s.pages == nil {
		s.pages = func(p Page) string { return "http://localhost/" + string(p) }
	}
	if s.seal, err = newSeal(c.Key); err != nil {
		return nil, fmt.Errorf("account: %w", err)
	}
	if s.now == nil {
		s.now = time.Now //nolint:forbidigo // the clock comes in here
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.lifetime == 0 {
		s.lifetime = 12 * time.Hour
	}
	if s.remembered == 0 {
		s.remembered = 30 * 24 * time.Hour
	}
	s.refreshes = &refreshes{load: s.ViewersOf}
	s.keyRefreshes = &refreshes{load: s.viewersOfKeys}
	return s, nil
}

// Moment is now, by the clock that the use cases live by.
func (s *Service) Moment() moment.Moment { return s.moment() }

func (s *Service) moment() moment.Moment { return moment.Of(s.now()) }

// after is so long from now.
func (s *Service) after(d time.Duration) moment.Moment { return moment.Of(s.now().Add(d)) }

// unauthenticated is the one answer to every token that opens nothing.
func unauthenticated() error { return problem.New(problem.Unauthenticated) }

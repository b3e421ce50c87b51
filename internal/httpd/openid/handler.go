package openid

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"sportello/internal/account"
	"sportello/internal/problem"
)

// Config is what a Handler is made of.
type Config struct {
	Account *account.Service
	// PublicURL is where the provider sends browsers back to, without a slash at its end.
	PublicURL string
	// Origins are those whose pages people may be led back to, PublicURL among them.
	Origins []string
	Secure  bool // cookies go over https only
	Logger  *slog.Logger
	Now     func() time.Time
	// Transport reaches the providers; default: http.DefaultTransport.
	Transport http.RoundTripper
}

// Handler serves the two ends of the way.
type Handler struct {
	config  Config
	parties *parties
}

// New makes a handler.
func New(c Config) *Handler {
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	return &Handler{config: c, parties: newParties(c.Now, c.Transport)}
}

// Paths of the two ends.
const (
	StartPath    = "GET /auth/oidc/{desk}/start"
	CallbackPath = "GET /auth/oidc/{desk}/callback"
)

// What people are told with signInError beside account's refusals.
const (
	failedFlow     = "SIGN_IN_EXPIRED" // it took too long, or did not begin in this browser
	failedProvider = "PROVIDER_FAILED" // the provider refused, is away, or said what does not hold
)

// Start sends a browser to its desk's provider. `return` says where it goes afterwards.
func (h *Handler) Start(w http.ResponseWriter, r *http.Request) {
	desk := r.PathValue("desk")
	p, ok := h.provider(w, r, desk)
	if !ok {
		return
	}
	back := h.back(r.URL.Query().Get("return"))
	idp, err := h.parties.of(r.Context(), p.Issuer)
	if err != nil {
		h.fail(w, r, back, failedProvider, err)
		return
	}
	f := newFlow(desk, back)
	if err := h.keep(w, f); err != nil {
		h.fail(w, r, back, failedProvider, err)
		return
	}
	h.lead(w, r, h.client(p, idp, desk).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)))
}

// Callback takes a browser in that comes back from the provider.
func (h *Handler) Callback(w http.ResponseWriter, r *http.Request) {
	desk := r.PathValue("desk")
	p, ok := h.provider(w, r, desk)
	if !ok {
		return
	}
	f, kept := h.kept(r, desk)
	h.setCookie(w, "", -1) // good once
	query := r.URL.Query()
	if !kept || !answers(f.State, query.Get("state")) {
		h.fail(w, r, "/", failedFlow, errToken)
		return
	}
	back := h.back(f.Return)
	if issuer := query.Get("iss"); issuer != "" && issuer != p.Issuer { // RFC 9207
		h.fail(w, r, back, failedProvider, errToken)
		return
	}
	if query.Get("error") != "" || query.Get("code") == "" {
		h.fail(w, r, back, failedProvider, errors.New("the provider refused: "+query.Get("error")))
		return
	}
	who, err := h.identify(r.Context(), p, f, query.Get("code"))
	if err != nil {
		h.fail(w, r, back, failedProvider, err)
		return
	}
	caller := account.CallerFrom(r.Context())
	in, err := h.config.Account.SignInByProvider(r.Context(), p, who, caller)
	if refusal, ok := errors.AsType[account.Refusal](err); ok {
		h.fail(w, r, back, string(refusal), err)
		return
	}
	if err != nil || caller.Cookies == nil {
		h.broken(w, r, err)
		return
	}
	caller.Cookies.Set(in.Token, false)
	h.lead(w, r, back)
}

func (h *Handler) provider(w http.ResponseWriter, r *http.Request, desk string) (*account.Provider, bool) {
	p, err := h.config.Account.ProviderOf(r.Context(), desk)
	switch {
	case problem.Is(err, problem.NotFound):
		http.NotFound(w, r)
	case err != nil:
		h.broken(w, r, err)
	default:
		return p, true
	}
	return nil, false
}

// lead sends the browser on. Nothing of it may be kept, or told to where it goes.
func (h *Handler) lead(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// fail sends the browser back with the reason; what the provider said in detail is for the log.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, back, code string, why error) {
	h.log(r.Context(), slog.LevelInfo, "a sign-in by a provider failed", "desk", r.PathValue("desk"), "code", code, "error", why)
	h.lead(w, r, withError(back, code))
}

func (h *Handler) broken(w http.ResponseWriter, r *http.Request, err error) {
	h.log(r.Context(), slog.LevelError, "a sign-in by a provider broke", "desk", r.PathValue("desk"), "error", err)
	http.Error(w, "Something went wrong.", http.StatusInternalServerError)
}

func (h *Handler) log(ctx context.Context, level slog.Level, message string, args ...any) {
	if h.config.Logger != nil {
		h.config.Logger.Log(ctx, level, message, args...)
	}
}

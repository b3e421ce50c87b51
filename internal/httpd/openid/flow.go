package openid

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// flow is a way to the provider and back, kept by the browser meanwhile: whoever comes back without it, or with another
// one, did not set out here. It holds no secret of ours, so it is not signed: it binds the answer to the browser that asked.
type flow struct {
	Desk     string `json:"d"`
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
	Return   string `json:"r"`
}

const (
	flowSeconds = 600 // to sign in at the provider
	maxReturn   = 1000
)

func newFlow(desk, back string) flow {
	return flow{Desk: desk, State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier(), Return: back}
}

func random() string {
	var bits [32]byte
	rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(bits[:])
}

// cookieName keeps, over https, other hosts and paths from setting it (RFC 6265bis, 4.1.3.2).
func (h *Handler) cookieName() string {
	if h.config.Secure {
		return "__Host-sportello-oidc"
	}
	return "sportello-oidc"
}

// keep gives the flow to the browser. Lax: it must come along when the provider sends the browser back.
func (h *Handler) keep(w http.ResponseWriter, f flow) error {
	text, err := json.Marshal(f)
	if err != nil {
		return err
	}
	h.setCookie(w, base64.RawURLEncoding.EncodeToString(text), flowSeconds)
	return nil
}

func (h *Handler) setCookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: h.cookieName(), Value: value, Path: "/", MaxAge: age, Secure: h.config.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// kept is the flow that the browser brings; false: none for this desk that can be read.
func (h *Handler) kept(r *http.Request, desk string) (f flow, ok bool) {
	cookies := r.CookiesNamed(h.cookieName())
	if len(cookies) != 1 {
		return flow{}, false
	}
	text, err := base64.RawURLEncoding.DecodeString(cookies[0].Value)
	if err != nil || json.Unmarshal(text, &f) != nil {
		return flow{}, false
	}
	return f, f.Desk == desk && f.State != "" && f.Nonce != "" && f.Verifier != ""
}

// answers reports whether a text that came back is the one that was sent.
func answers(sent, got string) bool {
	return subtle.ConstantTimeCompare([]byte(sent), []byte(got)) == 1
}

// back is where the browser goes afterwards: a path of ours, or a page of an origin that may call us; else the root.
func (h *Handler) back(wanted string) string {
	u, err := url.Parse(wanted)
	if err != nil || wanted == "" || len(wanted) > maxReturn || strings.ContainsFunc(wanted, func(c rune) bool { return c <= ' ' || c == '\\' || c == 0x7f }) {
		return "/"
	}
	if u.Scheme == "" && u.Host == "" && u.User == nil && strings.HasPrefix(wanted, "/") && !strings.HasPrefix(wanted, "//") {
		return wanted
	}
	if u.User == nil && slices.Contains(h.config.Origins, u.Scheme+"://"+u.Host) {
		return wanted
	}
	return "/"
}

// withError adds to an address why somebody was not let in.
func withError(back, code string) string {
	u, err := url.Parse(back)
	if err != nil {
		return "/?signInError=" + url.QueryEscape(code)
	}
	query := u.Query()
	query.Set("signInError", code)
	u.RawQuery = query.Encode()
	return u.String()
}

package openid_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// idp is a small identity provider. What it says can be bent before it is signed.
type idp struct {
	t      *testing.T
	server *httptest.Server
	key    *ecdsa.PrivateKey

	mu     sync.Mutex
	asked  map[string]url.Values // the authorization requests, by code
	person map[string]any
	bend   func(claims map[string]any)
	signer *ecdsa.PrivateKey // instead of key
	issuer string            // that it tells of itself; empty: its own
	calls  int               // of discovery
}

const (
	clientID     = "sportello"
	clientSecret = "the secret between us"
)

func newIDP(t *testing.T) *idp {
	t.Helper()
	p := &idp{t: t, asked: map[string]url.Values{}, person: map[string]any{}, key: newKey(t)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discover)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.userinfo)
	p.server = httptest.NewServer(mux)
	t.Cleanup(p.server.Close)
	return p
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (p *idp) answer(w http.ResponseWriter, what any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(what); err != nil {
		p.t.Error(err)
	}
}

func (p *idp) discover(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls++
	issuer := p.server.URL
	if p.issuer != "" {
		issuer = p.issuer
	}
	p.answer(w, map[string]any{
		"issuer": issuer, "authorization_endpoint": p.server.URL + "/authorize", "token_endpoint": p.server.URL + "/token",
		"jwks_uri": p.server.URL + "/keys", "userinfo_endpoint": p.server.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"ES256"},
	})
}

func (p *idp) keys(w http.ResponseWriter, _ *http.Request) {
	p.answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "one", Algorithm: "ES256", Use: "sig"}}})
}

// authorize is the person signing in there: it answers the code that the browser is sent back with.
func (p *idp) authorize(address string) (code, state, back string) {
	p.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		p.t.Fatal(err)
	}
	query := u.Query()
	if query.Get("client_id") != clientID || query.Get("code_challenge_method") != "S256" || query.Get("response_type") != "code" || query.Get("nonce") == "" {
		p.t.Fatalf("asked %v", query)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	code = rand.Text()
	p.asked[code] = query
	return code, query.Get("state"), query.Get("redirect_uri")
}

// token exchanges a code once, for who brings the secret and the verifier of the challenge.
func (p *idp) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	if id == "" {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	decoded, err := url.QueryUnescape(secret)
	if err != nil {
		p.t.Error(err)
	}
	asked, known := p.asked[r.PostFormValue("code")]
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || id != clientID || decoded != clientSecret || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") ||
		r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		p.answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	delete(p.asked, r.PostFormValue("code"))
	p.answer(w, map[string]any{"access_token": "access", "token_type": "Bearer", "id_token": p.sign(asked.Get("nonce"))})
}

func (p *idp) sign(nonce string) string {
	now := time.Now()
	claims := map[string]any{
		"iss": p.server.URL, "aud": clientID, "sub": "person-1", "nonce": nonce, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"email": "ida@company.example", "email_verified": true, "name": "Ida Neri", "locale": "es-ES",
	}
	maps.Copy(claims, p.person)
	if p.bend != nil {
		p.bend(claims)
	}
	key := p.key
	if p.signer != nil {
		key = p.signer
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "one"}}, nil)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	text, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return token
}

func (p *idp) userinfo(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer access" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	p.answer(w, map[string]any{"sub": "person-1", "email": "ida@company.example", "email_verified": "true"})
}

// as changes what the provider does, from what it does by itself.
func (p *idp) as(change func(*idp)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bend, p.signer, p.person = nil, nil, map[string]any{}
	change(p)
}

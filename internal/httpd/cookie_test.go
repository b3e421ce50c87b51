package httpd_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"sportello/internal/account"
	"sportello/internal/httpd"
)

// door stands for the resolvers that sign in and out: /graphql?set, ?lasting, ?clear.
func door(w http.ResponseWriter, r *http.Request) {
	if _, err := io.WriteString(w, knock(r)); err != nil {
		panic(err)
	}
}

func knock(r *http.Request) string {
	caller := account.CallerFrom(r.Context())
	if caller.Cookies == nil {
		return "no cookies here"
	}
	switch r.URL.RawQuery {
	case "set":
		caller.Cookies.Clear() // what was left over; the later one counts
		caller.Cookies.Set("token", false)
	case "lasting":
		caller.Cookies.Set("token", true)
	case "clear":
		caller.Cookies.Clear()
	}
	return fmt.Sprintf("%v %s", caller.Addr, caller.UserAgent)
}

func TestCookies(t *testing.T) {
	for _, row := range []struct {
		ask    string
		secure bool
		want   string
	}{
		{"set", false, "sportello=token; Path=/; HttpOnly; SameSite=Lax"},
		{"set", true, "__Host-sportello=token; Path=/; HttpOnly; Secure; SameSite=Lax"},
		{"lasting", true, "__Host-sportello=token; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Lax"},
		{"clear", true, "__Host-sportello=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax"},
		{"", true, ""},
	} {
		t.Run(fmt.Sprintf("%s, secure %v", row.ask, row.secure), func(t *testing.T) {
			s := open(t, func(w *wiring) {
				w.server.GraphQL = http.HandlerFunc(door)
				w.server.Cookies = httpd.Cookies{Secure: row.secure}
			})
			got := s.do(http.MethodPost, "/graphql?"+row.ask, "", http.Header{"User-Agent": {"test"}})
			got.want(t, http.StatusOK, "127.0.0.1 test")
			if set := got.Header.Values("Set-Cookie"); strings.Join(set, "\n") != row.want {
				t.Errorf("Set-Cookie %q, want %q", set, row.want)
			}
		})
	}
}

// Where the header is on its way before the operation runs, nobody is handed a jar that would lose the cookie.
func TestNoCookiesOnEventStreams(t *testing.T) {
	s := open(t, func(w *wiring) { w.server.GraphQL = http.HandlerFunc(door) })
	s.do(http.MethodPost, "/graphql?set", "", http.Header{"Accept": {"Text/Event-Stream"}}).want(t, http.StatusOK, "no cookies here")
}

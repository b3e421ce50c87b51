package httpd_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

const whoAmI = `{ context { viewer } }`

func TestCredentialsOfARequest(t *testing.T) {
	s := open(t, nil)
	ada, bea := s.signIn("ada@example.com").Token, s.signIn("bea@example.com").Token
	again := s.signIn("ada@example.com").Token
	over := s.signIn("ada@example.com")
	s.must(s.account.SignOut(t.Context(), over.Viewer))
	for name, row := range map[string]struct {
		authorization []string
		cookies       string
		want          string // "": refused
		cleared       bool
	}{
		"nothing":                      {want: "nobody"},
		"empty header":                 {authorization: []string{""}, want: "nobody"},
		"bearer":                       {authorization: []string{"Bearer " + ada}, want: "ada@"},
		"bearer in small letters":      {authorization: []string{"bearer  " + ada}, want: "ada@"},
		"bearer that is over":          {authorization: []string{"Bearer " + over.Token}},
		"bearer that never was":        {authorization: []string{"Bearer sps_" + strings.Repeat("A", 43)}},
		"bearer without token":         {authorization: []string{"Bearer"}},
		"another scheme":               {authorization: []string{"Basic YWRhOnNlY3JldA=="}},
		"token alone":                  {authorization: []string{ada}},
		"garbage":                      {authorization: []string{"Bearer \xff\x01"[:8]}},
		"same bearer twice":            {authorization: []string{"Bearer " + ada, "Bearer " + ada}, want: "ada@"},
		"two bearers":                  {authorization: []string{"Bearer " + ada, "Bearer " + bea}},
		"cookie":                       {cookies: "sportello=" + ada, want: "ada@"},
		"cookie among others":          {cookies: "a=b; sportello=" + ada + "; c=d", want: "ada@"},
		"cookie that is over":          {cookies: "sportello=" + over.Token, want: "nobody", cleared: true},
		"cookie that is nonsense":      {cookies: "sportello=1' OR '1'='1", want: "nobody", cleared: true},
		"two cookies":                  {cookies: "sportello=" + ada + "; sportello=" + bea},
		"cookie and its bearer":        {authorization: []string{"Bearer " + ada}, cookies: "sportello=" + ada, want: "ada@"},
		"two sessions of one":          {authorization: []string{"Bearer " + ada}, cookies: "sportello=" + again, want: "ada@"},
		"bearer and another's cookie":  {authorization: []string{"Bearer " + ada}, cookies: "sportello=" + bea},
		"bearer and a left-over":       {authorization: []string{"Bearer " + ada}, cookies: "sportello=" + over.Token, want: "ada@", cleared: true},
		"bearer over, cookie alive":    {authorization: []string{"Bearer " + over.Token}, cookies: "sportello=" + ada},
		"the name of a secure cookie":  {cookies: "__Host-sportello=" + ada, want: "nobody"},
		"cookie's name in other cases": {cookies: "Sportello=" + ada, want: "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{}
			if row.authorization != nil {
				header["Authorization"] = row.authorization
			}
			if row.cookies != "" {
				header.Set("Cookie", row.cookies)
			}
			got := s.query(whoAmI, header)
			if row.want == "" {
				got.want(t, http.StatusUnauthorized, `"UNAUTHENTICATED"`)
				return
			}
			got.want(t, http.StatusOK, `"viewer":"`+row.want)
			if cleared := strings.Contains(got.Header.Get("Set-Cookie"), "Max-Age=0"); cleared != row.cleared {
				t.Errorf("Set-Cookie %q", got.Header.Get("Set-Cookie"))
			}
		})
	}
}

func TestCredentialsOfASocket(t *testing.T) {
	s := open(t, nil)
	ada, bea := s.signIn("ada@example.com").Token, s.signIn("bea@example.com").Token
	over := s.signIn("ada@example.com")
	s.must(s.account.SignOut(t.Context(), over.Viewer))
	for name, row := range map[string]struct {
		init   string
		header http.Header
		want   string // "": closed with 4403
	}{
		"nothing":                    {init: ``, want: "nobody"},
		"null":                       {init: `,"payload":{"authorization":null,"token":""}`, want: "nobody"},
		"authorization":              {init: `,"payload":{"authorization":"Bearer ` + ada + `"}`, want: "ada@"},
		"Authorization":              {init: `,"payload":{"Authorization":"bearer ` + ada + `"}`, want: "ada@"},
		"token":                      {init: `,"payload":{"TOKEN":"` + ada + `"}`, want: "ada@"},
		"headers":                    {init: `,"payload":{"headers":{"Authorization":"Bearer ` + ada + `"}}`, want: "ada@"},
		"header of the upgrade":      {header: http.Header{"Authorization": {"Bearer " + ada}}, want: "ada@"},
		"cookie":                     {header: http.Header{"Cookie": {"sportello=" + ada}}, want: "ada@"},
		"cookie that is over":        {header: http.Header{"Cookie": {"sportello=" + over.Token}}, want: "nobody"},
		"token that is over":         {init: `,"payload":{"token":"` + over.Token + `"}`},
		"a number":                   {init: `,"payload":{"token":7}`},
		"without scheme":             {init: `,"payload":{"authorization":"` + ada + `"}`},
		"two tokens":                 {init: `,"payload":{"authorization":"Bearer ` + ada + `","token":"` + bea + `"}`},
		"token and upgrade differ":   {init: `,"payload":{"token":"` + bea + `"}`, header: http.Header{"Authorization": {"Bearer " + ada}}},
		"token and another's cookie": {init: `,"payload":{"token":"` + bea + `"}`, header: http.Header{"Cookie": {"sportello=" + ada}}},
	} {
		t.Run(name, func(t *testing.T) {
			conn, _, err := s.dial(row.header)
			s.must(err)
			s.must(conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"connection_init"`+row.init+`}`)))
			if row.want == "" {
				wantClose(t, conn, 4403)
				return
			}
			subscribe := `{"id":"1","type":"subscribe","payload":{"query":"{context{viewer}}"}}`
			s.must(conn.WriteMessage(websocket.TextMessage, []byte(subscribe)))
			for _, want := range []string{"connection_ack", `"viewer":"` + row.want} {
				if _, text, err := conn.ReadMessage(); err != nil || !strings.Contains(string(text), want) {
					t.Fatalf("received %s, %v; want %s", text, err, want)
				}
			}
		})
	}
}

// wantClose reads on to the close frame.
func wantClose(t *testing.T, conn *websocket.Conn, code int) {
	t.Helper()
	for {
		_, _, err := conn.ReadMessage()
		if err == nil {
			continue
		}
		if closed, ok := errors.AsType[*websocket.CloseError](err); !ok || closed.Code != code {
			t.Errorf("got %v, want %d", err, code)
		}
		return
	}
}

func TestSignOutClosesSockets(t *testing.T) {
	s := open(t, nil)
	in := s.signIn("ada@example.com")
	conn, _, err := s.dial(http.Header{"Authorization": {"Bearer " + in.Token}})
	s.must(err)
	s.must(conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"connection_init"}`)))
	if _, text, err := conn.ReadMessage(); err != nil || !strings.Contains(string(text), "connection_ack") {
		t.Fatalf("received %s, %v", text, err)
	}
	s.must(s.account.SignOut(t.Context(), in.Viewer))
	wantClose(t, conn, 4403)
}

func TestSignOutEndsEventStreams(t *testing.T) {
	s := open(t, nil)
	in, other := s.signIn("ada@example.com"), s.signIn("ada@example.com")
	ends := s.events(t, http.Header{"Authorization": {"Bearer " + in.Token}})
	s.events(t, http.Header{"Authorization": {"Bearer " + other.Token}})
	until(t, "both are open", func() bool { return s.resolver.Streams.Load() == 2 })
	s.must(s.account.SignOut(t.Context(), in.Viewer))
	if _, err := io.ReadAll(ends); err != nil {
		t.Error(err)
	}
	until(t, "the other one stays", func() bool { return s.resolver.Streams.Load() == 1 })
}

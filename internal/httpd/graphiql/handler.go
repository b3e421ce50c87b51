package graphiql

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"sportello/internal/httpd/asset"
)

var (
	//go:embed page.html
	pageText string
	//go:embed dist/app.js
	script []byte
	//go:embed dist/app.css
	style []byte
	//go:embed dist/LICENSES.txt
	licences []byte
)

// Config says where the page finds the server and what it shows first. The zero value suits a
// server that answers GraphQL and its websocket at /graphql.
type Config struct {
	// Path is where the page itself is mounted; "/graphiql" when empty. No slash at its end.
	Path string
	// Endpoint is the path or address that queries are posted to; "/graphql" when empty.
	Endpoint string
	// SocketURL is the path or ws(s):// address for subscriptions; Endpoint when empty.
	SocketURL string
	// Query is the text of the first tab; a few lines of explanation when empty.
	Query string
	// Subscription is the text of a second tab; no such tab when empty.
	Subscription string
}

const defaultQuery = `# Write a query, mutation or subscription here and run it with Ctrl-Enter.
# Ctrl-Space completes; the book at the left holds the documentation.
# A token goes into the Headers below, for subscriptions too:
#   { "Authorization": "Bearer …" }

{
  __typename
}
`

func (c Config) withDefaults() Config {
	if c.Path == "" {
		c.Path = "/graphiql"
	}
	if c.Endpoint == "" {
		c.Endpoint = "/graphql"
	}
	if c.SocketURL == "" {
		c.SocketURL = c.Endpoint
	}
	if c.Query == "" {
		c.Query = defaultQuery
	}
	return c
}

// Handler serves the page at c.Path, with or without a slash behind it, and its assets below.
// Anything else below it answers 404; methods other than GET and HEAD answer 405. Mount it at both
// c.Path and c.Path+"/".
func Handler(c Config) http.Handler {
	c = c.withDefaults()
	mux := http.NewServeMux()
	page := servePage(c)
	mux.Handle("GET "+c.Path, page)
	mux.Handle("GET "+c.Path+"/{$}", page)
	for _, a := range []*asset.Asset{
		asset.New("app.js", "text/javascript; charset=utf-8", script),
		asset.New("app.css", "text/css; charset=utf-8", style),
		asset.New("LICENSES.txt", "text/plain; charset=utf-8", licences),
	} {
		mux.Handle("GET "+c.Path+"/"+a.Name, a)
	}
	return asset.Guarded(mux, contentSecurityPolicy(c))
}

func servePage(c Config) http.Handler {
	page := template.Must(template.New("page.html").Parse(pageText))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var text bytes.Buffer
		if err := page.Execute(&text, c); err != nil {
			http.Error(w, "the page could not be rendered", http.StatusInternalServerError)
			return
		}
		asset.New("page.html", "text/html; charset=utf-8", text.Bytes()).ServeHTTP(w, r)
	})
}

// contentSecurityPolicy allows the page its own host, pictures in its style sheet, and, where the
// configuration names another host for queries or subscriptions, a connection to that one.
func contentSecurityPolicy(c Config) string {
	connect := []string{"'self'"}
	for _, address := range []string{c.Endpoint, c.SocketURL} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			connect = append(connect, u.Scheme+"://"+u.Host)
		}
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self' data:",
		"connect-src " + strings.Join(connect, " "),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}

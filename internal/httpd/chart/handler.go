package chart

import (
	_ "embed"
	"net/http"

	"sportello/internal/httpd/asset"
)

// Path is where the page is.
const Path = "/stats"

var (
	//go:embed page.html
	page []byte
	//go:embed dist/app.js
	script []byte
	//go:embed dist/app.css
	style []byte
	//go:embed dist/LICENSES.txt
	licences []byte
)

// policy allows the page its own host alone.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'"

// Routes are the page and its assets, by pattern of [http.ServeMux].
func Routes() map[string]http.Handler {
	routes := map[string]http.Handler{}
	for pattern, a := range map[string]*asset.Asset{
		"GET " + Path:                   asset.New("page.html", "text/html; charset=utf-8", page),
		"GET " + Path + "/app.js":       asset.New("app.js", "text/javascript; charset=utf-8", script),
		"GET " + Path + "/app.css":      asset.New("app.css", "text/css; charset=utf-8", style),
		"GET " + Path + "/LICENSES.txt": asset.New("LICENSES.txt", "text/plain; charset=utf-8", licences),
	} {
		routes[pattern] = asset.Guarded(a, policy)
	}
	return routes
}

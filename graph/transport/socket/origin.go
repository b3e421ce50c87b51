package socket

import (
	"net/http"
	"net/url"
	"strings"
)

// origins decides which pages may open a socket. Browsers send cookies with
// the upgrade and do not hold it back as they do a foreign fetch, so this is
// what keeps a foreign page from speaking as the user who looks at it
// (RFC 6455, 10.2).
type origins struct {
	any     bool
	allowed map[string]bool
}

func newOrigins(list []string) origins {
	o := origins{allowed: make(map[string]bool, len(list))}
	for _, origin := range list {
		o.any = o.any || origin == "*"
		o.allowed[strings.ToLower(strings.TrimSuffix(origin, "/"))] = true
	}
	return o
}

// allow lets through the server's own host, the listed origins, and clients
// that are no browser and send no Origin. The scheme of the own host is not
// compared: behind a proxy that ends TLS it is not known.
func (o origins) allow(r *http.Request) bool {
	sent := r.Header["Origin"]
	if len(sent) == 0 || o.any {
		return true
	}
	if len(sent) > 1 {
		return false
	}
	if o.allowed[strings.ToLower(sent[0])] {
		return true
	}
	origin, err := url.Parse(sent[0])
	return err == nil && origin.Host != "" && strings.EqualFold(origin.Host, r.Host)
}

package acceptance

import (
	"net/http"
	"strings"
	"testing"
)

// A server that serves has no page of numbers; the demo has one, which asks its own host alone (C.7).
func TestThePageOfNumbersIsTheDemos(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "saas", "Support Example", "en")
	d := newDemo(t)
	for _, path := range []string{"/stats", "/stats/app.js", "/stats/app.css", "/stats/LICENSES.txt"} {
		if status, _ := o.page(path); status != http.StatusNotFound {
			t.Errorf("%s is served: %d", path, status)
		}
		if status, text := d.page(path); status != http.StatusOK || len(text) < 500 {
			t.Errorf("%s: %d, %d bytes", path, status, len(text))
		}
	}
	response, err := http.Get(d.url + "/stats") //nolint:noctx // of a page
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if policy := response.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("the page may do: %q", policy)
	}
}

package httpd

import (
	"net/http"
	"testing"
)

func TestCallerBehindProxies(t *testing.T) {
	proxies, err := ParseProxies([]string{"10.0.0.0/8", "192.0.2.7", "fd00::/8"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		peer, want string
		forwarded  []string
	}{
		"no proxy":                  {"203.0.113.9:1234", "203.0.113.9", nil},
		"a stranger's word":         {"203.0.113.9:1234", "203.0.113.9", []string{"198.51.100.1"}},
		"a proxy's word":            {"10.1.2.3:1234", "198.51.100.1", []string{"198.51.100.1"}},
		"two proxies":               {"192.0.2.7:1", "198.51.100.1", []string{"198.51.100.1, 10.9.9.9"}},
		"made up before the proxy":  {"10.1.2.3:1", "198.51.100.1", []string{"127.0.0.1, 198.51.100.1"}},
		"several headers":           {"10.1.2.3:1", "198.51.100.1", []string{"127.0.0.1", "198.51.100.1"}},
		"a proxy that says nothing": {"10.1.2.3:1", "10.1.2.3", nil},
		"garbage":                   {"10.1.2.3:1", "10.1.2.3", []string{"unknown"}},
		"IPv6":                      {"[fd00::1]:1", "2001:db8::5", []string{"2001:db8::5"}},
		"IPv4 in IPv6":              {"[::ffff:10.1.2.3]:1", "198.51.100.1", []string{"::ffff:198.51.100.1"}},
		"all of them proxies":       {"10.1.2.3:1", "10.0.0.1", []string{"10.0.0.1, 10.0.0.2"}},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{"X-Forwarded-For": c.forwarded}}
		if got := proxies.caller(r); got.String() != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if got := proxies.caller(&http.Request{RemoteAddr: "@"}); got.IsValid() {
		t.Errorf("a peer without an address has %s", got)
	}
}

func TestParseProxiesRefuses(t *testing.T) {
	for _, text := range []string{"", "proxy.example.com", "10.0.0.0/33", "*"} {
		if got, err := ParseProxies([]string{text}); err == nil {
			t.Errorf("%q became %v", text, got)
		}
	}
}

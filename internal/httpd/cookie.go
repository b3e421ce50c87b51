package httpd

import (
	"net/http"
	"strings"
)

// Cookies is the form of the session's cookie.
type Cookies struct {
	// Secure cookies go over https only, and their name keeps other hosts and paths from setting them (RFC 6265bis,
	// 4.1.3.2).
	Secure bool
}

// longest is what browsers let a cookie last (RFC 6265bis, 5.5). When the session ends is the server's to say.
const longest = 400 * 24 * 60 * 60 // seconds

func (c Cookies) name() string {
	if c.Secure {
		return "__Host-sportello"
	}
	return "sportello"
}

// deviceName is the cookie of a trusted device (M4.3). It outlives the session's.
func (c Cookies) deviceName() string { return c.name() + "-device" }

func (c Cookies) cookie(name, value string, age int) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age, Secure: c.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// jar puts cookies on one answer. It implements account.Cookies.
type jar struct {
	Cookies
	w http.ResponseWriter
}

// Set implements account.Cookies.
func (j jar) Set(token string, lasting bool) {
	age := 0 // until the browser is closed
	if lasting {
		age = longest
	}
	j.put(j.cookie(j.name(), token, age))
}

// Clear implements account.Cookies.
func (j jar) Clear() { j.put(j.cookie(j.name(), "", -1)) }

// SetDevice implements account.Cookies.
func (j jar) SetDevice(token string) { j.put(j.cookie(j.deviceName(), token, longest)) }

// ClearDevice implements account.Cookies.
func (j jar) ClearDevice() { j.put(j.cookie(j.deviceName(), "", -1)) }

// DeviceHeader is where programs without cookies put a trusted device's token.
const DeviceHeader = "X-Sportello-Device"

// device is the token of the device that a request comes from; empty: none, or more than one.
func (c Cookies) device(r *http.Request) string {
	if sent := r.Header.Values(DeviceHeader); len(sent) > 0 {
		if len(sent) > 1 {
			return ""
		}
		return sent[0]
	}
	if sent := r.CookiesNamed(c.deviceName()); len(sent) == 1 {
		return sent[0].Value
	}
	return ""
}

// put replaces what the same answer has set before.
func (j jar) put(cookie *http.Cookie) {
	h := j.w.Header()
	others := h["Set-Cookie"][:0:0]
	for _, line := range h["Set-Cookie"] {
		if !strings.HasPrefix(line, cookie.Name+"=") {
			others = append(others, line)
		}
	}
	h["Set-Cookie"] = append(others, cookie.String())
}

// carriesCookies says whether the answer's header is written after the operation has run: not on a websocket, and not on
// an event stream.
func carriesCookies(r *http.Request) bool {
	return r.Header.Get("Upgrade") == "" && !takesEvents(r)
}

// takesEvents says whether the answer may be an event stream.
func takesEvents(r *http.Request) bool {
	return strings.Contains(strings.ToLower(strings.Join(r.Header.Values("Accept"), ",")), "text/event-stream")
}

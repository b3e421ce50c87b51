package httpd

import (
	"errors"
	"net/http"
	"strings"
)

// credentials are what a request brings to say who it is from: a token that somebody put there on purpose, and a cookie
// that the browser added.
type credentials struct {
	bearer, cookie string
}

var errCredentials = errors.New("malformed or conflicting credentials")

// credentialsOf reads a request's Authorization header (RFC 6750, 2.1) and session cookie.
func credentialsOf(r *http.Request, cookie string) (c credentials, err error) {
	for _, value := range r.Header.Values("Authorization") {
		if err := c.add(value); err != nil {
			return credentials{}, err
		}
	}
	sent := r.CookiesNamed(cookie)
	if len(sent) > 1 {
		return credentials{}, errCredentials
	}
	if len(sent) == 1 {
		c.cookie = sent[0].Value
	}
	return c, nil
}

// add takes an Authorization value in; an empty one says nothing.
func (c *credentials) add(value string) error {
	if strings.TrimSpace(value) == "" {
		return nil
	}
	scheme, token, _ := strings.Cut(strings.TrimSpace(value), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return errCredentials
	}
	return c.addToken(strings.TrimSpace(token))
}

func (c *credentials) addToken(token string) error {
	if token == "" || c.bearer != "" && c.bearer != token {
		return errCredentials
	}
	c.bearer = token
	return nil
}

// addInit takes in a websocket's init payload: {"authorization": "Bearer …"}, {"token": "…"}, or the former within
// {"headers": {…}}, in whatever case.
func (c *credentials) addInit(payload map[string]any) error {
	for key, value := range payload {
		var err error
		switch strings.ToLower(key) {
		case "authorization":
			err = c.addText(value, c.add)
		case "token":
			err = c.addText(value, c.addToken)
		case "headers":
			headers, _ := value.(map[string]any)
			for name, value := range headers {
				if strings.EqualFold(name, "authorization") {
					err = errors.Join(err, c.addText(value, c.add))
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addText leaves out what is null or empty, as clients send that have no token yet.
func (c *credentials) addText(value any, add func(string) error) error {
	switch text := value.(type) {
	case nil:
		return nil
	case string:
		if text == "" {
			return nil
		}
		return add(text)
	default:
		return errCredentials
	}
}

package bench

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
)

//go:embed documents/*.graphql
var documents embed.FS

// document is the text of a document by its name.
func document(name string) (string, error) {
	text, err := documents.ReadFile("documents/" + name + ".graphql")
	if err != nil {
		return "", fmt.Errorf("bench: %w", err)
	}
	return string(text), nil
}

// endpoint is where a side listens.
type endpoint struct {
	address string // host and port
	path    string
	token   string
}

func newEndpoint(address, token string) (endpoint, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.Host == "" {
		return endpoint{}, fmt.Errorf("bench: %q is no http address", address)
	}
	host := u.Host
	if u.Port() == "" {
		host += ":80"
	}
	return endpoint{address: host, path: u.EscapedPath(), token: token}, nil
}

// request is a whole HTTP request, ready to be written as often as it is needed.
func (e endpoint) request(method, path, contentType string, body []byte) []byte {
	head := method + " " + cmp.Or(e.path+path, "/") + " HTTP/1.1\r\nHost: " + e.address + "\r\nAuthorization: Bearer " + e.token +
		"\r\nAccept: application/json\r\n"
	if method == "POST" {
		head += "Content-Type: " + contentType + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	}
	return append([]byte(head+"\r\n"), body...)
}

// operation is a document with its variables, as a POST.
func (e endpoint) operation(name string, variables map[string]any) ([]byte, error) {
	query, err := document(name)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	return e.request("POST", "", "application/json", body), nil
}

package richtext

import (
	"net/url"
	"strings"
)

// Images answers the address of a picture that came with the message, by its content id (RFC 2392); empty: it has none of that
// id. What it answers is trusted. No other picture is ever shown: one from elsewhere would tell its sender who reads, and when.
type Images func(contentID string) (address string)

const contentScheme = "cid:"

// contentID is what an image's address says of a picture of the message's own; empty for any other.
func contentID(address string) string {
	if len(address) <= len(contentScheme) || !strings.EqualFold(address[:len(contentScheme)], contentScheme) {
		return ""
	}
	id, err := url.PathUnescape(address[len(contentScheme):])
	if err != nil {
		return ""
	}
	return id
}

// Reduce is a page, however long, as it would be shown, with nothing that would not be: HTML to be kept in its place. Pictures of the message's
// own stay by their content ids where has says that there are such; it answers those that are shown.
func (r *Renderer) Reduce(page string, has func(contentID string) bool) (reduced string, contentIDs []string) {
	kept := htmlWriter{images: func(id string) string {
		if !has(id) {
			return ""
		}
		contentIDs = append(contentIDs, id)
		return contentScheme + url.PathEscape(id)
	}}
	r.walk(strings.ToValidUTF8(page, "\uFFFD"), &kept)
	return kept.trimmed(), contentIDs
}

// Read is a page, however long, as text.
func (r *Renderer) Read(page string) string {
	var text textWriter
	r.walk(strings.ToValidUTF8(page, "\uFFFD"), &text)
	return text.String()
}

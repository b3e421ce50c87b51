// Package node is the form of global ids: opaque to clients, carrying the kind of thing they name.
//
// It must not know about databases or GraphQL.
package node

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
)

// Kind is the kind of thing that an id names.
type Kind string

// The kinds that have global ids; the names are those of the GraphQL types.
const (
	Desk       Kind = "Desk"
	Tenant     Kind = "Tenant"
	User       Kind = "User"
	Person     Kind = "Person"
	Ticket     Kind = "Ticket"
	Message    Kind = "Message"
	Attachment Kind = "Attachment"
	SavedView  Kind = "SavedView"
	Draft      Kind = "Draft"

	OutgoingMail Kind = "OutgoingMail"
	APIKey       Kind = "ApiKey"

	// These are no Node: only their owner, or who gives access, asks for them, where they are listed.
	Session       Kind = "Session"
	TrustedDevice Kind = "TrustedDevice"
	Invitation    Kind = "Invitation"
)

// ErrMalformed says that a text is no global id, or one of another kind.
var ErrMalformed = errors.New("malformed id")

// Encode makes the global id of a row.
func Encode(kind Kind, key int64) string { return string(Append(make([]byte, 0, 40), kind, key)) }

// Append appends the global id of a row, as Encode makes it.
func Append(dst []byte, kind Kind, key int64) []byte {
	text := make([]byte, 0, 32)
	text = append(text, kind...)
	text = append(text, ':')
	text = strconv.AppendInt(text, key, 10)
	return base64.RawURLEncoding.AppendEncode(dst, text)
}

// Decode reads a global id of any kind. ErrMalformed.
func Decode(id string) (Kind, int64, error) {
	if len(id) > 64 {
		return "", 0, ErrMalformed
	}
	text, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return "", 0, ErrMalformed
	}
	name, digits, found := strings.Cut(string(text), ":")
	if !found {
		return "", 0, ErrMalformed
	}
	key, err := strconv.ParseInt(digits, 10, 64)
	kind := Kind(name)
	if err != nil || key <= 0 || Encode(kind, key) != id { // one row has one id, written one way
		return "", 0, ErrMalformed
	}
	switch kind {
	case Desk, Tenant, User, Person, Ticket, Message, Attachment, SavedView, Draft, APIKey, OutgoingMail, Session, TrustedDevice, Invitation:
		return kind, key, nil
	default:
		return "", 0, ErrMalformed
	}
}

// Key reads a global id of one kind. ErrMalformed, also for an id of another kind.
func Key(kind Kind, id string) (int64, error) {
	found, key, err := Decode(id)
	if err != nil || found != kind {
		return 0, ErrMalformed
	}
	return key, nil
}

package compose

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MinKey is the fewest bytes of a signing key (RFC 2104, 3: not less than the hash gives).
const MinKey = sha256.Size

// macBytes is how much of the code is kept: 80 bits are 16 letters of base32, and 2^79 mails to guess one address.
const macBytes = 10

// ErrKey says that a signing key can't be used.
var ErrKey = errors.New("no signing key, or one that is too short")

// Purpose is what a signed address is for; a signature for one is none for another.
type Purpose string

// The purposes, as they begin the tag of an address.
const (
	ToTicket Purpose = "t" // answers to a ticket's mails; of the ticket's id
	ToBounce Purpose = "b" // delivery reports of one mail (VERP); of the outbox row's id
)

// Signer signs the addresses that answers and delivery reports come back to: desk+t<id>-<mac>@domain. It is safe for use
// by many goroutines.
type Signer struct{ keys [][]byte }

// NewSigner makes a signer of keys of at least MinKey bytes, the newest first: that one signs, all are accepted, so that a
// key can be changed while answers to old mails still come. Else ErrKey.
func NewSigner(keys ...[]byte) (*Signer, error) {
	s := &Signer{}
	for _, key := range keys {
		if len(key) < MinKey {
			return nil, ErrKey
		}
		s.keys = append(s.keys, append([]byte(nil), key...))
	}
	if len(s.keys) == 0 {
		return nil, ErrKey
	}
	return s, nil
}

// Sign puts the signed tag for an id, which is positive, into an address; ErrAddress when the result is too long or the
// address was no plain one.
func (s *Signer) Sign(address string, p Purpose, id int64) (string, error) {
	if err := checkAddress(address); err != nil {
		return "", err
	}
	at := strings.LastIndexByte(address, '@')
	signed := address[:at] + "+" + tagged(p, id, s.mac(s.keys[0], p, id)) + address[at:]
	if err := checkAddress(signed); err != nil {
		return "", fmt.Errorf("with its signature: %w", err)
	}
	return signed, nil
}

// Verify reads the id that an address was signed with for a purpose. base is the address without the tag; it is
// not signed, since desks change theirs, and has to be compared. Case does not matter, since mail systems change it. False for everything that no key of ours signed.
func (s *Signer) Verify(address string, p Purpose) (base string, id int64, ok bool) {
	at := strings.LastIndexByte(address, '@')
	plus := strings.LastIndexByte(address[:max(at, 0)], '+')
	if plus < 1 {
		return "", 0, false
	}
	tag := strings.ToLower(address[plus+1 : at])
	digits, code, found := strings.Cut(strings.TrimPrefix(tag, string(p)), "-")
	id, err := strconv.ParseInt(digits, 10, 64)
	if !found || err != nil || id < 1 || tag != tagged(p, id, code) {
		return "", 0, false
	}
	for _, key := range s.keys {
		ok = hmac.Equal([]byte(code), []byte(s.mac(key, p, id))) || ok
	}
	if !ok {
		return "", 0, false
	}
	return address[:plus] + address[at:], id, true
}

func tagged(p Purpose, id int64, code string) string {
	return string(p) + strconv.FormatInt(id, 10) + "-" + code
}

func (s *Signer) mac(key []byte, p Purpose, id int64) string {
	h := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(h, "sportello mail address\n%s\n%d", p, id) // a hash takes all that is written
	return strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:macBytes]))
}

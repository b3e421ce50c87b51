package download

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sportello/internal/access"
	"sportello/internal/node"
)

// Where downloads are served, before the attachment's or the user's global id.
const (
	Path       = "/attachments/"
	AvatarPath = "/avatars/"
)

// lifetime of an address.
const lifetime = time.Hour

const minSecret = 32 // bytes

// Signer makes and checks addresses of attachments. It is safe for use by many goroutines.
type Signer struct {
	secret []byte
	base   string
	now    func() time.Time
}

// NewSigner makes a signer of addresses below the server's public origin. All processes of one server need the same
// secret, of 32 bytes at least; a new one ends all addresses.
func NewSigner(secret []byte, publicURL string, now func() time.Time) (*Signer, error) {
	if len(secret) < minSecret {
		return nil, errors.New("download: the secret must have 32 bytes at least")
	}
	if now == nil {
		now = time.Now
	}
	return &Signer{secret: secret, base: strings.TrimSuffix(publicURL, "/"), now: now}, nil
}

// URL is the address of an attachment for a viewer, good for an hour.
func (s *Signer) URL(v *access.Viewer, attachmentID int64) string {
	return s.url(Path, v, node.Encode(node.Attachment, attachmentID))
}

// AvatarURL is the address of a user's picture for a viewer who sees that user, good for an hour.
func (s *Signer) AvatarURL(v *access.Viewer, userID int64) string {
	return s.url(AvatarPath, v, node.Encode(node.User, userID))
}

func (s *Signer) url(path string, v *access.Viewer, id string) string {
	viewer := strconv.FormatInt(v.UserID, 10)
	expires := strconv.FormatInt(s.now().Add(lifetime).Unix(), 10)
	return s.base + path + id + "?viewer=" + viewer + "&expires=" + expires + "&signature=" + s.signature(id, viewer, expires)
}

// signature covers the texts as they stand in the address, so that no other spelling of them is good. An id names its kind, so
// that an address is good for one path.
func (s *Signer) signature(id, viewer, expires string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("sportello download\n" + id + "\n" + viewer + "\n" + expires))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// check reads an address: whose it is and for what; false for any that this signer has not made or whose time is over.
func (s *Signer) check(kind node.Kind, id string, query url.Values) (userID, key int64, ok bool) {
	for _, name := range []string{"viewer", "expires", "signature"} {
		if len(query[name]) != 1 {
			return 0, 0, false
		}
	}
	viewer, expires := query.Get("viewer"), query.Get("expires")
	if !hmac.Equal([]byte(query.Get("signature")), []byte(s.signature(id, viewer, expires))) {
		return 0, 0, false
	}
	userID, userErr := strconv.ParseInt(viewer, 10, 64)
	until, untilErr := strconv.ParseInt(expires, 10, 64)
	key, idErr := node.Key(kind, id)
	if errors.Join(userErr, untilErr, idErr) != nil || s.now().Unix() >= until {
		return 0, 0, false
	}
	return userID, key, true
}

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

// Path is where downloads are served, before the attachment's global id.
const Path = "/attachments/"

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
	return &Signer{secret: secret, base: strings.TrimSuffix(publicURL, "/") + Path, now: now}, nil
}

// URL is the address of an attachment for a viewer, good for an hour.
func (s *Signer) URL(v *access.Viewer, attachmentID int64) string {
	id := node.Encode(node.Attachment, attachmentID)
	viewer := strconv.FormatInt(v.UserID, 10)
	expires := strconv.FormatInt(s.now().Add(lifetime).Unix(), 10)
	return s.base + id + "?viewer=" + viewer + "&expires=" + expires + "&signature=" + s.signature(id, viewer, expires)
}

// signature covers the texts as they stand in the address, so that no other spelling of them is good.
func (s *Signer) signature(id, viewer, expires string) string {
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte("sportello download\n" + id + "\n" + viewer + "\n" + expires))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// check reads an address: whose it is and for what; false for any that this signer has not made or whose time is over.
func (s *Signer) check(id string, query url.Values) (userID, attachmentID int64, ok bool) {
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
	attachmentID, idErr := node.Key(node.Attachment, id)
	if errors.Join(userErr, untilErr, idErr) != nil || s.now().Unix() >= until {
		return 0, 0, false
	}
	return userID, attachmentID, true
}

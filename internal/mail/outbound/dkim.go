package outbound

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// DKIM signs mails in the name of their From's domain (RFC 6376), with each key of that domain.
type DKIM struct{ keys map[string][]dkimKey }

type dkimKey struct {
	selector string
	signer   crypto.Signer
}

// ErrDKIM says that a key for signing can't be used.
var ErrDKIM = errors.New("no key for DKIM: write DOMAIN/SELECTOR=FILE, a private RSA or Ed25519 key in PEM")

// NewDKIM reads keys, each as DOMAIN/SELECTOR=FILE.
func NewDKIM(keys []string) (*DKIM, error) {
	d := &DKIM{keys: map[string][]dkimKey{}}
	for _, text := range keys {
		name, path, found := strings.Cut(text, "=")
		domain, selector, named := strings.Cut(name, "/")
		if !found || !named || domain == "" || selector == "" {
			return nil, fmt.Errorf("%w: %q", ErrDKIM, text)
		}
		signer, err := readSigner(path)
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrDKIM, path, err)
		}
		domain = strings.ToLower(domain)
		d.keys[domain] = append(d.keys[domain], dkimKey{selector, signer})
	}
	return d, nil
}

func readSigner(path string) (crypto.Signer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("a %T", key)
	}
	return signer, nil
}

// signed are the fields that a signature covers: those of which a reader sees something, and twice, so that nobody can add another
// one on the way.
func signed() []string {
	return []string{
		"From", "From", "To", "To", "Subject", "Subject", "Date", "Date", "Message-ID", "Message-ID", "Reply-To", "Reply-To",
		"In-Reply-To", "References", "MIME-Version", "Content-Type", "Auto-Submitted",
	}
}

// Sign puts a signature of each key of the sender's domain before a message. Of another domain it stays as it is.
func (d *DKIM) Sign(raw []byte) ([]byte, error) {
	if d == nil || len(d.keys) == 0 {
		return raw, nil
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("sign a mail: %w", err)
	}
	from, err := mail.ParseAddress(parsed.Header.Get("From"))
	if err != nil {
		return nil, fmt.Errorf("sign a mail: %w", err)
	}
	domain := strings.ToLower(from.Address[strings.LastIndexByte(from.Address, '@')+1:])
	for _, key := range d.keys[domain] {
		var b bytes.Buffer
		err := dkim.Sign(&b, bytes.NewReader(raw), &dkim.SignOptions{
			Domain: domain, Selector: key.selector, Signer: key.signer, HeaderKeys: signed(),
			HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		})
		if err != nil {
			return nil, fmt.Errorf("sign a mail for %s: %w", domain, err)
		}
		raw = b.Bytes()
	}
	return raw, nil
}

package outbound_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"sportello/internal/mail/outbound"
)

// keyFile writes a private key, and answers its file and what stands in the DNS.
func keyFile(t *testing.T, kind string, key crypto.Signer) (path, record string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), kind+".pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	if bare, ok := key.Public().(ed25519.PublicKey); ok {
		public = bare
	}
	return path, "v=DKIM1; k=" + kind + "; p=" + base64.StdEncoding.EncodeToString(public)
}

// What is kept is signed, by each key of the sender's domain, so that receivers can tell that nothing was added or changed; mails
// of other domains stay as they are.
func TestSigned(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaFile, rsaRecord := keyFile(t, "rsa", rsaKey)
	edFile, edRecord := keyFile(t, "ed25519", edKey)
	signer, err := outbound.NewDKIM([]string{"Desk.example/one=" + rsaFile, "desk.example/two=" + edFile})
	if err != nil {
		t.Fatal(err)
	}
	records := map[string]string{"one._domainkey.desk.example": rsaRecord, "two._domainkey.desk.example": edRecord}
	verify := func(raw []byte) (valid int) {
		t.Helper()
		found, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{
			LookupTXT: func(name string) ([]string, error) { return []string{records[name]}, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range found {
			if v.Err == nil && v.Domain == "desk.example" {
				valid++
			}
		}
		return valid
	}
	p := newPost(t, func(c *outbound.Config) { c.DKIM = signer })
	raw := *p.row(p.put(plain("carla@cliente.example", "one"))[0]).Raw
	if n := verify(raw); n != 2 {
		t.Fatalf("%d valid signatures, want 2: %s", n, raw)
	}
	for what, changed := range map[string]string{
		"the text":        strings.Replace(string(raw), "\r\none\r\n", "\r\ntwo\r\n", 1),
		"a field":         strings.Replace(string(raw), "To: carla", "To: luca", 1),
		"another From":    "From: boss@desk.example\r\n" + string(raw),
		"another Subject": "Subject: pay now\r\n" + string(raw),
	} {
		if changed == string(raw) {
			t.Fatalf("%s did not change", what)
		}
		if n := verify([]byte(changed)); n != 0 {
			t.Errorf("%s changed, and %d signatures hold", what, n)
		}
	}
	other := []byte("From: x@elsewhere.example\r\nSubject: x\r\n\r\nx\r\n")
	if same, err := signer.Sign(other); err != nil || !bytes.Equal(same, other) {
		t.Errorf("of another domain: %s, %v", same, err)
	}
	for _, text := range []string{"", "desk.example", "desk.example/one", "/one=" + rsaFile, "desk.example/one=/nowhere", "desk.example/one=dkim_test.go"} {
		if _, err := outbound.NewDKIM([]string{text}); !errors.Is(err, outbound.ErrDKIM) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

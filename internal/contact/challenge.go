package contact

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strings"
	"time"
)

// lifetime is how long a challenge is good: people think while they write.
const lifetime = 2 * time.Hour

// Challenge is what a submission has to answer. A proof is any text for which SHA-256 of Value, ":" and the proof begins with Effort
// bits that are zero.
type Challenge struct {
	Value   string
	Effort  int
	Expires time.Time
}

// stub is what stands in a challenge.
type stub struct {
	deskID  int64
	effort  uint8
	expires int64 // Unix seconds
	nonce   [16]byte
}

const stubBytes = 8 + 1 + 8 + 16

// signer signs challenges, so that nothing has to be kept of those that nobody answers.
type signer struct{ keys [][]byte }

// newSigner derives its keys, so that what is signed here means nothing where the same secret is used otherwise.
func newSigner(secrets [][]byte) signer {
	var s signer
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte("sportello contact form challenge"))
		s.keys = append(s.keys, mac.Sum(nil))
	}
	return s
}

// make makes a challenge.
func (s signer) make(deskID int64, effort int, expires time.Time) Challenge {
	made := stub{deskID: deskID, effort: uint8(effort), expires: expires.Unix()}
	rand.Read(made.nonce[:]) // never fails: crypto/rand ends the program instead
	body := made.bytes()
	value := base64.RawURLEncoding.EncodeToString(append(body, sign(s.keys[0], body)...))
	return Challenge{Value: value, Effort: effort, Expires: time.Unix(made.expires, 0).UTC()}
}

// read is what stands in a challenge that was signed here.
func (s signer) read(value string) (stub, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(value)
	if err != nil || len(raw) != stubBytes+sha256.Size {
		return stub{}, false
	}
	body, signature := raw[:stubBytes], raw[stubBytes:]
	for _, key := range s.keys {
		if hmac.Equal(signature, sign(key, body)) {
			return readStub(body), true
		}
	}
	return stub{}, false
}

func sign(key, body []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(body)
	return mac.Sum(nil)
}

func (s stub) bytes() []byte {
	body := binary.BigEndian.AppendUint64(nil, uint64(s.deskID))
	body = append(body, s.effort)
	body = binary.BigEndian.AppendUint64(body, uint64(s.expires))
	return append(body, s.nonce[:]...)
}

func readStub(body []byte) stub {
	s := stub{
		deskID: int64(binary.BigEndian.Uint64(body)), effort: body[8], expires: int64(binary.BigEndian.Uint64(body[9:])),
	}
	copy(s.nonce[:], body[17:])
	return s
}

// maxProof is the longest proof, in bytes: a counter is much shorter.
const maxProof = 64

// proved reports whether the work was done.
func proved(value, proof string, effort int) bool {
	if len(proof) > maxProof {
		return false
	}
	return zeros(sha256.Sum256([]byte(value+":"+proof))) >= effort
}

// zeros counts the bits at the begin that are zero.
func zeros(sum [sha256.Size]byte) int {
	n := 0
	for _, b := range sum {
		n += bits.LeadingZeros8(b)
		if b != 0 {
			break
		}
	}
	return n
}

// Prove does the work of a challenge, for clients and tests.
func Prove(c Challenge) string {
	for n := uint64(0); ; n++ {
		proof := strings.TrimLeft(base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, n)), "A")
		if proved(c.Value, proof, c.Effort) {
			return proof
		}
	}
}

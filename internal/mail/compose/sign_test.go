package compose_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/mail/compose"
)

const desk = "desk@mail.example.com"

func sign(t testing.TB, s *compose.Signer, p compose.Purpose, id int64) string {
	t.Helper()
	signed, err := s.Sign(desk, p, id)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// What was signed comes back, in whatever case; and no other address made of it does.
func TestOnlyWhatWasSignedVerifies(t *testing.T) {
	s := newSigner(t)
	rapid.Check(t, func(r *rapid.T) {
		id := rapid.Int64Min(1).Draw(r, "id")
		signed, err := s.Sign(desk, compose.ToTicket, id)
		if err != nil {
			r.Fatal(err)
		}
		for _, same := range []string{signed, strings.ToUpper(signed)} {
			base, got, ok := s.Verify(same, compose.ToTicket)
			if !ok || got != id || !strings.EqualFold(base, desk) {
				r.Fatalf("%s: %q %d %v", same, base, got, ok)
			}
		}
		if _, _, ok := s.Verify(signed, compose.ToBounce); ok {
			r.Fatal("verifies for another purpose")
		}
		at := rapid.IntRange(len("desk+"), strings.LastIndexByte(signed, '@')-1).Draw(r, "at")
		with := rapid.SampledFrom([]byte("abcdefghijklmnopqrstuvwxyz0123456789-+=")).Draw(r, "with")
		forged := []byte(signed)
		if forged[at] == with {
			return
		}
		forged[at] = with
		if _, got, ok := s.Verify(string(forged), compose.ToTicket); ok {
			r.Fatalf("%s verifies as %d", forged, got)
		}
	})
}

// The code of one ticket opens no other.
func TestNoOtherTicketVerifies(t *testing.T) {
	s := newSigner(t)
	rapid.Check(t, func(r *rapid.T) {
		a, b := rapid.Int64Min(1).Draw(r, "a"), rapid.Int64Min(1).Draw(r, "b")
		if a == b {
			return
		}
		one, err := s.Sign(desk, compose.ToTicket, a)
		if err != nil {
			r.Fatal(err)
		}
		other, err := s.Sign(desk, compose.ToTicket, b)
		if err != nil {
			r.Fatal(err)
		}
		swapped := other[:strings.IndexByte(other, '-')] + one[strings.IndexByte(one, '-'):]
		if _, _, ok := s.Verify(swapped, compose.ToTicket); ok {
			r.Fatalf("%s verifies", swapped)
		}
	})
}

func TestKeysAreChanged(t *testing.T) {
	old, young, foreign := bytes.Repeat([]byte("o"), compose.MinKey), bytes.Repeat([]byte("y"), compose.MinKey), bytes.Repeat([]byte("f"), compose.MinKey)
	signer := func(keys ...[]byte) *compose.Signer {
		s, err := compose.NewSigner(keys...)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before, after := sign(t, signer(old), compose.ToBounce, 7), sign(t, signer(young, old), compose.ToBounce, 7)
	if before == after || after != sign(t, signer(young), compose.ToBounce, 7) {
		t.Errorf("the newest key does not sign: %s, %s", before, after)
	}
	for _, address := range []string{before, after} {
		if _, id, ok := signer(young, old).Verify(address, compose.ToBounce); !ok || id != 7 {
			t.Errorf("%s does not verify while both keys are known", address)
		}
	}
	if _, _, ok := signer(young).Verify(before, compose.ToBounce); ok {
		t.Error("a key that is gone still opens")
	}
	if _, _, ok := signer(foreign).Verify(after, compose.ToBounce); ok {
		t.Error("a foreign key opens")
	}
}

func TestKeysOfNoUse(t *testing.T) {
	for name, keys := range map[string][][]byte{
		"none": nil, "empty": {{}}, "short": {bytes.Repeat([]byte("k"), compose.MinKey-1)},
		"short after a good one": {bytes.Repeat([]byte("k"), compose.MinKey), []byte("short")},
	} {
		if _, err := compose.NewSigner(keys...); !errors.Is(err, compose.ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddressesOfNoUse(t *testing.T) {
	s := newSigner(t)
	good := sign(t, s, compose.ToTicket, 15)
	tag := good[strings.IndexByte(good, '+'):]
	for _, address := range []string{
		"", "@", "+@", "desk@mail.example.com", tag, "desk+t15@mail.example.com", "desk+t15-@mail.example.com",
		strings.Replace(good, "+t15-", "+t015-", 1), strings.Replace(good, "+t15-", "+t+15-", 1), strings.Replace(good, "+t15-", "+t-15-", 1),
		strings.Replace(good, "+t15-", "+15-", 1), strings.Replace(good, "+t15-", "+tt15-", 1), strings.Replace(good, "@", "=@", 1),
		strings.Replace(good, "@", "+x@", 1), "desk+t0-aaaaaaaaaaaaaaaa@mail.example.com", "desk+t99999999999999999999-aaaaaaaaaaaaaaaa@x.example",
	} {
		if _, id, ok := s.Verify(address, compose.ToTicket); ok {
			t.Errorf("%q verifies as %d", address, id)
		}
	}
	for _, address := range []string{"", "desk", "désk@mail.example.com", "desk@bücher.example", strings.Repeat("d", 60) + "@mail.example.com", "desk@mail.example.com\r\nBcc: x@x.example"} {
		if signed, err := s.Sign(address, compose.ToTicket, 15); !errors.Is(err, compose.ErrAddress) {
			t.Errorf("%q is signed: %q, %v", address, signed, err)
		}
	}
}

// Whatever comes in: no panic, and what verifies is what was signed.
func FuzzVerify(f *testing.F) {
	s := newSigner(f)
	f.Add(sign(f, s, compose.ToTicket, 4711))
	f.Add(strings.ToUpper(sign(f, s, compose.ToTicket, 1)))
	f.Add(sign(f, s, compose.ToBounce, 1))
	f.Add("desk+t1-@x")
	f.Fuzz(func(t *testing.T, address string) {
		base, id, ok := s.Verify(address, compose.ToTicket)
		if !ok {
			return
		}
		signed := sign(t, s, compose.ToTicket, id)
		tag := signed[strings.IndexByte(signed, '+'):strings.IndexByte(signed, '@')]
		at := strings.LastIndexByte(base, '@')
		if !strings.EqualFold(base[:at]+tag+base[at:], address) {
			t.Fatalf("%q verifies as %d of %q", address, id, base)
		}
	})
}

package node_test

import (
	"testing"

	"pgregory.net/rapid"

	"sportello/internal/node"
)

func TestEncodeDecodeRoundTrip(t *testing.T) {
	kinds := []node.Kind{node.Desk, node.Tenant, node.User, node.Person, node.Ticket, node.Message, node.Attachment, node.SavedView, node.Draft, node.APIKey,
		node.Session, node.TrustedDevice, node.Invitation}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		key := rapid.Int64Range(1, 1<<62).Draw(t, "key")
		gotKind, gotKey, err := node.Decode(node.Encode(kind, key))
		if err != nil || gotKind != kind || gotKey != key {
			t.Fatalf("Decode(Encode(%s, %d)) = %s, %d, %v", kind, key, gotKind, gotKey, err)
		}
	})
}

func TestKeyRefuses(t *testing.T) {
	ticket := node.Encode(node.Ticket, 7)
	for name, id := range map[string]string{
		"empty":        "",
		"garbage":      "%%%",
		"other kind":   node.Encode(node.Desk, 7),
		"plain number": "7",
		"padded":       ticket + "=",
		"negative":     "VGlja2V0Oi03",
		"leading zero": "VGlja2V0OjA3",
		"unknown kind": "U2VjcmV0Ojc",
		"overlong":     ticket + ticket + ticket + ticket + ticket,
	} {
		if key, err := node.Key(node.Ticket, id); err == nil {
			t.Errorf("%s: Key(Ticket, %q) = %d, want ErrMalformed", name, id, key)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(node.Encode(node.Ticket, 7))
	f.Add("")
	f.Fuzz(func(t *testing.T, id string) {
		kind, key, err := node.Decode(id)
		if err == nil && node.Encode(kind, key) != id {
			t.Fatalf("%q decodes to %s %d, which is %q", id, kind, key, node.Encode(kind, key))
		}
	})
}

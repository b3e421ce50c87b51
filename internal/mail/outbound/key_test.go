package outbound_test

import (
	"os"
	"path/filepath"
	"testing"

	"sportello/internal/mail/compose"
	"sportello/internal/mail/outbound"
)

func TestKeptKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mail.key")
	first, err := outbound.KeptKey(path)
	if err != nil || len(first) != compose.MinKey {
		t.Fatalf("%d bytes: %v", len(first), err)
	}
	if again, err := outbound.KeptKey(path); err != nil || string(again) != string(first) {
		t.Errorf("another key the second time: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := outbound.KeptKey(path); err == nil {
		t.Error("a short key is taken")
	}
	if _, err := outbound.KeptKey(filepath.Join(t.TempDir(), "no", "folder")); err == nil {
		t.Error("made where there is no folder")
	}
}

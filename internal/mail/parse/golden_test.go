package parse_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/internal/mail/parse"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is what a mail becomes, with the files' bytes as their hash.
type golden struct {
	parse.Message
	Identity string
	Hashes   []string
}

// TestCorpus reads each mail of testdata and compares with what is written beside it.
func TestCorpus(t *testing.T) {
	mails := corpus(t)
	if len(mails) < 60 {
		t.Errorf("only %d mails", len(mails))
	}
	for path, raw := range mails {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".eml"), func(t *testing.T) {
			got := goldenOf(t, raw)
			file := strings.TrimSuffix(path, ".eml") + ".json"
			if *update {
				if err := os.WriteFile(file, got, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func goldenOf(t *testing.T, raw []byte) []byte {
	t.Helper()
	check(t, raw)
	m := read(t, string(raw))
	result := golden{Message: m}
	if identity, ok := m.Identity(); ok {
		result.Identity = identity.Address
	}
	for i, file := range m.Files {
		hash := sha256.Sum256(file.Content)
		result.Hashes = append(result.Hashes, hex.EncodeToString(hash[:8]))
		m.Files[i].Content = nil
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(result); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.eml")
	if err != nil {
		t.Fatal(err)
	}
	mails := map[string][]byte{}
	for _, path := range paths {
		if mails[path], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	return mails
}

package config

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// docs/settings.md says what the code does: run "go generate ./internal/config" when this fails.
func TestDocumentIsCurrent(t *testing.T) {
	written, err := os.ReadFile("../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	var rendered strings.Builder
	if err := WriteDocument(&rendered); err != nil {
		t.Fatal(err)
	}
	if rendered.String() != string(written) {
		t.Error(`docs/settings.md is stale: run "go generate ./internal/config"`)
	}
}

func TestEverySettingIsDescribed(t *testing.T) {
	settings, err := settingsOf(new(Config))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if s.Help == "" || !strings.HasSuffix(s.Help, ".") || s.Group == "" && s.Name != fileName {
			t.Errorf("%s has no group, or no sentence that says what it is", s.Name)
		}
		number := s.flag.Target.CanInt()
		if number != s.flag.Tag.Has("min") || number != s.flag.Tag.Has("max") {
			t.Errorf("%s: numbers, and they alone, have a least and a most", s.Name)
		}
	}
	if len(settings) < 60 {
		t.Errorf("only %d settings were looked at", len(settings))
	}
}

// What "sportello config" prints is a file that means the same.
func TestPrintedSettingsCanBeReadBack(t *testing.T) {
	cfg, settings, err := parse(t, []string{
		"--data=/srv/a: b # {x}", "--origins=https://a.example,https://b.example", "--upload-bytes=1500", "--socket-queue=7",
	}, []string{"SPORTELLO_LOG_FORMAT=json"})
	if err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	if err := settings.WriteYAML(&printed); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"# Storage", "socket-queue: 7 # flag --socket-queue", "log-format: json # environment SPORTELLO_LOG_FORMAT",
		"limits-document-bytes: 100KiB # default", "shutdown-grace: 20s # default",
	} {
		if !strings.Contains(printed.String(), line+"\n") {
			t.Errorf("no line %q in\n%s", line, printed.String())
		}
	}
	file := writeFile(t, printed.String())
	again, _, err := parse(t, []string{"--config", file}, nil)
	if err != nil {
		t.Fatalf("%v in\n%s", err, printed.String())
	}
	again.File = ""
	var first, second strings.Builder
	for cfg, out := range map[*Config]*strings.Builder{cfg: &first, again: &second} {
		settings, err := settingsOf(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := Settings(settings).WriteYAML(out); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Errorf("read back differently:\n%s\n%s", first.String(), second.String())
	}
}

func TestBytes(t *testing.T) {
	for text, want := range map[string]Bytes{
		"0": 0, "1": 1, "4MB": 4_000_000, "4 mb": 4_000_000, "100KiB": 102_400, "1.5MiB": 3 << 19, "2GiB": 2 << 30, "1TB": 1e12,
	} {
		var got Bytes
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "big", "-1", "-4MB", "4MX", "99999999999TB", "NaN"} {
		var got Bytes
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := Bytes(rapid.Int64Range(0, 1<<40).Draw(t, "size") * rapid.SampledFrom([]int64{1, 1000, 1024}).Draw(t, "unit"))
		var got Bytes
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Fatalf("%d is written %s and read %d, %v", want, want, got, err)
		}
	})
}

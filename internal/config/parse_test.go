package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// grammar stands for the command line of cmd/sportello.
type grammar struct {
	Config `embed:""`
	Serve  struct{} `cmd:""`
	Bench  struct {
		Rounds int `default:"3"`
	} `cmd:""`
}

func parse(t *testing.T, args, environ []string) (*Config, Settings, error) {
	t.Helper()
	var line grammar
	_, settings, err := Parse(&line, &line.Config, append(args, "serve"), environ, kong.Name("sportello"))
	return &line.Config, settings, err
}

func writeFile(t *testing.T, content string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sportello.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func origin(settings Settings, name string) string {
	for _, s := range settings {
		if s.Name == name {
			return s.Origin
		}
	}
	return "no such setting"
}

func TestPrecedence(t *testing.T) {
	file := writeFile(t, "# a comment\nlimits-depth: 3\n\nlog-level: \"warn\"\n")
	flag, env := "--limits-depth=1", "SPORTELLO_LIMITS_DEPTH=2"
	for name, c := range map[string]struct {
		args, environ []string
		depth         int
		origin        string
	}{
		"default":         {nil, []string{"PATH=/bin"}, 15, "default"},
		"empty variable":  {nil, []string{"SPORTELLO_LIMITS_DEPTH="}, 15, "default"},
		"file":            {[]string{"--config", file}, nil, 3, file + ":2"},
		"file by env":     {nil, []string{"SPORTELLO_CONFIG=" + file}, 3, file + ":2"},
		"env":             {nil, []string{env}, 2, "environment SPORTELLO_LIMITS_DEPTH"},
		"env over file":   {[]string{"--config", file}, []string{env}, 2, "environment SPORTELLO_LIMITS_DEPTH"},
		"flag":            {[]string{flag}, nil, 1, "flag --limits-depth"},
		"flag over both":  {[]string{flag, "--config=" + file}, []string{env}, 1, "flag --limits-depth"},
		"flag as default": {[]string{"--limits-depth=15", "--config=" + file}, nil, 15, "flag --limits-depth"},
		"config flag first": {
			[]string{"--config=" + file}, []string{"SPORTELLO_CONFIG=/nonexistent"}, 3, file + ":2",
		},
	} {
		cfg, settings, err := parse(t, c.args, c.environ)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := origin(settings, "limits-depth"); cfg.Limits.Depth != c.depth || got != c.origin {
			t.Errorf("%s: %d from %s, want %d from %s", name, cfg.Limits.Depth, got, c.depth, c.origin)
		}
		if settings.IsDefault("limits-depth") != (c.origin == "default") {
			t.Errorf("%s: default or not", name)
		}
	}
}

func TestEveryKindOfValue(t *testing.T) {
	file := writeFile(t, strings.Join([]string{
		"graphiql: false",
		"upload-bytes: 4MB",
		"upload-ttl: 90m",
		"origins: [https://a.example, 'https://b.example:8443']",
		"database: |\n  mysql:desk:s3cret@tcp(127.0.0.1:3306)/sportello",
		"gogc: 100",
	}, "\n"))
	fromFile, _, err := parse(t, []string{"--config", file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	fromEnv, _, err := parse(t, nil, []string{
		"SPORTELLO_GRAPHIQL=false", "SPORTELLO_UPLOAD_BYTES=4MB", "SPORTELLO_UPLOAD_TTL=90m", "SPORTELLO_GOGC=100",
		"SPORTELLO_ORIGINS=https://a.example,https://b.example:8443",
		"SPORTELLO_DATABASE=mysql:desk:s3cret@tcp(127.0.0.1:3306)/sportello",
	})
	if err != nil {
		t.Fatal(err)
	}
	fromFlags, _, err := parse(t, []string{
		"--no-graphiql", "--upload-bytes=4MB", "--upload-ttl=90m", "--gogc=100",
		"--origins=https://a.example", "--origins=https://b.example:8443",
		"--database=mysql:desk:s3cret@tcp(127.0.0.1:3306)/sportello",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for where, cfg := range map[string]*Config{"file": fromFile, "environment": fromEnv, "flags": fromFlags} {
		if cfg.GraphiQL || cfg.Upload.Bytes != 4_000_000 || cfg.Upload.TTL != 90*time.Minute || cfg.Process.GOGC != 100 ||
			strings.Join(cfg.Origins, " ") != "https://a.example https://b.example:8443" ||
			cfg.Database.Dialect() != "mysql" || cfg.Database.Source() != "desk:s3cret@tcp(127.0.0.1:3306)/sportello" {
			t.Errorf("%s: %+v", where, cfg)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	cfg, _, err := parse(t, []string{"--data=/srv/desk", "--listen=:9000"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Database != "sqlite:/srv/desk/sportello.db" || cfg.Blobs != "file:/srv/desk/blobs" || cfg.PublicURL != "http://localhost:9000" {
		t.Errorf("%s %s %s", cfg.Database, cfg.Blobs, cfg.PublicURL)
	}
}

func TestCookieSecure(t *testing.T) {
	for args, want := range map[string]bool{
		"":                                  false,
		"--public-url=https://desk.example": true,
		"--session-cookie=secure":           true,
		"--public-url=https://desk.example --session-cookie=plain": false,
	} {
		cfg, _, err := parse(t, strings.Fields(args), nil)
		if err != nil || cfg.CookieSecure() != want {
			t.Errorf("%q: %t, %v", args, !want, err)
		}
	}
}

func TestOtherCommandsKeepTheirFlags(t *testing.T) {
	var line grammar
	ctx, _, err := Parse(&line, &line.Config, []string{"bench", "--rounds=7"}, nil, kong.Name("sportello"))
	if err != nil || ctx.Command() != "bench" || line.Bench.Rounds != 7 || line.Listen != "127.0.0.1:8080" {
		t.Errorf("%+v, %v", line, err)
	}
}

func TestHelpNamesTheVariable(t *testing.T) {
	var line grammar
	var out strings.Builder
	defer func() {
		if recover() != "left" || !strings.Contains(strings.Join(strings.Fields(out.String()), " "), "($SPORTELLO_LISTEN)") {
			t.Errorf("the help is\n%s", out.String())
		}
	}()
	_, _, err := Parse(&line, &line.Config, []string{"--help"}, nil,
		kong.Name("sportello"), kong.Writers(&out, &out), kong.Exit(func(int) { panic("left") }))
	t.Errorf("--help returned %v", err)
}

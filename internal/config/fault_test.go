package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faultsOf are the lines of the error that a file, an environment and flags give.
func faultsOf(t *testing.T, file string, environ, args []string) []string {
	t.Helper()
	if file != "" {
		args = append(args, "--config="+writeFile(t, file))
	}
	_, _, err := parse(t, args, environ)
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

func TestFaultsNameTheirPlaceAndTheMend(t *testing.T) {
	for name, c := range map[string]struct {
		file          string
		environ, args []string
		want          []string // pieces of the one fault there is
	}{
		"unknown key":         {file: "log-level: info\nlimits-dept: 3", want: []string{"sportello.yaml:2", "limits-dept", "docs/settings.md"}},
		"config in the file":  {file: "config: other.yaml", want: []string{"sportello.yaml:1", "config"}},
		"same key twice":      {file: "gogc: 100\n\ngogc: 200", want: []string{"sportello.yaml:3", "gogc"}},
		"nested":              {file: "limits:\n  depth: 3", want: []string{"sportello.yaml:1", "limits", "plain value"}},
		"null":                {file: "data:", want: []string{"sportello.yaml:1", "data", "plain value"}},
		"not a mapping":       {file: "- data", want: []string{"sportello.yaml:1", "NAME: VALUE"}},
		"not YAML":            {file: "gogc: 100\ndata: [", want: []string{"sportello.yaml:2"}},
		"bad number in file":  {file: "gogc: 100\nlimits-depth: deep", want: []string{"sportello.yaml:2", "limits-depth", "deep"}},
		"bad size":            {file: "upload-bytes: big", want: []string{"sportello.yaml:1", "upload-bytes", "4MB"}},
		"bad bool":            {environ: []string{"SPORTELLO_GRAPHIQL=maybe"}, want: []string{"environment SPORTELLO_GRAPHIQL", "maybe"}},
		"bad duration":        {environ: []string{"SPORTELLO_UPLOAD_TTL=1 day"}, want: []string{"SPORTELLO_UPLOAD_TTL", "1 day"}},
		"unknown variable":    {environ: []string{"SPORTELLO_LISTN=:1", "SPORTELLO_TEST_X=1"}, want: []string{"SPORTELLO_LISTN", "docs/settings.md"}},
		"unknown flag":        {args: []string{"--listn=:1"}, want: []string{"--listn"}},
		"bad flag":            {args: []string{"--gogc=x"}, want: []string{"--gogc"}},
		"below the least":     {args: []string{"--limits-depth=0"}, want: []string{"limits-depth", `"0"`, "flag --limits-depth", "1 to 100"}},
		"over the most":       {environ: []string{"SPORTELLO_UPLOAD_BYTES=1TB"}, want: []string{"upload-bytes", `"1TB"`, "environment", "1KiB to 48GiB"}},
		"duration too short":  {args: []string{"--http-operation-timeout=1ms"}, want: []string{"http-operation-timeout", "10ms to 10m"}},
		"not one of":          {args: []string{"--log-level=loud"}, want: []string{"log-level", "debug, info, warn, error"}},
		"listen":              {args: []string{"--listen=8080", "--public-url=http://desk.example"}, want: []string{"listen", "HOST:PORT"}},
		"listen port":         {args: []string{"--listen=:http", "--public-url=http://desk.example"}, want: []string{"listen", "HOST:PORT"}},
		"public URL":          {args: []string{"--public-url=desk.example"}, want: []string{"public-url", "https://"}},
		"origin":              {args: []string{"--origins=https://a.example/path"}, want: []string{"origins", "without a path"}},
		"data":                {args: []string{"--data= ", "--database=sqlite:x", "--blobs=file:x"}, want: []string{"data", "write a folder"}},
		"database":            {args: []string{"--database=postgres:x"}, want: []string{"database", "sqlite:PATH or mysql:DSN"}},
		"blobs":               {args: []string{"--blobs=/srv/blobs"}, want: []string{"blobs", "file:DIR"}},
		"bus":                 {args: []string{"--bus=redis://cache.example"}, want: []string{"bus", "nats://HOST:PORT"}},
		"bus prefix":          {args: []string{"--bus-prefix=a.b"}, want: []string{"bus-prefix", "letters"}},
		"page":                {args: []string{"--limits-default-page=101"}, want: []string{"limits-default-page", "limits-page"}},
		"remembered too soon": {args: []string{"--session-remembered=1h"}, want: []string{"session-remembered", "session-lifetime"}},
		"unpayable":           {args: []string{"--cost-bucket=100"}, want: []string{"cost-operation", "cost-bucket"}},
	} {
		faults := faultsOf(t, c.file, c.environ, c.args)
		if len(faults) != 1 {
			t.Errorf("%s: %d faults: %q", name, len(faults), faults)
			continue
		}
		for _, piece := range c.want {
			if !strings.Contains(faults[0], piece) {
				t.Errorf("%s: %q does not say %q", name, faults[0], piece)
			}
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	faults := faultsOf(t, "limits-dept: 3\ngogc: x\nlog-level: loud", []string{"SPORTELLO_X=1", "SPORTELLO_ARGON2_TIME=0"}, []string{"--listen=x"})
	for _, piece := range []string{"limits-dept", "gogc", "log-level", "SPORTELLO_X", "argon2-time", "listen"} {
		if !strings.Contains(strings.Join(faults, "\n"), piece) {
			t.Errorf("%s is not among %q", piece, faults)
		}
	}
}

func TestMissingFile(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.yaml")
	if _, _, err := parse(t, []string{"--config", missing}, nil); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("got %v", err)
	}
}

func TestEmptyFiles(t *testing.T) {
	for _, content := range []string{"", "\n", "# nothing yet\n", "---\n", "null\n"} {
		if faults := faultsOf(t, content, nil, nil); faults != nil {
			t.Errorf("%q: %q", content, faults)
		}
	}
}

// No error and no output repeats a password, not even of a DSN that cannot be read.
func TestPasswordsAreMasked(t *testing.T) {
	for _, dsn := range []string{
		"desk:s3cret@tcp(127.0.0.1:3306)/sportello", "desk:s3cret@tcp(127.0.0.1:3306)", "desk:/s3cret@tcp(h:1)/%zz",
		"desk:s3cret@tcp(h:1", "desk:x/s3cret", "desk:s3cret@tcp(h:1)/", "desk:s3cret@tcp(h:1)/x?timeout=s3cret",
	} {
		_, settings, err := parse(t, []string{"--database=mysql:" + dsn}, nil)
		var out strings.Builder
		if err := settings.WriteYAML(&out); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			out.WriteString(err.Error())
		}
		if strings.Contains(out.String(), "s3cret") || !strings.Contains(out.String(), "mysql:") {
			t.Errorf("%s: %s", dsn, out.String())
		}
	}
}

// Nor one of the bus.
func TestBusPasswordsAreMasked(t *testing.T) {
	for _, bus := range []string{"nats://desk:s3cret@a:4222,nats://desk:s3cret@b", "nats://s3cret@a:42 22", "redis://x:s3@s3cret@a"} {
		_, settings, err := parse(t, []string{"--bus=" + bus}, nil)
		var out strings.Builder
		if err := settings.WriteYAML(&out); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			out.WriteString(err.Error())
		}
		if strings.Contains(out.String(), "s3cret") || !strings.Contains(out.String(), "****@") {
			t.Errorf("%s: %s", bus, out.String())
		}
	}
}

func FuzzFile(f *testing.F) {
	for _, seed := range []string{"gogc: 100", "origins: [a, b]", "a: &x 1\nb: *x", "? [a]\n: b", "{", "- x", "data: |\n  x", "<<: {a: b}", "!!int gogc: 1"} {
		f.Add(seed)
	}
	settings, err := settingsOf(new(Config))
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(f.TempDir(), "fuzz.yaml")
	f.Fuzz(func(t *testing.T, content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, fault := range fromFile(settings, path).faults {
			if !strings.Contains(fault.Error(), path) {
				t.Errorf("%q: the fault %v has no place", content, fault)
			}
		}
	})
}

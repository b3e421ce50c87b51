package config

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Settings are all settings in force, in order.
type Settings []Setting

// IsDefault tells whether nobody has set the setting of that name.
func (all Settings) IsDefault(name string) bool {
	return slices.ContainsFunc(all, func(s Setting) bool { return s.Name == name && s.Origin == "default" })
}

// WriteYAML writes the settings in force as a file that --config accepts, with where each comes from. Passwords are
// masked and must be put back before the file is used.
func (all Settings) WriteYAML(w io.Writer) error {
	var out bytes.Buffer
	group := ""
	for _, s := range all {
		if s.Name == fileName {
			continue
		}
		if s.Group != group {
			group = s.Group
			fmt.Fprintf(&out, "\n# %s\n", group)
		}
		value, err := yaml.MarshalWithOptions(s.Value(), yaml.Flow(true))
		if err != nil {
			return fmt.Errorf("writing setting %s: %w", s.Name, err)
		}
		fmt.Fprintf(&out, "%s: %s # %s\n", s.Name, bytes.TrimSpace(value), s.Origin)
	}
	_, err := w.Write(bytes.TrimLeft(out.Bytes(), "\n"))
	return err
}

const documentHead = `# Settings

<!-- Rendered from internal/config by "go generate ./internal/config": change the descriptions there. -->

Every setting is a flag, an environment variable and a key of a YAML file, by one name:

` + "```" + `
sportello serve --log-level debug
SPORTELLO_LOG_LEVEL=debug sportello serve
sportello serve --config sportello.yaml     # log-level: debug
` + "```" + `

A flag wins over the environment, the environment over the file, the file over the default. Lists have commas between their
elements (in the file they may be YAML lists). Durations are written like ` + "`90s`, `15m` or `1h30m`" + `, sizes like
` + "`4MB`" + ` (millions) or ` + "`100KiB`" + ` (1024s). ` + "`{data}` and `{listen}`" + ` stand for the settings of that name. An empty
variable counts as not set. Unknown keys of the file and unknown ` + "`SPORTELLO_…`" + ` variables are errors (those beginning with
` + "`SPORTELLO_TEST_`" + ` are the tests' own). ` + "`sportello config`" + ` prints what is in force and where each value comes from.
`

// WriteDocument writes docs/settings.md.
func WriteDocument(w io.Writer) error {
	all, err := settingsOf(new(Config))
	if err != nil {
		return err
	}
	var out strings.Builder
	out.WriteString(documentHead)
	group := ""
	for _, s := range all {
		if s.Group != group || out.Len() == len(documentHead) {
			group = s.Group
			fmt.Fprintf(&out, "\n## %s\n\n| flag and key | variable | default | allowed | what it is |\n|---|---|---|---|---|\n", heading(group))
		}
		fmt.Fprintf(&out, "| `--%s` | `%s` | %s | %s | %s |\n", s.Name, s.Env, code(s.Default), s.Allowed, strings.ReplaceAll(s.Help, "|", `\|`))
	}
	_, err = io.WriteString(w, out.String())
	return err
}

func heading(group string) string {
	if group == "" {
		return "File"
	}
	return group
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

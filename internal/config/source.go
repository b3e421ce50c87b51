package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// given is a value that the environment or the file gives to a setting, and where.
type given struct {
	text, origin string
}

// source maps the names of settings to what is given; faults are what was given and cannot be used.
type source struct {
	values map[string]given
	faults []error
}

// add keeps a value that its setting can read. name is how the source calls the setting.
func (s *source) add(settings []Setting, matches func(Setting) bool, name string, value given) {
	i := slices.IndexFunc(settings, matches)
	if i < 0 {
		s.faults = append(s.faults, fmt.Errorf("%s: no setting is called %s: see docs/settings.md", value.origin, name))
		return
	}
	if _, err := settings[i].parse(value.text); err != nil {
		s.faults = append(s.faults, fmt.Errorf("%s: %s", value.origin, strings.TrimPrefix(err.Error(), "--")))
		return
	}
	s.values[settings[i].Name] = value
}

// fromEnvironment takes what concerns the server from "NAME=value" pairs. An empty variable counts as not set.
func fromEnvironment(settings []Setting, environ []string) source {
	env := source{values: map[string]given{}}
	for _, pair := range environ {
		name, text, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, envPrefix) || strings.HasPrefix(name, testPrefix) || text == "" {
			continue
		}
		env.add(settings, func(s Setting) bool { return s.Env == name }, name, given{text, "environment " + name})
	}
	return env
}

// Resolve makes a source a [kong.Resolver]: kong asks it for every flag that was not on the command line.
func (s source) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if value, ok := s.values[flag.Name]; ok {
		return value.text, nil
	}
	return nil, nil
}

// Validate has nothing left to find: add did.
func (s source) Validate(*kong.Application) error { return nil }

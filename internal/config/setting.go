package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

const (
	envPrefix = "SPORTELLO_"
	// testPrefix begins the variables that only the tests know.
	testPrefix = envPrefix + "TEST_"
	// fileName is the one setting that the file itself cannot hold.
	fileName = "config"
)

// Setting is one setting and what is in force for it.
type Setting struct {
	Name    string // of the flag, without dashes before it, and of the key in the file
	Env     string // the environment variable
	Group   string // heading under which it is listed
	Help    string
	Default string
	Allowed string // values that are allowed, in words; "" when the help says it
	Origin  string // flag, environment, file (with its line) or default

	flag *kong.Flag
}

// settingsOf lists the settings of cfg in the order of their fields.
func settingsOf(cfg *Config) ([]Setting, error) {
	parser, err := kong.New(cfg, kong.NoDefaultHelp())
	if err != nil {
		return nil, fmt.Errorf("the settings' own tags: %w", err)
	}
	var all []Setting
	for _, flag := range parser.Model.Flags {
		s := Setting{
			Name: flag.Name, Env: envName(flag.Name), Help: flag.Help, Default: flag.Default,
			Allowed: allowed(flag), Origin: "default", flag: flag,
		}
		if flag.Group != nil {
			s.Group = flag.Group.Title
		}
		all = append(all, s)
	}
	return all, nil
}

func envName(name string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

func allowed(flag *kong.Flag) string {
	switch {
	case flag.Tag.Has("oneof"):
		return strings.ReplaceAll(flag.Tag.Get("oneof"), "|", ", ")
	case flag.Tag.Has("min"):
		return flag.Tag.Get("min") + " to " + flag.Tag.Get("max")
	case flag.IsBool():
		return "true, false"
	}
	return ""
}

// Value is the value in force, without passwords.
func (s Setting) Value() any {
	value := s.flag.Target.Interface()
	if secret, ok := value.(interface{ Masked() string }); ok {
		return secret.Masked()
	}
	if text, ok := value.(fmt.Stringer); ok {
		return text.String()
	}
	return value
}

// parse reads text as a value of the setting's type.
func (s Setting) parse(text string) (reflect.Value, error) {
	value := reflect.New(s.flag.Target.Type()).Elem()
	err := s.flag.Parse(kong.ScanFromTokens(kong.Token{Value: text, Type: kong.FlagValueToken}), value)
	return value, err
}

// checkAllowed holds the value in force against the tags min, max and oneof.
func (s Setting) checkAllowed() error {
	tag := s.flag.Tag
	if tag.Has("oneof") && !slices.Contains(strings.Split(tag.Get("oneof"), "|"), s.flag.Target.String()) {
		return fmt.Errorf("write one of %s", s.Allowed)
	}
	if !tag.Has("min") {
		return nil
	}
	least, err := s.parse(tag.Get("min"))
	if err != nil {
		return err
	}
	most, err := s.parse(tag.Get("max"))
	if err != nil {
		return err
	}
	if n := s.flag.Target.Int(); n < least.Int() || n > most.Int() {
		return fmt.Errorf("write %s", s.Allowed)
	}
	return nil
}

// fault says which setting is wrong, where it was set, and how to mend it.
func (s Setting) fault(mend error) error {
	return fmt.Errorf("%s: %q (%s) is not allowed: %w", s.Name, fmt.Sprint(s.Value()), s.Origin, mend)
}

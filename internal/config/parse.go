package config

import (
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/alecthomas/kong"
)

// Parse reads the command line into grammar, a kong grammar in which *cfg is embedded, and fills what it leaves open
// from environ ("NAME=value" pairs), then from the file that --config or SPORTELLO_CONFIG names, then from the defaults. An
// unknown name anywhere, or a value that is not allowed, is an error; all that can be found at once are told at once.
// Settings tells what is in force and where it comes from.
func Parse(grammar any, cfg *Config, args, environ []string, options ...kong.Option) (*kong.Context, Settings, error) {
	settings, err := settingsOf(cfg)
	if err != nil {
		return nil, nil, err
	}
	env := fromEnvironment(settings, environ)
	var file source // known only once the command line has named it, so its resolver looks at the variable
	options = append(options, kong.Resolvers(&file, env), kong.ValueFormatter(helpWithEnv(settings)))
	parser, err := kong.New(grammar, options...)
	if err != nil {
		return nil, nil, fmt.Errorf("the command line's own grammar: %w", err)
	}
	path, err := configFile(parser, args, env)
	if err != nil {
		return nil, nil, err
	}
	if path != "" {
		file = fromFile(settings, path)
	}
	ctx, err := parser.Parse(args)
	if err != nil {
		return nil, nil, errors.Join(append(append(env.faults, file.faults...), err)...)
	}
	expand(cfg)
	setOrigins(settings, ctx, env, file)
	faults := append(append(env.faults, file.faults...), Settings(settings).validate(cfg)...)
	return ctx, settings, errors.Join(faults...)
}

// configFile looks for --config before anything else is resolved.
func configFile(parser *kong.Kong, args []string, env source) (string, error) {
	trace, err := kong.Trace(parser, args)
	if err != nil {
		return "", fmt.Errorf("reading the command line: %w", err)
	}
	for _, step := range trace.Path {
		if step.Flag != nil && step.Flag.Name == fileName {
			return fmt.Sprint(trace.FlagValue(step.Flag)), nil
		}
	}
	return env.values[fileName].text, nil
}

func setOrigins(settings []Setting, ctx *kong.Context, env, file source) {
	onCommandLine := map[string]bool{}
	for _, step := range ctx.Path {
		if step.Flag != nil && !step.Resolved {
			onCommandLine[step.Flag.Name] = true
		}
	}
	for i, s := range settings {
		switch {
		case onCommandLine[s.Name]:
			settings[i].Origin = "flag --" + s.Name
		case env.values[s.Name].origin != "":
			settings[i].Origin = env.values[s.Name].origin
		case file.values[s.Name].origin != "":
			settings[i].Origin = file.values[s.Name].origin
		}
	}
}

// expand replaces {data} and {listen}; a server that listens everywhere is reached on this machine as localhost.
func expand(cfg *Config) {
	listen := cfg.Listen
	if host, port, err := net.SplitHostPort(listen); err == nil && host == "" {
		listen = net.JoinHostPort("localhost", port)
	}
	fill := strings.NewReplacer("{data}", cfg.Data, "{listen}", listen).Replace
	cfg.PublicURL = strings.TrimSuffix(fill(cfg.PublicURL), "/")
	cfg.Blobs = fill(cfg.Blobs)
	cfg.Database = Database(fill(string(cfg.Database)))
}

func helpWithEnv(settings []Setting) kong.HelpValueFormatter {
	env := map[string]string{}
	for _, s := range settings {
		env[s.Name] = s.Env
	}
	return func(value *kong.Value) string {
		if name := env[value.Name]; value.Flag != nil && name != "" {
			return value.Help + " ($" + name + ")"
		}
		return value.Help
	}
}

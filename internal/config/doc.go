// Package config is every setting of the server, each described once, in [Config].
//
// A setting is a flag, an environment variable and a key of an optional YAML file; docs/settings.md is rendered from the
// same descriptions. The package reads no globals: arguments and environment are handed to it. It must not know what the
// settings are for: cmd maps them to the rooms that use them.
package config

//go:generate go run ./document ../../docs/settings.md

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// policyCommands help who writes a desk's rules. They need no database.
type policyCommands struct {
	Check checkPolicyCommand `cmd:"" help:"Say what is wrong with policy files, with line and key, or what they come to."`
	Show  showPolicyCommand  `cmd:"" help:"Print a preset, to start from."`
}

type checkPolicyCommand struct {
	Files []string `arg:"" name:"file" help:"Policy files; - is standard input."`
}

// Run checks all files, and fails when one is of no use.
func (c *checkPolicyCommand) Run(p *program) error {
	bad := 0
	for _, name := range c.Files {
		text, err := p.readFile(name)
		if err != nil {
			return err
		}
		rules, err := policy.Parse(name, text)
		var said string
		if err == nil {
			said = fmt.Sprintf("%s is a policy. %s\n", name, rules.Summary())
		} else {
			bad++
			said = explainPolicy(name, err, text)
		}
		if _, err := io.WriteString(p.out, said); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d files can't be used; see docs/policy.md for every key", bad, len(c.Files))
	}
	return nil
}

type showPolicyCommand struct {
	Preset string `arg:"" enum:"guided,studio,saas,mail,portal" help:"One of ${enum}."`
}

// Run prints the preset as it is, comments and all.
func (c *showPolicyCommand) Run(p *program) error {
	text, err := policy.PresetText(c.Preset)
	if err != nil {
		return err
	}
	_, err = p.out.Write(text)
	return err
}

// deskPolicyCommand changes a desk's rules, as updateDeskPolicy does for its administrators.
type deskPolicyCommand struct {
	Slug string `arg:"" help:"Short name of the desk."`
	File string `arg:"" help:"Policy file; - is standard input."`
}

// Run changes the rules, and says what differs.
func (c *deskPolicyCommand) Run(ctx context.Context, p *program) error {
	text, err := p.readFile(c.File)
	if err != nil {
		return err
	}
	return p.inHouse(ctx, func(h *house) error {
		done, err := h.desk.ReplacePolicy(ctx, c.Slug, string(text))
		if err != nil {
			return inWords(withFaults(c.File, err, text))
		}
		var said strings.Builder
		fmt.Fprintf(&said, "Desk %s has version %d of its policy.\n", c.Slug, done.Version)
		for _, change := range done.Changes {
			said.WriteString("  " + change.String() + "\n")
		}
		_, err = io.WriteString(p.out, said.String())
		return err
	})
}

// inWords is a refusal as people are told, a line for each thing.
func inWords(err error) error {
	problems := problem.Of(err)
	if len(problems) == 0 {
		return err
	}
	said := make([]error, len(problems))
	for i, one := range problems {
		said[i] = errors.New(one.Message("en"))
	}
	return errors.Join(said...)
}

// maxPolicyFile is more than any policy may have; package policy tells what is too large.
const maxPolicyFile = 1 << 20

// readFile reads a file, or standard input where its name is a hyphen.
func (p *program) readFile(name string) ([]byte, error) {
	if name != "-" {
		return os.ReadFile(name)
	}
	text, err := io.ReadAll(io.LimitReader(p.in, maxPolicyFile))
	if err != nil {
		return nil, fmt.Errorf("read standard input: %w", err)
	}
	return text, nil
}

// explainPolicy is every fault of a file with its line; empty where the error is about something else.
func explainPolicy(name string, err error, text []byte) string {
	faults := policy.Faults(err)
	if refusal, ok := errors.AsType[*desk.PolicyRefusal](err); ok {
		faults = refusal.Faults
	}
	var b strings.Builder
	for _, fault := range faults {
		fault.File = name
		b.WriteString(fault.Explain(text))
	}
	return b.String()
}

// withFaults makes of an error of a use case one that shows each fault of the file where it stands.
func withFaults(name string, err error, text []byte) error {
	if said := explainPolicy(name, err, text); said != "" {
		return errors.New(name + " can't be used:\n" + strings.TrimSuffix(said, "\n"))
	}
	return err
}

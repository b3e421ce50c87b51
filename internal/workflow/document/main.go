// Command document writes docs/workflow.md, the matrix of what may happen to a ticket of each preset.
package main

import (
	"fmt"
	"os"

	"sportello/internal/policy"
	"sportello/internal/workflow"
)

func main() {
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(path string) error {
	var policies []*policy.Policy
	for _, name := range policy.PresetNames() {
		p, err := policy.Preset(name)
		if err != nil {
			return fmt.Errorf("reading the presets: %w", err)
		}
		policies = append(policies, p)
	}
	return os.WriteFile(path, []byte(workflow.Document(policies)), 0o644)
}

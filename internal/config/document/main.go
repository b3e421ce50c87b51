// Command document writes docs/settings.md to the path that it is given.
package main

import (
	"bytes"
	"fmt"
	"os"

	"sportello/internal/config"
)

func main() {
	if err := write(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "document:", err)
		os.Exit(1)
	}
}

func write(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("want the path to write, have %q", args)
	}
	var page bytes.Buffer
	if err := config.WriteDocument(&page); err != nil {
		return err
	}
	return os.WriteFile(args[0], page.Bytes(), 0o644)
}

//go:build !race

package acceptance

// buildFlags build the program as the test itself was built.
func buildFlags() []string { return nil }

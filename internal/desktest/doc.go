// Package desktest is a support desk for tests: databases on both dialects, and what the other packages' tests share.
// Only tests import it.
package desktest

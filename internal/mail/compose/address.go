package compose

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"sportello/internal/email"
)

// ErrAddress says that a mail can't go to or come from an address.
var ErrAddress = errors.New("not an address for mail")

// checkAddress wants a bare address in ASCII: others need SMTPUTF8 (RFC 6531) on every server of the way, and what can't be
// delivered is better refused here, where it can be told.
func checkAddress(address string) error {
	for _, r := range address {
		if r <= ' ' || r == 0x7F {
			return fmt.Errorf("%w: a space or control character in %q", ErrAddress, address)
		}
		if r > 0x7F {
			return fmt.Errorf("%w: %q is not ASCII, which would need SMTPUTF8", ErrAddress, address)
		}
	}
	if err := email.Check(address); err != nil {
		return fmt.Errorf("%w: %q: %w", ErrAddress, address, err)
	}
	return nil
}

// addressed is an address with a name; a name that says nothing is left out. net/mail lets a backslash stand in an encoded
// word (golang.org/issue/80592), where RFC 2047, 5 (3), has none in a phrase and readers stumble; so it becomes a slash.
func addressed(name, address string) *mail.Address {
	name = strings.ReplaceAll(line(name, maxName), `\`, "/")
	if strings.EqualFold(name, address) {
		name = ""
	}
	return &mail.Address{Name: name, Address: address}
}

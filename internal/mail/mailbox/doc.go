// Package mailbox keeps the mail addresses of desks: which desk an address belongs to, for mail that comes in, and which
// address a desk's own mails come from.
//
// It must not know how mail is sent or received.
package mailbox

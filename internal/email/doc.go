// Package email knows the form of an e-mail address. It must not know whose address it is, nor send anything.
package email

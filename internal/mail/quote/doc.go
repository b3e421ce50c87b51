// Package quote tells what somebody wrote anew in a mail from what they quote and from their signature.
//
// It would rather keep a quote than lose a word: nothing is thrown away, and where an answer stands between quoted lines all of it
// counts as new. It is pure, works on a text or an HTML body, and must not know mails, tickets or who wrote, nor make anything safe.
package quote

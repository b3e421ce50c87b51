// Package compose writes the mails that tell people of their tickets and accounts: from a [Notice] or a [Letter], plain
// values, to the whole bytes of a message (RFC 5322), in the recipient's language, with what the desk's own rules say can be
// done next.
//
// The same notice and envelope always make the same bytes, so that a mail whose sending ended uncertainly can be sent again
// as it was. What people wrote (names, subjects, texts) is taken as hostile: none of it can make a header or an element.
//
// It is pure, and must not know who is told (internal/notice decides), where mails wait, nor how they are sent.
package compose

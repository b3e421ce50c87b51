// Package decide says what becomes of a mail that came in: from what it says (internal/mail/parse), the envelope it came in, and
// what was looked up about both ([Facts]), to an [Outcome].
//
// Nothing in a mail is believed because it stands there. A signed address, a Message-ID or a number finds a ticket; whether the
// sender may write there is another question, and whoever may not learns nothing of it. A mail carries no commands: its text and
// files change nothing here. Whatever is in doubt is held for staff, with the reason; only doubles and our own mails coming
// back are dropped.
//
// It is pure, and must not know databases, SMTP, clocks, or how tickets are opened.
package decide

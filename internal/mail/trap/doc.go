// Package trap shows the mails that a demo or a server under development would have sent: a page at /mail, each mail as it is
// received, and a listing for tests at /mail.json.
//
// Anybody who reaches it reads everything, codes and passwords included: it is for development alone. It must not know why
// mails are written.
package trap

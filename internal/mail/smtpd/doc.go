// Package smtpd listens for mail by SMTP and LMTP, and hands it to an [Inbox].
//
// It says 2xx only when the inbox has kept the mail: until then the mail is still the sender's, who tries again. It takes mail
// only for recipients that the inbox knows, so that it relays nothing. Everything that a stranger can send without end is
// bounded: connections (in all, and from one network), the length of a line and of a mail, recipients, time, and mails in a while.
// A mail is never held in memory: its bytes go through.
//
// An end of mail is CRLF, dot, CRLF and nothing else. A mail with a bare CR or LF is refused, since other servers might take it
// for two (SMTP smuggling).
//
// It must not know what mails say, nor how they are kept.
package smtpd

// Package parse turns the raw bytes of a mail into what was written: who, to whom, what, with which files, and which marks a
// machine left on it.
//
// It takes hostile input for granted. Structure is found by one pass of our own that is linear in the input and refuses what
// is beyond its limits ([ErrTooComplex]); parts are slices of the input until something has to be decoded. What is shown is
// valid UTF-8 without controls; what is a file keeps its bytes.
//
// It is pure and decides nothing: it must not know desks, tickets, senders, SMTP, databases, or whether a mail is believed.
package parse

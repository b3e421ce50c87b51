// Package blob keeps the bytes of attachments: in a local folder by default, in an S3-like bucket by configuration.
//
// It streams: an attachment is never whole in memory, and what Put has acknowledged is on the disk. It knows names,
// sizes and keys. It must not know tickets, desks, viewers or HTTP: who may read what, and which keys are still in use,
// is told by its callers.
package blob

// Package download is how an attachment's bytes leave the house: through an address that is signed for one viewer and
// good for an hour, so that a browser can follow it without credentials.
//
// The address says who asks, not what they may have: their memberships are read anew and the attachment is looked for
// through their scope when it is followed. It must not know GraphQL, sessions or tables.
package download

package parse

import "strings"

// Kind says which files need more than to be kept.
type Kind string

// Kinds of files. Most are nothing special.
const (
	KindPlain     Kind = ""
	KindCalendar  Kind = "calendar"  // an invitation (RFC 5545)
	KindTNEF      Kind = "tnef"      // winmail.dat
	KindPGP       Kind = "pgp"       // encrypted or signature (RFC 3156)
	KindSMIME     Kind = "smime"     // encrypted or signature (RFC 8551)
	KindMessage   Kind = "message"   // another mail
	KindReport    Kind = "report"    // what a machine says about another mail
	KindElsewhere Kind = "elsewhere" // message/external-body, message/partial: only a pointer or a piece is here
)

// File is a part that is kept as it is.
type File struct {
	Name      string // to show and to save by; without path, controls, or marks that turn the direction of writing
	Type      string // media type, in lower case, as the sender says
	Kind      Kind
	ContentID string // without angle brackets; cid: addresses in HTML speak of it
	Inline    bool   // belongs into the HTML
	Content   []byte // as the sender had it, not re-encoded
}

// leaf keeps a part as a file, and remembers what else it is good for.
func (c *collector) leaf(p *part) {
	kind := kindOf(p.media.kind)
	switch p.media.kind {
	case "message/rfc822", "message/global":
		if c.forwarded == nil {
			c.forwarded = p
		}
		c.returned = p
	case "text/rfc822-headers", "message/global-headers":
		c.returned = p
	case "message/delivery-status", "message/global-delivery-status":
		c.status = p
	}
	if c.within {
		return
	}
	file := File{Type: p.media.kind, Kind: kind, Content: p.content()}
	if ids := readIDs(p.header.first("content-id")); len(ids) > 0 {
		file.ContentID = ids[0]
	}
	disposition := readMedia(p.header.first("content-disposition"), "")
	file.Inline = strings.HasPrefix(file.Type, "image/") &&
		(disposition.kind == "inline" || disposition.kind == "" && file.ContentID != "")
	file.Name = nameOf(p, disposition, file)
	if strings.EqualFold(file.Name, "winmail.dat") {
		file.Kind = KindTNEF
	}
	c.files = append(c.files, file)
}

func kindOf(media string) Kind {
	switch media {
	case "text/calendar", "application/ics":
		return KindCalendar
	case "application/ms-tnef", "application/vnd.ms-tnef":
		return KindTNEF
	case "application/pgp-encrypted", "application/pgp-signature", "application/pgp-keys":
		return KindPGP
	case "application/pkcs7-mime", "application/x-pkcs7-mime", "application/pkcs7-signature", "application/x-pkcs7-signature":
		return KindSMIME
	case "message/rfc822", "message/global":
		return KindMessage
	case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
		"message/feedback-report", "text/rfc822-headers", "message/global-headers":
		return KindReport
	case "message/external-body", "message/partial":
		return KindElsewhere
	}
	return KindPlain
}

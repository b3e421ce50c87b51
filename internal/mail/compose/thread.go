package compose

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxReferences is how many earlier Message-IDs a mail names beside its ticket's own.
const maxReferences = 20

// MessageID is the Message-ID, in its angle brackets, of the mail of an outbox row written at an instant: the same for each
// time it is sent, and another than that of any other row, also of a database that was made anew and counts from 1.
func MessageID(row int64, at time.Time, domain string) string {
	return fmt.Sprintf("<m%d.%s@%s>", row, strconv.FormatInt(at.UnixMicro(), 36), domain)
}

// ThreadID is the Message-ID that all mails of a ticket refer to. No mail bears it: clients gather by it those that
// have no other in common.
func ThreadID(ticket int64, domain string) string {
	return fmt.Sprintf("<t%d@%s>", ticket, domain)
}

// references are In-Reply-To and References (RFC 5322, 3.6.4): the ticket's root, then what the caller names, and last what
// is answered.
func references(root string, e Envelope) (inReplyTo string, all []string) {
	all = []string{root}
	given := slices.Concat(e.References, []string{e.InReplyTo})
	for _, id := range given[max(0, len(given)-maxReferences):] {
		if isMessageID(id) && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}
	if isMessageID(e.InReplyTo) {
		return e.InReplyTo, all
	}
	return root, all
}

// isMessageID takes what other programs made as long as it is one word in brackets: broken ones are many, and whoever sent
// one recognises it only as it was. Others would make a header of their own, and are left out.
func isMessageID(id string) bool {
	const most = 250 // bytes; far below the 998 of a line
	if len(id) < 3 || len(id) > most || id[0] != '<' || id[len(id)-1] != '>' || strings.Contains(id, "=?") {
		return false
	}
	return !strings.ContainsFunc(id[1:len(id)-1], func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' })
}

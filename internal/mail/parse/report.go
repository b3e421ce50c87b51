package parse

import (
	"bytes"
	"strings"
)

// Report is what a mail server says became of a mail (RFC 3464).
type Report struct {
	OriginalID string // Message-ID of the mail it is about; empty if it does not say
	Recipients []Delivery
}

// Delivery is the fate of that mail for one of its recipients.
type Delivery struct {
	Address    string // the final recipient
	Original   string // whom it was sent to, if that was another one
	Action     string // failed, delayed, delivered, relayed, expanded
	Status     string // RFC 3463: 5.1.1
	Diagnostic string // what the other server said
}

// readReport reads a delivery report, also that of servers that only name the addresses (X-Failed-Recipients). Nil if this is none.
func (c *collector) readReport(root *part) *Report {
	failed := readAddresses(root.header.first("x-failed-recipients"))
	if c.status == nil && len(failed) == 0 {
		return nil
	}
	var report Report
	if c.status != nil {
		report = readStatus(c.status.content())
	}
	if len(report.Recipients) == 0 {
		for _, address := range failed {
			report.Recipients = append(report.Recipients, Delivery{Address: address.Address, Action: "failed"})
		}
	}
	if c.returned != nil {
		var scan scanner
		read, _, err := scan.readHeader(bytes.TrimLeft(c.returned.content(), "\r\n"))
		if ids := readIDs(read.first("message-id")); err == nil && len(ids) > 0 {
			report.OriginalID = ids[0]
		}
	}
	return &report
}

// readStatus reads groups of fields parted by empty lines: first that of the message, then one for each recipient.
func readStatus(content []byte) Report {
	var report Report
	for scan := new(scanner); len(content) > 0 && len(report.Recipients) < maxAddresses; {
		group, rest, err := scan.readHeader(bytes.TrimLeft(content, "\r\n"))
		if err != nil {
			break
		}
		content = rest
		for _, name := range []string{"original-message-id", "x-original-message-id"} {
			if ids := readIDs(group.first(name)); len(ids) > 0 && report.OriginalID == "" {
				report.OriginalID = ids[0]
			}
		}
		if group.first("final-recipient") == nil && group.first("original-recipient") == nil {
			continue
		}
		delivery := Delivery{
			Address:    typed(group.shown("final-recipient")),
			Original:   typed(group.shown("original-recipient")),
			Action:     group.token("action"),
			Diagnostic: typed(group.shown("diagnostic-code")),
		}
		delivery.Status, _, _ = strings.Cut(group.token("status"), " ")
		if delivery.Address == "" {
			delivery.Address = delivery.Original
		}
		report.Recipients = append(report.Recipients, delivery)
	}
	return report
}

// typed is the value behind its type: rfc822;a@example.com.
func typed(value string) string {
	if kind, rest, found := strings.Cut(value, ";"); found && !strings.ContainsAny(kind, " @") {
		return strings.Trim(rest, " <>")
	}
	return strings.Trim(value, " <>")
}

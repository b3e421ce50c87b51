package decide_test

import (
	"strings"
	"testing"

	"sportello/internal/mail/decide"
	"sportello/internal/mail/parse"
	"sportello/internal/policy"
)

const (
	receiver = "mx.desk.example"
	proven   = "Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\n"
	forged   = "Authentication-Results: mx.desk.example; dkim=pass header.d=customer.example; dmarc=fail header.from=customer.example\n"
	from     = "From: Ada <ada@customer.example>\n"
	answer   = "In-Reply-To: <ours@desk.example>\n"
)

// facts are those of a known customer's mail to a desk that lets all open tickets.
func facts(t testing.TB, head string) decide.Facts {
	t.Helper()
	raw := strings.ReplaceAll(head+"\nIt does not print.\n", "\n", "\r\n")
	mail, err := parse.Parse([]byte(raw), parse.Options{Receiver: receiver})
	if err != nil {
		t.Fatal(err)
	}
	return decide.Facts{
		Mail: mail, Sender: "ada@customer.example", Writer: decide.Writer{Known: true},
		Rules:    policy.Mail{Strangers: policy.MailOpens, Uninvited: policy.MailOpens},
		Referred: map[string]decide.Ticket{"ours@desk.example": {ID: 7, Part: true}, "older@desk.example": {ID: 6, Part: true}},
		Limits:   decide.UsualLimits(),
	}
}

// M3.1, M3.4, M3.7, M3.8: what becomes of mails, one by one.
func TestDecide(t *testing.T) {
	type (
		situation = decide.Facts
		with      = func(*situation)
	)
	stranger := func(f *situation) { f.Writer.Known = false }
	noPart := func(f *situation) { f.Referred = map[string]decide.Ticket{"ours@desk.example": {ID: 7}} }
	for _, one := range []struct {
		name, head string
		with       with
		kind       decide.Kind
		reason     decide.Reason
		ticket     int64
		by         decide.Match
		answerable bool
	}{
		{"a first mail opens a ticket", from, nil, decide.Open, "", 0, "", true},
		{"of a stranger, too", from, stranger, decide.Open, "", 0, "", true},
		{"unless the desk wants to be asked", from, func(f *situation) { stranger(f); f.Rules.Strangers = policy.MailHeld }, decide.Hold, decide.Stranger, 0, "", false},
		{"an answer goes to its ticket", from + answer, nil, decide.Append, "", 7, decide.ByMessageID, true},
		{"the newest of ours wins", from + "References: <older@desk.example> <ours@desk.example> <theirs@customer.example>\n", nil, decide.Append, "", 7, decide.ByMessageID, true},
		{"the address it was sent to comes first", from + answer, func(f *situation) { f.Signed = &decide.Ticket{ID: 9, Part: true} }, decide.Append, "", 9, decide.ByAddress, true},
		{"a key does not authorise", from + answer, noPart, decide.FollowUp, "", 7, decide.ByMessageID, true},
		{"and is held where the desk says so", from + answer, func(f *situation) { noPart(f); f.Rules.Uninvited = policy.MailHeld }, decide.Hold, decide.Uninvited, 7, decide.ByMessageID, false},
		{"a signed address does not authorise", from, func(f *situation) { f.Signed = &decide.Ticket{ID: 9} }, decide.FollowUp, "", 9, decide.ByAddress, true},
		{"a forwarded notice is no answer", from + answer + "Subject: Fwd: [#7] Printer\n", nil, decide.Open, "", 0, "", true},
		{"an answer to a forwarded one is", from + answer + "Subject: Re: Fwd: [#7] Printer\n", nil, decide.Append, "", 7, decide.ByMessageID, true},
		{"a number counts for who has part", from + "Subject: [#7] Printer\n", func(f *situation) { f.Numbered = &decide.Ticket{ID: 7, Part: true} }, decide.Append, "", 7, decide.ByNumber, true},
		{"and is nothing for others", from + "Subject: [#7] Printer\n", func(f *situation) { f.Numbered = &decide.Ticket{ID: 7} }, decide.Open, "", 0, "", true},
		{"a double is dropped", from, func(f *situation) { f.Double = true }, decide.Drop, decide.Double, 0, "", false},
		{"ours coming back is dropped", from, func(f *situation) { f.Ours = true }, decide.Drop, decide.Ours, 0, "", false},
		{"what can't be read is held", from, func(f *situation) { f.Unreadable = true }, decide.Hold, decide.Unreadable, 0, "", false},
		{"two senders are nobody", "From: ada@customer.example, bob@customer.example\n", nil, decide.Hold, decide.NoIdentity, 0, "", false},
		{"two From fields are nobody", from + from, nil, decide.Hold, decide.NoIdentity, 0, "", false},
		{"Reply-To is nobody", "Reply-To: ada@customer.example\n", nil, decide.Hold, decide.NoIdentity, 0, "", false},
		{"a forged sender is held", forged + from, nil, decide.Hold, decide.Forged, 0, "", false},
		{"a verdict below ours came with the mail", proven + forged + from, nil, decide.Open, "", 0, "", true},
		{"staff need proof", from + answer, func(f *situation) { f.Writer.Staff = true }, decide.Hold, decide.Unproven, 0, "", false},
		{"and write with it", proven + from + answer, func(f *situation) { f.Writer.Staff = true }, decide.Append, "", 7, decide.ByMessageID, true},
		{"another's verdict is none", strings.Replace(proven, receiver, "mx.evil.example", 1) + from, func(f *situation) { f.Writer.Staff = true }, decide.Hold, decide.Unproven, 0, "", false},
		{"another domain's signature is none", "Authentication-Results: mx.desk.example; dkim=pass header.d=evil.example\n" + from, func(f *situation) { f.Writer.Staff = true }, decide.Hold, decide.Unproven, 0, "", false},
		{"out of office is a note", from + answer + "Auto-Submitted: auto-replied\n", nil, decide.Note, "", 7, decide.ByMessageID, false},
		{"also where it is marked as generated", from + answer + "Auto-Submitted: auto-generated\n", nil, decide.Note, "", 7, decide.ByMessageID, false},
		{"an automatic answer to nothing is held", from + "Auto-Submitted: auto-replied\n", nil, decide.Hold, decide.MachineAnswer, 0, "", false},
		{"a monitor opens a ticket, and is not answered", from + "Auto-Submitted: auto-generated\n", nil, decide.Open, "", 0, "", false},
		{"a list is not answered", from + "List-Id: <all.customer.example>\n", nil, decide.Open, "", 0, "", false},
		{"nor bulk", from + "Precedence: bulk\n", nil, decide.Open, "", 0, "", false},
		{"nor what has been round a loop", from + "X-Loop: somebody\n", nil, decide.Open, "", 0, "", false},
		{"nor who asks for silence", from + "X-Auto-Response-Suppress: OOF, AutoReply\n", nil, decide.Open, "", 0, "", false},
		{"the null sender is held", from, func(f *situation) { f.Sender = "" }, decide.Hold, decide.MachineAnswer, 0, "", false},
		{"a report of no mail of ours is held", from + "X-Failed-Recipients: bob@customer.example\n", nil, decide.Hold, decide.UnknownReport, 0, "", false},
		{"a report is told to the mail it speaks of", from + "X-Failed-Recipients: bob@customer.example\n", func(f *situation) { f.Bounce = 3 }, decide.Report, "", 0, "", false},
		{"too many of a sender are held", from, func(f *situation) { f.Heard.Sender = f.Limits.Sender }, decide.Hold, decide.SenderFlood, 0, "", false},
		{"too many to a ticket, too", from + answer, func(f *situation) { f.Heard.Ticket = f.Limits.Ticket }, decide.Hold, decide.TicketFlood, 7, decide.ByMessageID, false},
		{"and too many to a desk", from, func(f *situation) { f.Heard.Desk = f.Limits.Desk }, decide.Hold, decide.DeskFlood, 0, "", false},
	} {
		t.Run(one.name, func(t *testing.T) {
			f := facts(t, one.head)
			if one.with != nil {
				one.with(&f)
			}
			got := decide.Decide(f)
			if got.Kind != one.kind || got.Reason != one.reason || got.TicketID != one.ticket || got.MatchedBy != one.by || got.Answerable != one.answerable {
				t.Errorf("became %+v", got)
			}
		})
	}
}

// Subjects: the number that our mails write, and nothing that merely looks like it.
func TestNumber(t *testing.T) {
	for subject, want := range map[string]int64{
		"Re: [#1453] Printer": 1453, "AW: [#12] [#13]": 12, "#1453": 0, "[#0]": 0, "[#01]": 0, "[#-1]": 0, "[# 1]": 0, "": 0,
		"[#999999999999999999]": 999999999999999999, "[#9999999999999999999]": 0, "[#１]": 0,
	} {
		if got := decide.Number(subject); got != want {
			t.Errorf("%q: %d instead of %d", subject, got, want)
		}
	}
}

// A notice passed on, in the words of many mail programs, answers nothing; an answer does.
func TestForwarded(t *testing.T) {
	for subject, want := range map[string]decide.Kind{
		"Fwd: x": decide.Open, "FW: x": decide.Open, "I: x": decide.Open, "RV: x": decide.Open, "WG: x": decide.Open, "TR : x": decide.Open,
		"Re: x": decide.Append, "R: x": decide.Append, "AW: x": decide.Append, "x": decide.Append, "Re: Fwd: x": decide.Append, "Fwd x": decide.Append,
	} {
		if got := decide.Decide(facts(t, from+answer+"Subject: "+subject+"\n")); got.Kind != want {
			t.Errorf("%q: %s instead of %s", subject, got.Kind, want)
		}
	}
}

// Whatever stands in a mail: who has no part in a ticket never writes there, and no machine is answered.
func FuzzDecide(f *testing.F) {
	for _, head := range []string{from, from + answer, forged + from, from + answer + "Auto-Submitted: auto-generated\n", "Subject: [#7]\n"} {
		f.Add(head, "ada@customer.example", byte(0))
	}
	f.Fuzz(func(t *testing.T, head, sender string, bits byte) {
		mail, err := parse.Parse([]byte(head), parse.Options{Receiver: receiver})
		has := func(bit int) bool { return bits>>bit&1 == 1 }
		ticket := decide.Ticket{ID: 7, Part: has(0)}
		facts := decide.Facts{
			Mail: mail, Unreadable: err != nil, Sender: sender, Writer: decide.Writer{Known: has(1), Staff: has(2)},
			Numbered: &ticket, Referred: map[string]decide.Ticket{"ours@desk.example": ticket}, Limits: decide.UsualLimits(),
			Rules: policy.Mail{Strangers: policy.MailOpens, Uninvited: policy.MailOpens},
		}
		if has(3) {
			facts.Signed = &ticket
		}
		got := decide.Decide(facts)
		switch {
		case (got.Kind == decide.Append || got.Kind == decide.Note) && !ticket.Part:
			t.Errorf("one without part wrote on the ticket: %+v", got)
		case got.Answerable && (sender == "" || mail.Marks.List || mail.Report != nil || got.Kind == decide.Hold || got.Kind == decide.Drop):
			t.Errorf("a machine, or who is not believed, is answered: %+v", got)
		case (got.Kind == decide.Hold || got.Kind == decide.Drop) == (got.Reason == ""):
			t.Errorf("a reason without need, or none: %+v", got)
		case facts.Writer.Staff && got.Authenticity != decide.Proven && got.Kind != decide.Hold && got.Kind != decide.Report:
			t.Errorf("staff's powers without proof: %+v", got)
		}
	})
}

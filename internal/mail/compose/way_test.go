package compose_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"sportello/internal/mail/compose"
	"sportello/internal/policy"
)

// Whatever the rules of a desk are, what its mails say is a text, and says neither more nor less than the rules.
func TestEveryRuleHasItsWords(t *testing.T) {
	c := newComposer(t)
	odd := regexp.MustCompile(`  |!|¡|<no value>|%!|\.\.|,\.|\{\{| [.,;:]`)
	rules := variants(t)
	for _, language := range []string{"it", "es", "en"} {
		for _, kind := range compose.Kinds()[:6] {
			n := noticeOf(t, "mail", kind, language)
			n.Message = nil
			for _, p := range rules {
				for _, byMail := range []bool{true, false} {
					n.Desk.Policy, n.Desk.ByMail = p, byMail
					plain := opened(t, write(t, c, n)).plain
					if at := odd.FindString(plain); at != "" {
						t.Fatalf("%q in %s", at, plain)
					}
					checkWords(t, p, kind, n.Ticket.Status, language, plain)
				}
			}
		}
	}
}

// variants are the rules of the mail desk with each way of reopening and closing.
func variants(t *testing.T) []*policy.Policy {
	t.Helper()
	base := deskOf(t, "mail").Policy
	var all []*policy.Policy
	day := policy.Duration(24 * time.Hour)
	for _, reply := range []policy.ReplyRule{policy.Reopens, policy.Refused, policy.NewLinked} {
		for _, within := range []policy.Duration{0, day, 15 * day} {
			for _, afterwards := range []policy.ReplyRule{policy.Refused, policy.NewLinked} {
				for _, silence := range []policy.Duration{0, day / 24, day * 3 / 2, 7 * day} {
					for _, reopens := range []bool{true, false} {
						if reply != policy.Reopens && (within > 0 || afterwards != policy.Refused) {
							continue // they ask for a time in which it reopens
						}
						p := *base
						p.Reopening.ByReply, p.Reopening.Within, p.Reopening.Afterwards = reply, within, afterwards
						p.Closing.Automatic.After = silence
						p.Moves.CustomerReply = map[policy.Status]policy.Status{}
						if reopens {
							p.Moves.CustomerReply[policy.Resolved] = policy.InProgress
						}
						all = append(all, &p)
					}
				}
			}
		}
	}
	return all
}

func checkWords(t *testing.T, p *policy.Policy, kind compose.Kind, status policy.Status, language, plain string) {
	t.Helper()
	if language != "en" || kind == compose.ReplyRefused || kind == compose.ClosedByClock {
		return
	}
	customer := kind == compose.Opened || kind == compose.StaffReplied || kind == compose.StatusChanged || kind == compose.Resolved
	closed, resolved := customer && status == policy.Closed, customer && status == policy.Resolved
	silence := resolved && p.Closing.Automatic.After > 0
	says := func(words string, expected bool) {
		t.Helper()
		if strings.Contains(plain, words) != expected {
			t.Fatalf("says %q: %v, with %+v, %+v:\n%s", words, !expected, p.Reopening, p.Closing.Automatic, plain)
		}
	}
	says("cannot be reopened", closed && p.Reopening.ByReply != policy.Reopens)
	says("open a new ticket and mention number 1453", closed && (p.Reopening.ByReply == policy.Refused || p.Reopening.Within > 0 && p.Reopening.Afterwards == policy.Refused))
	says("and the ticket is reopened", closed && p.Reopening.ByReply == policy.Reopens || resolved && p.Moves.CustomerReply[policy.Resolved] != "")
	says("after closing; later", closed && p.Reopening.Within > 0)
	says("the ticket is closed", silence)
	says("can no longer be reopened", silence && p.Reopening.ByReply != policy.Reopens)
	if silence && p.Closing.Automatic.After.Std() == 36*time.Hour {
		says("after 36 hours", true)
	}
	if closed && p.Reopening.Within.Days() == 1 {
		says("This works for one day", true)
	}
}

// Who opens a ticket for somebody else writes the name that the confirmation begins with: it carries no advertisement.
func TestSalutations(t *testing.T) {
	c := newComposer(t)
	for name, spoken := range map[string]bool{
		"Carla": true, "Carla Bianchi": true, "D’Angelo O'Neil-Ruíz": true, "Dr. J.R. Smith": true, "李小龍": true, "José\u0301": true, "محمد علي": true,
		"visit evil.example": false, "www.evil.example": false, "t.co": false, "https://evil.example": false, "carla@evil.example": false,
		"win 100 now": false, "+39 333 4444": false, strings.Repeat("a", 61): false, "<b>Carla</b>": false, "": false,
	} {
		n := noticeOf(t, "mail", compose.Opened, "en")
		n.To.Name = name
		want := "\nHello,\n"
		if spoken {
			want = fmt.Sprintf("\nHello %s,\n", name)
		}
		if plain := opened(t, write(t, c, n)).plain; !strings.Contains(plain, want) {
			t.Errorf("%q: %s", name, plain)
		}
	}
}

func BenchmarkMail(b *testing.B) {
	c, n, e := newComposer(b), noticeOf(b, "mail", compose.StaffReplied, "es"), envelope(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Mail(n, e); err != nil {
			b.Fatal(err)
		}
	}
}

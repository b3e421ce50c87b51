package desk_test

import (
	"strings"
	"testing"

	"sportello/internal/policy"
)

// BenchmarkReplyWithPromises shows what due times cost a reply: the same desk with its promises, and without.
func BenchmarkReplyWithPromises(b *testing.B) {
	text, err := policy.PresetText("portal")
	if err != nil {
		b.Fatal(err)
	}
	promised := string(text)
	before, due, _ := strings.Cut(promised, "\ndue:")
	_, form, _ := strings.Cut(due, "\nform:")
	plain := before + "\nform:" + form
	for name, rules := range map[string]string{"promised": promised, "plain": plain} {
		b.Run(name, func(b *testing.B) {
			c := newOffice(b).counterWith("portal", rules)
			tickets := make([]int64, 64)
			for i := range tickets {
				tickets[i] = c.open()
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				viewer := c.agent
				if i/len(tickets)%2 == 1 {
					viewer = c.customer
				}
				if _, err := c.reply(viewer, tickets[i%len(tickets)], "Ha provato a spegnerla e riaccenderla?"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

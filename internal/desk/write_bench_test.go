package desk_test

import (
	"testing"

	"sportello/internal/desk"
)

// Run with -cpu 1,8 for one at a time and several at once; SPORTELLO_TEST_MYSQL for MariaDB.

func BenchmarkReply(b *testing.B) {
	c := newOffice(b).counter("portal")
	tickets := make([]int64, 64)
	for i := range tickets {
		tickets[i] = c.open()
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := c.reply(c.agent, tickets[i%len(tickets)], "Ha provato a spegnerla e riaccenderla?"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	c := newOffice(b).counter("portal")
	b.ReportAllocs()
	for b.Loop() {
		_, err := c.openAs(b.Context(), c.customer, desk.OpenInput{
			Subject: "La stampante è ferma", Description: "Lampeggia da stamattina.\nHo già riavviato.",
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

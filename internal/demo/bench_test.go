package demo_test

import (
	"testing"

	"sportello/internal/demo"
	"sportello/internal/desktest"
)

// BenchmarkFill tells how many tickets a second are made.
func BenchmarkFill(b *testing.B) {
	const tickets = 20_000
	for b.Loop() {
		s, blobs := desktest.NewStore(b), newBlobs(b)
		if _, err := demo.Fill(b.Context(), demo.Options{Store: s, Blobs: blobs, Tickets: tickets, Now: present()}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(tickets*b.N)/b.Elapsed().Seconds(), "tickets/s")
}

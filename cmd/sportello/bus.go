package main

import (
	"log/slog"

	"sportello/internal/config"
	"sportello/internal/httpd"
	"sportello/internal/live"
)

// openBus opens the way on which processes hear of each other.
func openBus(c *config.Config, log *slog.Logger) (live.Bus, error) {
	if !c.Bus.NATS() {
		return live.NewLocal(), nil
	}
	return live.OpenNATS(live.NATSConfig{URL: string(c.Bus), Prefix: c.BusPrefix, Logger: log})
}

// checks say whether the house is ready for work. Without the bus it works, and news of other processes come late.
func (h *house) checks() []httpd.Check {
	all := []httpd.Check{{Name: "database", Run: h.store.Check}, {Name: "attachments", Run: h.blobs.Check}}
	if bus, ok := h.bus.(*live.NATS); ok {
		all = append(all, httpd.Check{Name: "bus", Run: bus.Check, Spare: true})
	}
	return all
}

// gauges are what the house counts of the feed.
func (h *house) gauges() []httpd.Gauge {
	all := []httpd.Gauge{
		{Name: "sportello_list_followers", Help: "Who follows a list of tickets.", Read: func() float64 { return float64(h.lists.Followers()) }},
		{Name: "sportello_notification_followers", Help: "Who follows what concerns them.", Read: func() float64 { return float64(h.bell.Followers()) }},
		{Name: "sportello_presence_followers", Help: "Who is at a ticket and follows who else is.", Read: func() float64 { return float64(h.presence.Followers()) }},
		{Name: "sportello_feed_followers", Help: "Who follows a ticket.", Read: func() float64 { return float64(h.feed.Followers()) }},
	}
	bus, ok := h.bus.(*live.NATS)
	if !ok {
		return all
	}
	return append(all,
		httpd.Gauge{Name: "sportello_bus_connected", Help: "1 while a NATS server is connected.", Read: func() float64 {
			if bus.Counts().Connected {
				return 1
			}
			return 0
		}},
		httpd.Gauge{
			Name: "sportello_bus_published_total", Help: "News told to other processes.", Counts: true,
			Read: func() float64 { return float64(bus.Counts().Published) },
		},
		httpd.Gauge{
			Name: "sportello_bus_received_total", Help: "News heard of other processes.", Counts: true,
			Read: func() float64 { return float64(bus.Counts().Received) },
		},
		httpd.Gauge{
			Name: "sportello_bus_missed_total", Help: "How often news may have been lost, and came by the journal.", Counts: true,
			Read: func() float64 { return float64(bus.Counts().Missed) },
		})
}

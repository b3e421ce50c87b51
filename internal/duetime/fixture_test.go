package duetime_test

import (
	"testing"
	"time"

	"sportello/internal/duetime"
	"sportello/internal/event"
	"sportello/internal/policy"
)

// rulesOf are those of a preset, in Italy.
func rulesOf(t testing.TB, preset string) *duetime.Rules {
	t.Helper()
	p, err := policy.Preset(preset)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := duetime.New(p, "Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// at reads an instant on Italy's wall clock.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	read, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func opened(at time.Time) duetime.Happening {
	return happening(at, event.Customer, event.TicketOpened, "", string(policy.Open))
}

func said(at time.Time, by event.ActorKind) duetime.Happening {
	return happening(at, by, event.MessageAdded, "", "")
}

func moved(at time.Time, from, to policy.Status) duetime.Happening {
	return happening(at, event.Staff, event.StatusChanged, string(from), string(to))
}

func happening(at time.Time, by event.ActorKind, kind event.Kind, from, to string) duetime.Happening {
	return duetime.Happening{Event: event.Event{Kind: kind, From: from, To: to}, At: at, By: by}
}

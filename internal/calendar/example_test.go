package calendar_test

import (
	"fmt"
	"time"

	"sportello/internal/calendar"
)

// office closes for lunch and on the feast of its city.
func office() calendar.Spec {
	return calendar.Spec{
		TimeZone: "Europe/Rome",
		Hours: map[string][]string{
			"mon": {"09:00-13:00", "14:00-18:00"},
			"tue": {"09:00-13:00", "14:00-18:00"},
			"fri": {"09:00-13:00"},
		},
		Holidays: calendar.Holidays{Country: "it", Extra: []string{"--06-29"}},
	}
}

func ExampleNew() {
	_, err := calendar.New(calendar.Spec{
		TimeZone: "Europe/Rome",
		Hours:    map[string][]string{"mon": {"09:00-13:00", "22:00-06:00"}},
		Holidays: calendar.Holidays{Country: "it", Extra: []string{"29/06"}},
	})
	fmt.Println(err)
	// Output:
	// hours.mon[1]: "22:00-06:00" ends before it begins; a night is two slots, one to 24:00 and one of the next day from 00:00
	// holidays.extra[0]: "29/06" is no date such as 2026-12-07, --06-29 or easter+1
}

func ExampleCalendar_Add() {
	desk, err := calendar.New(office())
	if err != nil {
		fmt.Println(err)
		return
	}
	// The Friday before Easter, half an hour before the end of the day. Monday is a holiday.
	opened := time.Date(2026, 4, 3, 10, 30, 0, 0, time.UTC)
	due, err := desk.Add(opened, 4*time.Hour)
	fmt.Println(due.Format(time.RFC3339), err)
	fmt.Println(desk.Working(opened, due))
	// Output:
	// 2026-04-07T10:30:00Z <nil>
	// 4h0m0s
}

func ExampleClock_Read() {
	clock, err := calendar.NewClock(calendar.Target{Count: calendar.CountElapsed, After: 24 * time.Hour}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	opened := time.Date(2026, 11, 20, 17, 30, 0, 0, time.UTC)
	reading, err := clock.Read([]calendar.Change{
		{At: opened, To: calendar.Runs},
		{At: opened.Add(2 * time.Hour), To: calendar.Pauses}, // the customer was asked
		{At: opened.Add(5 * time.Hour), To: calendar.Runs},   // and answered
	}, opened.Add(10*time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reading.State, "due", reading.DueAt.Format(time.RFC3339), "left", reading.Remaining)
	for _, s := range reading.Segments {
		fmt.Println(s.From.Format("15:04"), s.To.Format("15:04"), s.Phase, s.Used)
	}
	// Output:
	// RUNNING due 2026-11-21T20:30:00Z left 17h0m0s
	// 17:30 19:30 RUNNING 2h0m0s
	// 19:30 22:30 PAUSED 0s
	// 22:30 03:30 RUNNING 5h0m0s
}

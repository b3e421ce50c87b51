package calendar_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"sportello/internal/calendar"
)

func TestSpecFromYAML(t *testing.T) {
	const text = `
time_zone: Europe/Rome
hours:
  mon: ["14:00-18:00", "09:00-12:00", "12:00-13:00"] # in any order, and they may touch
  sat: []
  sun: [00:00-24:00]
holidays:
  country: it
  extra: [2026-12-07, "--06-29", easter-2]
  working: [easter+1]
`
	var spec calendar.Spec
	if err := yaml.UnmarshalWithOptions([]byte(text), &spec, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"2026-12-07", "--06-29", "easter-2"}; !slices.Equal(spec.Holidays.Extra, want) {
		t.Errorf("%q", spec.Holidays.Extra)
	}
	desk := build(t, spec)
	for at, open := range map[string]bool{
		"2026-11-23 12:59": true, "2026-11-23 13:00": false, "2026-11-23 14:00": true, "2026-11-24 10:00": false,
		"2026-11-22 00:00": true, "2026-11-22 23:59": true, "2026-11-21 12:00": false, "2026-12-07 10:00": false, "2026-04-06 10:00": true,
	} {
		if got := desk.Open(rome(t, at)); got != open {
			t.Errorf("%s: %v", at, got)
		}
	}
}

// All faults come at once, each with its key.
func TestFaults(t *testing.T) {
	cases := []struct {
		what string
		spec calendar.Spec
		keys []string
	}{
		{"nothing", calendar.Spec{}, []string{"time_zone", "hours"}},
		{"the machine's own zone", calendar.Spec{TimeZone: "Local", Hours: weekdays("09:00-18:00")}, []string{"time_zone"}},
		{"only empty days", calendar.Spec{TimeZone: "UTC", Hours: map[string][]string{"mon": {}}}, []string{"hours"}},
		{"everything", calendar.Spec{
			TimeZone: "Europe/Atlantis",
			Hours: map[string][]string{
				"fri": {"09:00-13:00", "12:00-18:00"},
				"lun": {"09:00-18:00"},
				"mon": {"9-18", "22:00-06:00", "10:00-10:00", "24:00-24:00", "09:00-25:00", "09:60-10:00", "09:00 - 10:00"},
			},
			Holidays: calendar.Holidays{
				Country: "IT",
				Extra:   []string{"2026-02-30", "--13-01", "1969-12-31", "easter1", "easter+81", "Christmas", "2026-12-24"},
				Working: []string{"2026-12-24", "26-12-24"},
			},
		}, []string{
			"time_zone", "hours.fri[1]", "hours.lun", "hours.mon[0]", "hours.mon[1]", "hours.mon[2]", "hours.mon[3]", "hours.mon[4]", "hours.mon[5]", "hours.mon[6]",
			"holidays.country", "holidays.extra[0]", "holidays.extra[1]", "holidays.extra[2]", "holidays.extra[3]", "holidays.extra[4]", "holidays.extra[5]",
			"holidays.working[1]", "holidays.working[0]",
		}},
	}
	for _, c := range cases {
		t.Run(c.what, func(t *testing.T) {
			_, err := calendar.New(c.spec)
			if got := faultKeys(err); !slices.Equal(got, c.keys) {
				t.Errorf("\n got %v\nwant %v\n%v", got, c.keys, err)
			}
		})
	}
}

func faultKeys(err error) (keys []string) {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	for _, one := range joined.Unwrap() {
		fault, ok := errors.AsType[calendar.Fault](one)
		if !ok || !strings.HasPrefix(fault.Error(), fault.Key+": ") || fault.Reason == "" {
			return append(keys, "no fault: "+one.Error())
		}
		keys = append(keys, fault.Key)
	}
	return keys
}

// A night must be written as two slots, and the fault says so.
func TestNightIsExplained(t *testing.T) {
	_, err := calendar.New(calendar.Spec{TimeZone: "UTC", Hours: map[string][]string{"mon": {"22:00-06:00"}}})
	if err == nil || !strings.Contains(err.Error(), "24:00") {
		t.Errorf("%v", err)
	}
	night := map[string][]string{"mon": {"22:00-24:00"}, "tue": {"00:00-06:00"}}
	desk := build(t, calendar.Spec{TimeZone: "UTC", Hours: night})
	if got := desk.Working(instant(t, "2026-11-23T21:00:00Z"), instant(t, "2026-11-24T07:00:00Z")); got.Hours() != 8 {
		t.Errorf("%v", got)
	}
}

// Whatever is written, New answers a calendar that works or faults, and what it takes means something.
func FuzzNew(f *testing.F) {
	f.Add("Europe/Rome", "mon", "09:00-18:00", "2026-12-07", "it")
	f.Add("UTC", "sun", "00:00-24:00", "--02-29", "")
	f.Add("Pacific/Apia", "sat", "23:59-24:00", "easter-80", "ar")
	f.Add("../etc", "", "24:00-00:00", "easter+", "xx")
	f.Fuzz(func(t *testing.T, zone, day, slot, date, country string) {
		desk, err := calendar.New(calendar.Spec{
			TimeZone: zone,
			Hours:    map[string][]string{day: {slot}},
			Holidays: calendar.Holidays{Country: country, Extra: []string{date}},
		})
		if err != nil {
			if len(faultKeys(err)) == 0 {
				t.Fatalf("no faults: %v", err)
			}
			return
		}
		from := instant(t, "2026-11-20T12:00:00Z")
		due, err := desk.Add(from, 1)
		if err != nil {
			t.Fatalf("%q on %q never comes: %v", slot, day, err)
		}
		if got := desk.Working(from, due); got != 1 {
			t.Fatalf("%q on %q: %v", slot, day, got)
		}
	})
}

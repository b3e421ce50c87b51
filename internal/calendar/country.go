package calendar

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/it"
)

// italy adds what the library does not have: Easter Sunday (law 260/1949), for desks that work on Sundays, and Saint Francis on
// 4 October, a holiday again from 2026 (law 151/2025).
func italy() []*cal.Holiday {
	saintFrancis := &cal.Holiday{Month: time.October, Day: 4, StartYear: 2026, Func: cal.CalcDayOfMonth}
	return append([]*cal.Holiday{aa.Easter, saintFrancis}, it.Holidays...)
}

// spain has the days that all its communities keep.
func spain() []*cal.Holiday { return es.Holidays }

// argentina follows law 27.399 for all years: the library has Good Friday on Thursday, moves Belgrano's day, which stays where
// it is, and moves those that do move by other rules.
func argentina() []*cal.Holiday {
	return []*cal.Holiday{
		ar.NewYear, ar.CarnivalDay1, ar.CarnivalDay2, ar.TruethDay, ar.MalvinasVeterans, aa.GoodFriday, ar.LaborDay,
		ar.RevolutionDay, ar.IndependenceDay, ar.VirgenDay, ar.ChristmasDay,
		kept(ar.BelgranoDay),
		// From Friday 17 June it would move onto Belgrano's day, and therefore stays (decree 789/2021).
		kept(ar.GuemesDay, fromTuesday(), fromWednesday(), fromThursday()),
		kept(ar.SanMartinDay, fromTuesday(), fromWednesday(), fromThursday(), fromFriday()),
		kept(ar.DiversityDay, fromTuesday(), fromWednesday(), fromThursday(), fromFriday()),
		kept(ar.SovereigntyDay, fromTuesday(), fromWednesday(), fromThursday(), fromFriday()),
	}
}

// kept is a holiday that moves in these ways only.
func kept(holiday *cal.Holiday, moves ...cal.AltDay) *cal.Holiday {
	if moves == nil {
		moves = []cal.AltDay{} // nil would leave the library's
	}
	return holiday.Clone(&cal.Holiday{Observed: moves})
}

// Holidays that move go to the nearest Monday; those on a weekend stay.
func fromTuesday() cal.AltDay   { return cal.AltDay{Day: time.Tuesday, Offset: -1} }
func fromWednesday() cal.AltDay { return cal.AltDay{Day: time.Wednesday, Offset: -2} }
func fromThursday() cal.AltDay  { return cal.AltDay{Day: time.Thursday, Offset: +4} }
func fromFriday() cal.AltDay    { return cal.AltDay{Day: time.Friday, Offset: +3} }

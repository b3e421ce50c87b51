// Package calendar counts a desk's time: its working hours, when a promise falls due, and the clock that measures it
// (M1.1, M2.9).
//
// # Working time
//
// An instant is working time when the desk's wall clock then reads a time within one of the weekday's slots and its date is
// no holiday. A slot holds its start but not its end; 24:00 is the end of the day. Working time is the real length of all such
// instants, and everything else follows from that one sentence:
//
//   - When clocks go forward, the hour that no wall clock shows is not there: a slot 01:00-04:00 has two hours that day, a
//     slot 02:00-03:00 none, a day 00:00-24:00 has 23.
//   - When clocks go back, the hour that the wall clock shows twice counts twice: a slot 01:00-02:30 has two hours that day,
//     but its second half hour lies an hour after its first, and a day 00:00-24:00 has 25.
//   - Working(a, b) + Working(b, c) is Working(a, c), whatever the order of a, b and c.
//   - Add(from, d) is the earliest instant at which d has passed: within a slot or at its very end, never at the opening of the
//     next one. Nothing to wait for is over at once: Add(from, 0) is from.
//
// A calendar knows the years 1970 to 2199; outside of them nobody works.
//
// # Holidays
//
// National ones come from a library, corrected where the law says otherwise (docs/decisions/0013-calendar-holidays.md); a desk adds
// dates of its own and names those that it works in spite of them. A holiday is the whole date in the desk's time zone. A
// holiday that is worked has the hours of its weekday.
//
// # The clock
//
// A Clock measures one promise (first response, next response, resolution) over the changes that concern it: it runs, pauses
// while the desk waits for the customer, and stops when the promise is kept. A Reading says how it stands at an instant and why:
// its segments follow one another without a gap, and what each of them used adds up to what was used. A promise is kept
// when the clock stops at its due time or before; it is broken once that time has passed with the clock running, and stays so.
//
// The package is pure: it must not know tickets, policies, requests, the database or what time it is. It reads the time zone
// database once, in New, and carries one for machines that have none.
package calendar

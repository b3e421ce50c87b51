// Package problem is what went wrong, as a code from one closed set with a safe message in the caller's language.
//
// What it says may be shown to anyone; an internal cause travels beside it for the log and is never shown. It is a leaf:
// it must not know where a problem arose or how it is told.
package problem

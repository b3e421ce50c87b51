// Package clock is what the server takes for now: the machine's clock or, in a demo, that clock moved ahead, so that what
// takes days can be seen at once. One clock serves the whole server, or its rooms would live at different times.
//
// It must not know what happens when time passes.
package clock

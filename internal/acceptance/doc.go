// Package acceptance drives the server from outside, as its users do: a process started from the built program, spoken
// to over HTTP and websockets. Each story plays one desk's manual; the other tests kill, stop and mislead the process.
//
// It knows the contract and the command line. It must not call the rooms behind them, but to leave in the database what
// no door lets in.
package acceptance

package notice

import (
	"sportello/internal/email"
	"sportello/internal/policy"
)

// Reason is why an address is told.
type Reason string

// The reasons.
const (
	Account Reason = "ACCOUNT" // of who opened the ticket
	Person  Reason = "PERSON"  // the ticket's reference person (M1.7)
	Given   Reason = "GIVEN"   // written on the ticket (M4.10)
)

// Party is somebody with an address.
type Party struct{ Name, Email string }

// Address is where a notification goes, and why.
type Address struct {
	Name  string
	Email string
	Why   Reason
}

// Recipients are the addresses that are told of a ticket, none twice: the requester's account, or the reference person
// (nil: none) in its place where the desk says so (M1.7), and what was written on the ticket (empty: nothing) beside it
// where it differs (M4.10, M4.11). An account without an address is not told, nor is a program.
func Recipients(rule policy.Notifications, requester Party, person *Party, given string) []Address {
	told := Address{requester.Name, requester.Email, Account}
	if person != nil && rule.ReplacesAccount() {
		told = Address{person.Name, person.Email, Person}
	}
	var all []Address
	for _, a := range []Address{told, {"", given, Given}} {
		wanted := a.Why != Given || rule.AddsGiven()
		if wanted && a.Email != "" && !email.OfProgram(a.Email) && (len(all) == 0 || email.Normalize(all[0].Email) != email.Normalize(a.Email)) {
			all = append(all, a)
		}
	}
	return all
}

package desk

import (
	"regexp"

	"sportello/internal/email"
	"sportello/internal/problem"
)

const maxPersonName = 200 // characters

// phoneForm is what people write for a number: digits, and what makes them readable; 40 at most.
var phoneForm = regexp.MustCompile(`^[0-9 +()./-]{0,40}$`)

// personDetails is what is kept of a collaborator, as it is kept.
type personDetails struct {
	name, email, phone *string // nil: as it is
	faults             problem.List
}

// readPerson cleans and checks what was given; nil stays nil.
func readPerson(name, address, phone *string) personDetails {
	var d personDetails
	if name != nil {
		line := readLine(*name)
		d.fault(line.check(1, maxPersonName, "name"))
		d.name = &line.text
	}
	if address != nil {
		kept := email.Normalize(*address)
		d.fault(checkAddress(kept))
		d.email = &kept
	}
	if phone != nil {
		line := readLine(*phone)
		if line.invalid || !phoneForm.MatchString(line.text) || line.length > 0 && line.text == "" {
			d.fault(problem.New(problem.InvalidValue, "phone"))
		}
		d.phone = &line.text
	}
	return d
}

func (d *personDetails) fault(e *problem.Error) {
	if e != nil {
		d.faults = append(d.faults, e)
	}
}

func checkAddress(address string) *problem.Error {
	switch {
	case address == "":
		return problem.New(problem.Required, "email")
	case len(address) > email.MaxLength:
		return problem.New(problem.TooLong, "email").With("max", email.MaxLength)
	}
	if err := email.Check(address); err != nil {
		return problem.New(problem.InvalidValue, "email").Wrap(err)
	}
	return nil
}

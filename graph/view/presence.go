package view

import (
	"sportello/internal/desk"
	"sportello/internal/event"
)

// Presence is the contract's type of the same name.
type Presence struct{ desk.Attendance }

// PresentPerson is the contract's type of the same name.
type PresentPerson struct{ At desk.AtTicket }

// People are those who are there.
func (p Presence) People() []*PresentPerson {
	shown := make([]*PresentPerson, len(p.Attendance.People))
	for i, one := range p.Attendance.People {
		shown[i] = &PresentPerson{one}
	}
	return shown
}

// Actor is who it is.
func (p PresentPerson) Actor() *Actor { return NewActor(&p.At.Actor) }

// Writing is what they write.
func (p PresentPerson) Writing() event.Doing { return p.At.Writing }

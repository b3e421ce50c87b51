package acceptance

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// try sends a mutation on a ticket and returns what it answered; a top-level error comes as one of the payload's.
func (u *user) try(mutation string, input vars) (*payload, error) {
	selection := "ticket { ...T } errors { code field message }"
	if _, said := input["fields"]; mutation == "openTicket" && !said && len(u.form) > 0 {
		input = with(vars{"fields": u.form}, input)
	}
	switch mutation {
	case "replyToTicket", "closeTicket":
		selection += " message { ...M } followUp followUpRule"
	case "addNote":
		selection += " message { ...M }"
	case "addPerson", "updatePerson", "removePerson":
		selection = "person { id name email phone isRemoved } errors { code field message }"
	}
	kind := strings.ToUpper(mutation[:1]) + mutation[1:] + "Input"
	a, err := u.send(document(fmt.Sprintf("mutation($input: %s!) { did: %s(input: $input) { %s } }", kind, mutation, selection)),
		vars{"input": input})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", mutation, err)
	}
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("%s: %d %s", mutation, a.status, a.body)
	}
	var got struct{ Did *payload }
	if err := json.Unmarshal(a.Data, &got); err != nil {
		return nil, fmt.Errorf("%s: %w in %s", mutation, err, a.body)
	}
	if got.Did == nil {
		got.Did = &payload{}
	}
	for _, e := range a.Errors {
		got.Did.Errors = append(got.Did.Errors, userError{Code: e.Extensions.Code, Message: e.Message})
	}
	return got.Did, nil
}

// call is try where the server must answer.
func (u *user) call(mutation string, input vars) *payload {
	u.t.Helper()
	p, err := u.try(mutation, input)
	if err != nil {
		u.t.Fatalf("%s: %v", u.name, err)
	}
	return p
}

// open opens a ticket.
func (u *user) open(subject, description string, more ...vars) *ticket {
	u.t.Helper()
	p := u.call("openTicket", with(vars{"subject": subject, "description": description}, more...))
	if len(p.Errors) > 0 || p.Ticket == nil {
		u.t.Fatalf("%s can't open a ticket: %+v", u.name, p.Errors)
	}
	return p.Ticket
}

// does acts on a ticket as viewerCan allows.
func (u *user) does(mutation string, on *ticket, more ...vars) *payload {
	u.t.Helper()
	if can := u.may(mutation, on); !can.Allowed || can.Code != "" || can.Reason != "" {
		u.t.Errorf("viewerCan tells %s of %s: %+v", u.name, mutation, can)
	}
	p := u.call(mutation, with(vars{"ticket": on.ID}, more...))
	if len(p.Errors) > 0 || p.Ticket == nil {
		u.t.Fatalf("%s: %s is refused: %+v", u.name, mutation, p.Errors)
	}
	return p
}

// mayNot tries what viewerCan refuses: the same rule refuses it, in the same words.
func (u *user) mayNot(mutation string, on *ticket, code string, more ...vars) *payload {
	u.t.Helper()
	can := u.may(mutation, on)
	if can.Allowed || can.Code != code || can.Reason == "" {
		u.t.Errorf("viewerCan tells %s of %s: %+v, want %s", u.name, mutation, can, code)
	}
	p := u.call(mutation, with(vars{"ticket": on.ID}, more...))
	if len(p.Errors) != 1 || p.Errors[0].Code != code || p.Errors[0].Message != can.Reason {
		u.t.Errorf("%s: %s answers %+v, want %s %q", u.name, mutation, p.Errors, code, can.Reason)
	}
	return p
}

// errs sends an input that is at fault.
func (u *user) errs(mutation string, input vars, code string, field ...string) {
	u.t.Helper()
	p := u.call(mutation, input)
	if len(p.Errors) != 1 || p.Errors[0].Code != code || p.Errors[0].Message == "" || !slices.Equal(p.Errors[0].Field, field) {
		u.t.Errorf("%s: %s answers %+v, want %s at %v", u.name, mutation, p.Errors, code, field)
	}
}

// may is what viewerCan says of a mutation now.
func (u *user) may(mutation string, on *ticket) capability {
	u.t.Helper()
	can := u.read(on.ID).ViewerCan
	return map[string]capability{
		"replyToTicket": can.Reply, "addNote": can.AddNote, "takeTicket": can.Take, "assignTicket": can.Assign,
		"changeStatus": can.ChangeStatus, "changePriority": can.ChangePriority, "changePerson": can.ChangePerson,
		"resolveTicket": can.Resolve, "closeTicket": can.Close, "reopenTicket": can.Reopen,
		"mergeTickets": can.Merge, "unmergeTicket": can.Unmerge,
	}[mutation]
}

// with adds to an input.
func with(input vars, more ...vars) vars {
	for _, m := range more {
		maps.Copy(input, m)
	}
	return input
}

// says is the input of a message.
func says(text string) vars { return vars{"text": text} }

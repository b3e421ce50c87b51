package desk_test

import (
	"strings"
	"testing"
	"time"

	"sportello/internal/access"
	"sportello/internal/desk"
	"sportello/internal/policy"
)

// The answer of a ticket is what staff wrote last before it was over, but for a word said in closing (M1.14).
func TestAnswers(t *testing.T) {
	c := newOffice(t).counter("portal")
	const question, solution, farewell = "Which printer is it?",
		"The tray was set to A3: choose A4 in the driver and print again.", "It works, we close this."
	cases := []struct {
		name string
		acts []func(id int64) error
		want string
	}{
		{"nobody answered, the customer closed", []func(int64) error{c.closes(c.customer, "Solved it myself.")}, ""},
		{"answered, not closed", []func(int64) error{c.says(c.agent, solution)}, ""},
		{"closed after the answer", []func(int64) error{c.says(c.agent, solution), c.closes(c.customer, "Thank you!")}, solution},
		{"asked first", []func(int64) error{
			c.says(c.agent, question), c.says(c.customer, "The grey one."), c.says(c.agent, solution), c.closes(c.customer, "Thanks."),
		}, solution},
		{"closed with a farewell", []func(int64) error{c.says(c.agent, solution), c.closes(c.agent, farewell)}, solution},
		{"closed with the solution", []func(int64) error{c.says(c.agent, question), c.closes(c.agent, solution)}, solution},
		{"a note came last", []func(int64) error{
			c.says(c.agent, solution), c.notes("A note among us, longer than anything that was said to the customer."), c.closes(c.customer, "Fine."),
		}, solution},
		{"spoken of after it was over", []func(int64) error{
			c.says(c.agent, solution), c.closes(c.agent, ""), c.notes("Seen again."),
		}, solution},
	}
	var ids []int64
	for _, one := range cases {
		id := c.open()
		for _, act := range one.acts {
			c.pass(time.Hour)
			if err := act(id); err != nil {
				t.Fatalf("%s: %v", one.name, err)
			}
		}
		ids = append(ids, id)
	}
	for _, v := range []*access.Viewer{c.agent, c.customer} {
		byID, err := c.service.TicketsByID(t.Context(), v, ids, 0)
		if err != nil {
			t.Fatal(err)
		}
		rows := make([]*desk.Ticket, len(ids))
		for i, id := range ids {
			rows[i] = byID[id]
		}
		answers, err := c.service.Answers(t.Context(), rows)
		if err != nil {
			t.Fatal(err)
		}
		for i, one := range cases {
			got := ""
			if answers[i] != nil {
				got = answers[i].Plain()
			}
			if got != one.want {
				t.Errorf("%s: %s reads %q, want %q", one.name, v.Name, got, one.want)
			}
		}
	}
}

func (c *counter) says(v *access.Viewer, text string) func(int64) error {
	return func(id int64) error {
		_, err := c.reply(v, id, text)
		return err
	}
}

func (c *counter) closes(v *access.Viewer, text string) func(int64) error {
	return func(id int64) error {
		_, err := c.service.Close(c.t.Context(), v, desk.CloseInput{TicketID: id, Message: text})
		return err
	}
}

func (c *counter) notes(text string) func(int64) error {
	return func(id int64) error {
		_, err := c.service.AddNote(c.t.Context(), c.agent, desk.AddNoteInput{TicketID: id, Text: text})
		return err
	}
}

// A resolution stands for itself: what is written after it is no answer (M3.5).
func TestAnswersOfResolved(t *testing.T) {
	c := newOffice(t).counter("mail")
	id := c.open()
	for _, act := range []func(int64) error{
		c.says(c.agent, "The cable was loose."),
		func(id int64) error {
			_, err := c.service.Resolve(t.Context(), c.agent, desk.ResolveInput{TicketID: id})
			return err
		},
	} {
		c.pass(time.Hour)
		if err := act(id); err != nil {
			t.Fatal(err)
		}
	}
	row, err := c.service.Ticket(t.Context(), c.customer, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := c.service.Answers(t.Context(), []*desk.Ticket{row})
	if err != nil || row.Status != policy.Resolved || answers[0] == nil || answers[0].Plain() != "The cable was loose." {
		t.Errorf("%s: %+v, %v", row.Status, answers, err)
	}
}

// Answers that differ in greeting, name and a number are one; those that say something else are not (M1.14).
func TestAlike(t *testing.T) {
	const advice = "the tray was set to A3: choose A4 in the driver and print again."
	for _, one := range []struct {
		a, b string
		want bool
	}{
		{"Hello Ada, " + advice + " Regards, Agnes", "Good morning, " + advice + " Tell us how it went. Percy", true},
		{"Hello, " + advice, strings.ToUpper(advice), true},
		{"Hello, " + advice, "Hello, the cable was loose: we changed it and the printer answers again.", false},
		{"Done.", "done", true},
		{"Done.", "Not done.", false},
		{"", "", true},
		{"", advice, false},
	} {
		if desk.Alike(one.a, one.b) != one.want || desk.Alike(one.b, one.a) != one.want {
			t.Errorf("%q and %q: want %v", one.a, one.b, one.want)
		}
	}
}

package acceptance

import (
	"slices"
	"testing"
)

// mergedTicket is what the page of a merged ticket shows.
type mergedTicket struct {
	Status          string
	CloseReason     *string
	MessageCount    int
	AttachmentCount int
	MergedInto      *struct{ ID string }
	Merged          []struct{ ID string }
	Attachments     []attachment
	Messages        struct{ TotalCount int }
}

func (u *user) merged(id string) (t mergedTicket) {
	u.t.Helper()
	var got struct{ Ticket mergedTicket }
	u.ask(`query($id: ID!) { ticket(by: {id: $id}) { status closeReason messageCount attachmentCount mergedInto { id } merged { id }
		attachments { id name size } messages(first: 1) { totalCount } } }`, vars{"id": id}, &got)
	return got.Ticket
}

func (u *user) says(id string, want ...string) {
	u.t.Helper()
	var got []string
	for _, m := range u.conversation(id) {
		got = append(got, m.Author.Name+": "+m.Text)
	}
	if !slices.Equal(got, want) {
		u.t.Errorf("%s reads %q, want %q", u.name, got, want)
	}
}

// M1.15 at the desk of accountants' studios: a customer opens twice; staff make one of it, nothing is lost, the customer's
// open page follows, what they answer to the old one lands in the first; and it is undone.
func TestAMSMergesWhatWasOpenedTwice(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "studio", "AMS Example", "it")
	customer, agent := o.customer, o.agent
	first := customer.open("ERRORE 98,20", "Esce un errore.")
	customer.does("replyToTicket", first, says("Ecco la prima schermata."), vars{"attachments": files(upload{"uno.txt", "1"})})
	second := customer.open("Di nuovo ERRORE 98,20", "Esce ancora.")
	agent.does("replyToTicket", second, says("Quale versione?"), vars{"attachments": files(upload{"guida.txt", "22"})})
	customer.does("replyToTicket", first, says("E la seconda."), vars{"attachments": files(upload{"due.txt", "333"})})
	heard, old := customer.follow(first.ID, ""), customer.follow(second.ID, "")
	heard.snapshot()
	old.snapshot()
	before := customer.merged(second.ID)

	customer.mayNot("mergeTickets", second, "STAFF_ONLY", vars{"into": first.ID})
	agent.mayNot("unmergeTicket", second, "MERGE_REFUSED")
	agent.does("mergeTickets", second, vars{"into": first.ID})
	for f, kinds := range map[*follower][]string{heard: {"Merge"}, old: {"Merge", "Status"}} {
		if e := f.hears(kinds...)[0].Entry; e.Undone || e.Source == nil || e.Source.ID != second.ID || e.Into == nil || e.Into.ID != first.ID {
			t.Errorf("told of the merge: %+v", e)
		}
	}
	talk := []string{
		customer.name + ": Esce un errore.", customer.name + ": Ecco la prima schermata.", customer.name + ": Esce ancora.",
		agent.name + ": Quale versione?", customer.name + ": E la seconda.",
	}
	customer.says(first.ID, talk...)
	customer.says(second.ID)
	if got := customer.merged(first.ID); got.MessageCount != 5 || got.Messages.TotalCount != 5 || got.AttachmentCount != 3 ||
		len(got.Attachments) != 3 || got.Attachments[1].Name != "guida.txt" || len(got.Merged) != 1 || got.Merged[0].ID != second.ID {
		t.Errorf("the first: %+v", got)
	}
	if got := customer.merged(second.ID); got.Status != "CLOSED" || got.CloseReason == nil || *got.CloseReason != "merged" ||
		got.MergedInto == nil || got.MergedInto.ID != first.ID || got.MessageCount != 0 {
		t.Errorf("the second: %+v", got)
	}
	customer.sees(vars{"isMerged": true}, second.Subject)
	customer.sees(vars{"isMerged": false}, first.Subject)

	// Later replies follow; nothing else is done to what was merged.
	late := customer.does("replyToTicket", second, says("La 4.2."))
	if late.Ticket.ID != first.ID || late.FollowUp == nil || *late.FollowUp != "MERGED" || late.Message == nil {
		t.Errorf("a reply to the old one: %+v", late)
	}
	if e := heard.hears("Message")[0].Entry; e.Message.Text != "La 4.2." {
		t.Errorf("heard %+v", e)
	}
	agent.mayNot("takeTicket", second, "TICKET_MERGED")
	agent.mayNot("reopenTicket", second, "TICKET_MERGED")
	customer.says(first.ID, append(talk, customer.name+": La 4.2.")...)

	agent.does("unmergeTicket", second)
	if e := heard.hears("Merge")[0].Entry; !e.Undone {
		t.Errorf("told of the undoing: %+v", e)
	}
	if back := old.hears("Merge", "Status"); back[1].Entry.To != before.Status {
		t.Errorf("the second is back: %+v", back[1].Entry)
	}
	customer.says(first.ID, talk[0], talk[1], talk[4], customer.name+": La 4.2.")
	customer.says(second.ID, talk[2], talk[3])
	if got := customer.merged(second.ID); got.Status != before.Status || got.MessageCount != 2 || got.AttachmentCount != 1 || got.MergedInto != nil {
		t.Errorf("the second, back: %+v, was %+v", got, before)
	}
}

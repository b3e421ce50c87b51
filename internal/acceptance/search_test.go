package acceptance

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// offered is a ticket that is offered while another is written.
type offered struct {
	Ticket              ticket
	Words               []string
	IsSolved            bool
	IsPossibleDuplicate bool
	Answer              *message
}

// similar is what is offered to who has written a text so far.
func (u *user) similar(text string) []offered {
	u.t.Helper()
	var got struct{ SimilarTickets []offered }
	u.ask(document(`query($text: String!) { similarTickets(input: {text: $text}) {
		ticket { ...T } words isSolved isPossibleDuplicate answer { ...M } } }`), vars{"text": text}, &got)
	return got.SimilarTickets
}

// suggestion is an answer that is suggested to staff.
type suggestion struct {
	Ticket ticket
	Answer message
	Words  []string
	Times  int
}

const suggestions = `query($ticket: ID!) { suggestedAnswers(ticket: $ticket) { ticket { ...T } answer { ...M } words times } }`

func (u *user) suggested(on *ticket) []suggestion {
	u.t.Helper()
	var got struct{ SuggestedAnswers []suggestion }
	u.ask(document(suggestions), vars{"ticket": on.ID}, &got)
	return got.SuggestedAnswers
}

// comesTo asks again and again until a condition holds: what was just written is found a moment later.
func comesTo(t *testing.T, what string, holds func() bool) {
	t.Helper()
	look, deadline := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer look.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("never comes: %s", what)
		case <-look.C:
		}
	}
}

const (
	rejected = "La delega F24 di marzo è tornata indietro con uno scarto, il codice tributo sembra giusto."
	remedy   = "Il codice tributo è stato soppresso: usi quello nuovo, rigeneri il file telematico e reinvii la delega."
)

// solves answers and closes a ticket.
func (u *user) solves(on *ticket, answer string) {
	u.t.Helper()
	u.does("replyToTicket", on, says(answer))
	u.does("closeTicket", on, vars{"message": "Chiudiamo."})
}

// M1.14: before a ticket is opened its like is found again, with the answer; nearly half of all answers are copies.
func TestStoryOldAnswers(t *testing.T) {
	t.Parallel()
	o := newOffice(t, "studio", "AMS Example", "it")
	customer, agent := o.customer, o.agent

	old := customer.open("F24 scartato", rejected)
	agent.does("addNote", old, says("Sentire anche Zaffiro prima di rispondere."))
	agent.solves(old, "Gentile Carla, "+remedy+" Un saluto")
	foreign := o.stranger.open("F24 scartato", rejected)
	agent.solves(foreign, "Buongiorno, "+remedy+" Buon lavoro")
	other := customer.open("Stampante muta", "Le etichette escono bianche dal magazzino.")
	agent.solves(other, "Il rotolo era montato al contrario: lo giri e ricalibri il sensore della testina.")

	// While writing, in other words: the solved ticket and its answer, and why.
	text := "Scartate le deleghe: il tributo dell'F24 non viene accettato"
	comesTo(t, "the solved ticket is offered", func() bool { return len(customer.similar(text)) > 0 })
	found := customer.similar(text)
	if len(found) != 1 || found[0].Ticket.ID != old.ID || !found[0].IsSolved || found[0].IsPossibleDuplicate {
		t.Fatalf("offered: %+v", found)
	}
	if a := found[0].Answer; a == nil || !strings.Contains(a.Text, remedy) || !slices.Contains(found[0].Words, "F24") {
		t.Errorf("the answer: %+v, found by %q", a, found[0].Words)
	}
	if found := customer.similar("Zaffiro"); len(found) > 0 {
		t.Errorf("a note is found: %+v", found)
	}

	// An open one of the same tenant is pointed out behind the solved ones; to a stranger it is not.
	double := o.colleague.open("Scarto della delega F24", "Ci hanno rimandato indietro la delega F24 di aprile.")
	comesTo(t, "the open ticket is pointed out", func() bool { return len(customer.similar(text)) == 2 })
	found = customer.similar(text)
	if found[0].Ticket.ID != old.ID || found[1].Ticket.ID != double.ID || found[1].IsSolved || !found[1].IsPossibleDuplicate || found[1].Answer != nil {
		t.Errorf("offered: %+v", found)
	}
	comesTo(t, "the stranger's own is offered", func() bool { return len(o.stranger.similar(text)) > 0 })
	for _, one := range o.stranger.similar(text) {
		if one.Ticket.ID != foreign.ID {
			t.Errorf("a stranger is offered %q", one.Ticket.Subject)
		}
	}
	o.searchesTheList(old, foreign, double)

	// To staff, the answers that solved the most similar tickets: nearly the same one once.
	suggested := agent.suggested(double)
	if len(suggested) == 0 || suggested[0].Times != 2 || !strings.Contains(suggested[0].Answer.Text, remedy) || len(suggested[0].Words) == 0 {
		t.Fatalf("suggested: %+v", suggested)
	}
	for _, s := range suggested[1:] {
		if strings.Contains(s.Answer.Text, remedy) {
			t.Errorf("suggested again: %+v", s)
		}
	}
	customer.denied("STAFF_ONLY", document(suggestions), vars{"ticket": double.ID})
	o.stranger.denied("NOT_FOUND", document(suggestions), vars{"ticket": double.ID})
	customer.neverTold("Zaffiro", foreign.ID)
}

// searchesTheList by words of the problem, in other forms, by the beginning of the last word, and by the number; notes are
// for staff.
func (o *office) searchesTheList(old, foreign, double *ticket) {
	o.t.Helper()
	o.customer.sees(vars{"search": "deleghe scartate"}, double.Subject, old.Subject) // scarto, scartato
	o.customer.sees(vars{"search": "delega f2"}, double.Subject, old.Subject)
	o.customer.sees(vars{"search": "tributi", "status": vars{"eq": "CLOSED"}}, old.Subject)
	o.customer.sees(vars{"search": "#1"}, old.Subject)
	o.customer.sees(vars{"search": "zaffiro"})
	o.agent.sees(vars{"search": "zaffiro"}, old.Subject)
	o.agent.sees(vars{"search": "delega", "not": vars{"search": "aprile"}}, foreign.Subject, old.Subject)
}

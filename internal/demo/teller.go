package demo

import (
	"slices"
	"time"

	"sportello/ent"
	"sportello/internal/event"
	"sportello/internal/policy"
	"sportello/internal/workflow"
)

// teller makes one ticket after the other, in the order of their opening.
type teller struct {
	*world
	now     time.Time
	tickets int
	count   int
	files   float64   // chance of a file on a message
	lots    []*office // each desk as often as it weighs
	held    map[*office][]*life
	emit    func(*life) error
}

// mostHeld is how many closed tickets of a desk wait to be continued, at most.
const mostHeld = 16

func newTeller(w *world, o Options, emit func(*life) error) *teller {
	t := &teller{world: w, now: whole(o.Now), tickets: o.Tickets, held: map[*office][]*life{}, emit: emit}
	if o.Blobs != nil {
		t.files = manyFiles / float64(o.Tickets) / messagesEach
	}
	for _, desk := range w.desks {
		for range desk.weight {
			t.lots = append(t.lots, desk)
		}
	}
	return t
}

// tellAll makes all tickets. The newest of each desk is a talk that goes on right now, of the customer who signs in; they
// are the last ones, in the order of the desks. A ticket that another continues comes before it.
func (t *teller) tellAll() error {
	for ; t.count < t.tickets; t.count++ {
		desk, shown := pick(t.dice, t.lots), false
		if left := t.tickets - t.count; left <= len(t.desks) {
			desk, shown = t.desks[len(t.desks)-left], true
		}
		at := arrival(t.count, t.tickets, t.Float64(), t.now)
		if err := t.tellOne(desk, at, shown); err != nil {
			return err
		}
	}
	for _, desk := range t.desks {
		for _, l := range t.held[desk] {
			if err := t.emit(l); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *teller) tellOne(desk *office, at time.Time, shown bool) error {
	var followed *life
	if !shown {
		followed = t.due(desk, at)
	}
	s := t.newStory(desk, followed, at, shown)
	if err := s.begin(followed); err != nil {
		return err
	}
	if followed != nil {
		if err := t.emit(followed); err != nil {
			return err
		}
	}
	if err := s.tell(); err != nil {
		return err
	}
	if err := s.noteUntil(s.now); err != nil {
		return err
	}
	if !s.resume.IsZero() && len(t.held[desk]) < mostHeld {
		t.held[desk] = append(t.held[desk], s.life)
		return nil
	}
	return t.emit(s.life)
}

// due takes out a closed ticket that its customer goes on with by now.
func (t *teller) due(desk *office, at time.Time) *life {
	held := t.held[desk]
	i := slices.IndexFunc(held, func(l *life) bool { return !l.resume.After(at) })
	if i < 0 {
		return nil
	}
	followed := held[i]
	t.held[desk] = slices.Delete(held, i, i+1)
	return followed
}

// newStory draws who has which problem.
func (t *teller) newStory(desk *office, followed *life, at time.Time, shown bool) *story {
	company, requester := t.drawCustomer(desk)
	switch {
	case shown:
		company = desk.tenants[0]
		requester = company.writers[0]
	case followed != nil:
		company = followed.tenant
		requester = user{id: followed.state.RequesterID, name: followed.facts.customer}
	}
	p := t.vocabulary.phrases[company.language]
	l := &life{desk: desk, tenant: company, problem: pick(t.dice, company.topics.Topic)}
	l.facts = drawFacts(t.dice, p, company.topics, desk.name, company.name, requester.name)
	agent := pick(t.dice, desk.agents)
	if shown {
		agent = desk.agents[0]
	}
	if followed != nil {
		l.problem, l.facts = followed.problem, followed.facts
	}
	desk.lastNumber++
	l.ticket = ent.Ticket{
		ID: int64(t.count + 1), DeskID: desk.id, TenantID: company.id, Number: desk.lastNumber,
		RequesterID: requester.id, Channel: pick(t.dice, desk.channels),
	}
	s := &story{
		voice: voice{t.dice, p, l.problem, &l.facts}, life: l, now: t.now, at: at,
		files: t.files, brisk: shown, email: t.users[requester.id-1].Email,
	}
	s.putInCharge(agent)
	return s
}

// drawCustomer draws a company, the first one more often, and one of its people.
func (t *teller) drawCustomer(desk *office) (*tenant, user) {
	company := desk.tenants[0]
	if !t.chance(15) {
		company = pick(t.dice, desk.tenants)
	}
	if t.chance(35) {
		return company, company.writers[0]
	}
	return company, pick(t.dice, company.writers)
}

// begin opens the ticket.
func (s *story) begin(followed *life) error {
	rules := s.desk.policy
	w := &said{kind: description}
	if followed != nil {
		s.ticket.Subject, w.text = followed.ticket.Subject, s.followUp()
	} else {
		s.ticket.Subject, w.text = s.subject(), s.description()
	}
	var command workflow.Open
	if rules.Priority.AtOpening {
		p := pick(s.dice, openingPriorities(rules))
		command.Priority = &p
	}
	if set := s.answerForm(s.email); set != "" {
		command.Priority, command.ByForm = &set, true
	}
	if err := s.openedFrom(); err != nil {
		return err
	}
	if len(s.tenant.people) > 0 && s.chance(50) {
		command.PersonID = pick(s.dice, s.tenant.people)
	}
	switch {
	case !rules.Attachments.AtOpening:
	case s.brisk && s.files > 0:
		w.file = s.attachment()
	default:
		w.file = s.file()
	}
	by := workflow.Actor{Kind: event.Customer, UserID: s.ticket.RequesterID}
	s.fail(s.open(by, command, w, followed, s.at))
	return s.err
}

// openingPriorities are those that customers choose, the default as often as all others.
func openingPriorities(p *policy.Policy) []policy.Priority {
	used := p.UsedPriorities()
	for range len(used) - 1 {
		used = append(used, p.Priority.Default)
	}
	return used
}

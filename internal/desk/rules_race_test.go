package desk_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/internal/desk"
	"sportello/internal/policy"
	"sportello/internal/problem"
)

// heldBack is how long an act gives a change of rules that may have to wait for it.
const heldBack = 300 * time.Millisecond

// interloper is a desk whose rules are changed in the very middle of somebody's act: each time the act looks at the clock.
type interloper struct {
	*council
	acts   *desk.Service
	at     int // the look at the clock in which the rules change
	looks  atomic.Int32
	rules  string
	ruling chan error
}

func newInterloper(t testing.TB, at int, without []string) *interloper {
	t.Helper()
	c := newCouncil(t)
	i := &interloper{council: c, ruling: make(chan error, 1)}
	i.acts = desk.New(desk.Config{Store: c.store, Now: i.look})
	if _, err := c.update(c.withAll(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := i.acts.DeskOf(t.Context(), c.deskID); err != nil { // from here on an act looks at the clock only as it goes on
		t.Fatal(err)
	}
	i.looks.Store(0)
	i.at, i.rules = at, strings.NewReplacer(without...).Replace(c.withAll(t))
	return i
}

// withAll is a policy that has drafts, and from which IN_DEVELOPMENT, LOW and an option could go.
func (c *council) withAll(t testing.TB, pairs ...string) string {
	return c.file(t, append([]string{"  OPEN: {it: Non", "  DRAFT: {it: Bozza, es: Borrador, en: Draft}\n  OPEN: {it: Non"}, pairs...)...)
}

// look is the clock of the act: the rules change in it, wholly if they can, before the act goes on.
func (i *interloper) look() time.Time {
	if int(i.looks.Add(1)) != i.at {
		return i.now
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, err := i.update(i.rules)
		i.ruling <- err
	}()
	if i.store.Dialect() != dialect.MySQL {
		return i.now // one transaction writes at a time: the rules change behind it
	}
	select {
	case <-done:
	case <-time.After(heldBack):
	}
	return i.now
}

// Of an act that needs a rule and a change that takes the rule away, whatever their moments, one is refused: no ticket is
// left in a status, with a priority or an option that its desk does not know, and no draft at a desk without drafts.
func TestRulesAndActsAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		without []string
		refused problem.Code
		act     func(*interloper, *ent.Ticket) error
	}{
		"status": {
			without: []string{
				"  IN_DEVELOPMENT: {it: In sviluppo, es: En desarrollo, en: In development}  # the developers have it\n", "",
				", IN_DEVELOPMENT]", "]", "    IN_DEVELOPMENT: [IN_PROGRESS, WAITING_ON_CUSTOMER]\n", "",
			},
			refused: problem.StatusNotUsed,
			act: func(i *interloper, t *ent.Ticket) error {
				return i.do(i.acts.ChangeStatus(context.Background(), i.agent, desk.ChangeStatusInput{
					TicketID: t.ID, Status: policy.InDevelopment, ClientMutationID: "act",
				}))
			},
		},
		"priority": {
			without: []string{"  LOW: {it: Bassa, es: Baja, en: Low}\n", ""}, refused: problem.PriorityNotUsed,
			act: func(i *interloper, t *ent.Ticket) error {
				return i.do(i.acts.ChangePriority(context.Background(), i.agent, desk.ChangePriorityInput{
					TicketID: t.ID, Priority: policy.Low, ClientMutationID: "act",
				}))
			},
		},
		"opening": {
			without: []string{"{value: SYSTEMS,", "{value: NETWORK,"}, refused: problem.OptionUnknown,
			act: func(i *interloper, _ *ent.Ticket) error {
				return i.do(i.acts.Open(context.Background(), i.requester, desk.OpenInput{
					TenantID: i.tenants[0], Subject: "Rete", Description: "La rete non va.", ClientMutationID: "act",
					Fields: []desk.FieldInput{
						{Key: "notification_email", Value: "rete@alfa.example.com"}, {Key: "contact", Value: "WEB"},
						{Key: "request_type", Value: "ASSISTANCE"}, {Key: "area", Value: "SYSTEMS"},
					},
				}))
			},
		},
		"draft": {
			without: []string{"  DRAFT: {it: Bozza, es: Borrador, en: Draft}\n", ""}, refused: problem.DraftsNotUsed,
			act: func(i *interloper, _ *ent.Ticket) error {
				return i.do(i.acts.SaveDraft(context.Background(), i.requester, desk.SaveDraftInput{
					TenantID: i.tenants[0], Subject: "Rete", ClientMutationID: "act",
				}))
			},
		},
	} {
		for look, moment := range map[int]string{1: "once it has read the rules", 2: "when all but its key is written"} {
			t.Run(name+" "+moment, func(t *testing.T) {
				i := newInterloper(t, look, c.without)
				acted := c.act(i, i.Ticket(i.tenants[0], i.requester))
				if looks := i.looks.Load(); looks < 2 {
					t.Fatalf("the act looks at the clock %d times", looks)
				}
				ruled := <-i.ruling
				switch {
				case acted == nil && problem.Is(ruled, problem.PolicyInUse):
				case problem.Is(acted, c.refused) && ruled == nil:
				default:
					t.Errorf("the act: %v; the rules: %v", acted, ruled)
				}
			})
		}
	}
}

func (i *interloper) do(_ *desk.Outcome, err error) error { return err }

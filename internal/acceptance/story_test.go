package acceptance

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"sportello/internal/policy"
)

// newStory founds a desk with the rules of a preset in a house whose clock can be moved, beside the demo's desks.
func newStory(t *testing.T, preset, name, language string) *office {
	t.Helper()
	o := newDemo(t).founds(preset+"-manual", name, language, "--preset", preset)
	o.signIn()
	return o
}

// passes lets time go by. What falls due meanwhile is done when it returns.
func (h *house) passes(by time.Duration) {
	h.t.Helper()
	if a := h.move(fmt.Sprintf(`{"advance":%q}`, policy.Duration(by))); a.status != http.StatusOK {
		h.t.Fatalf("the clock does not move by %v: %d %s", by, a.status, a.body)
	}
}

const day = 24 * time.Hour

// rome is where the stories' desks are.
func rome(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// waitsFor moves the clock on to the next such day, at a full hour in Rome.
func (h *house) waitsFor(weekday time.Weekday, hour int) time.Time {
	h.t.Helper()
	now := h.now(h.tell()).In(rome(h.t))
	days := (int(weekday-now.Weekday()) + 7) % 7
	at := time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, now.Location())
	if !at.After(now) {
		at = at.AddDate(0, 0, 7)
	}
	h.passes(at.Sub(now).Round(time.Second))
	return at
}

// near wants two instants to be the same but for the minutes that a test takes.
func near(t *testing.T, what string, got *time.Time, want time.Time) {
	t.Helper()
	if got == nil || got.Sub(want).Abs() > 5*time.Minute {
		t.Errorf("%s: %v, want about %v", what, got, want)
	}
}

// asked reads what the contract offers on one ticket.
func asked[T any](u *user, id, selection string) (found T) {
	u.t.Helper()
	var got struct{ Ticket T }
	u.ask(`query($id: ID!) { ticket(by: {id: $id}) { `+selection+` } }`, vars{"id": id}, &got)
	return got.Ticket
}

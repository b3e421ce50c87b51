package contact

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"strings"

	"sportello/internal/access"
	"sportello/internal/account"
	"sportello/internal/desk"
	"sportello/internal/problem"
)

// Submission is what a guest wrote, and what guards the form.
type Submission struct {
	Name, Email, Subject, Message string
	// Trap is a field that no person sees: whatever fills it in is a machine.
	Trap             string
	Challenge, Proof string
	ClientMutationID string

	Addr netip.Addr `json:"-"` // where it comes from
}

// Submit opens a ticket for a guest. It says nothing of what it found: whoever has an account, and who writes for the first time, are
// answered alike. The language is that in which the desk speaks to who can't be asked; it is answered with faults, too.
//
// USE_OPEN_TICKET: the viewer is signed in. CHALLENGE_REFUSED at challenge or proof: fetch a new one, do the work. REQUIRED, TOO_SHORT, TOO_LONG,
// INVALID_CHARACTERS, INVALID_VALUE at a field. IDEMPOTENCY_KEY_REUSED. RATE_LIMITED. NOT_FOUND: the desk has no form any more.
func (s *Service) Submit(ctx context.Context, v *access.Viewer, in Submission) (language string, err error) {
	if v != nil {
		return v.Language, problem.New(problem.UseOpenTicket)
	}
	if in.Trap != "" {
		s.log.InfoContext(ctx, "a contact form was filled in by a machine", "network", account.NetworkOf(in.Addr))
		return "", nil // thanked and forgotten
	}
	answered, fault := s.answered(in)
	if fault != nil {
		return "", fault
	}
	d, err := s.deskWithForm(ctx, answered.deskID)
	if err != nil {
		return "", err
	}
	said, err := in.read(d)
	if err != nil {
		return d.Language, err
	}
	return d.Language, s.take(ctx, d, in, answered, said)
}

// answered is the challenge that a submission answers, if the work was done.
func (s *Service) answered(in Submission) (stub, *problem.Error) {
	c, ours := s.signer.read(in.Challenge)
	switch {
	case !ours || s.now().Unix() >= c.expires:
		return stub{}, problem.New(problem.ChallengeRefused, "challenge")
	case !proved(in.Challenge, in.Proof, int(c.effort)):
		return stub{}, problem.New(problem.ChallengeRefused, "proof")
	}
	return c, nil
}

// take opens the ticket of a submission that is in order.
func (s *Service) take(ctx context.Context, d *desk.Desk, in Submission, answered stub, said text) error {
	repeated, err := s.spent(ctx, answered, in)
	if err != nil {
		return err
	}
	if !repeated { // what is sent again is no second message
		wait, ok := s.buckets.take(s.now(), account.NetworkOf(in.Addr), said.email, d.ID)
		if !ok {
			return problem.New(problem.RateLimited).With("seconds", int(math.Ceil(wait.Seconds())))
		}
		if err := s.spend(ctx, answered, in); err != nil {
			return err
		}
	}
	guest, err := s.guests.Guest(ctx, d.ID, said.email, said.name)
	if err != nil {
		return err
	}
	_, err = s.desks.Open(ctx, guest, desk.OpenInput{
		Subject: said.subject, Description: said.message, Channel: desk.ChannelContactForm,
		Source:           &desk.Source{Place: desk.Website},
		Original:         &desk.Original{Whole: said.whole()},
		ClientMutationID: keyOf(answered, in),
	})
	if err != nil {
		return fmt.Errorf("open the ticket of a guest: %w", err)
	}
	return nil
}

// keyOf is by what the same submission is known again: as the client says, else by its challenge. It can't meet a key that the user
// gives to other acts.
func keyOf(answered stub, in Submission) string {
	given := "nonce " + answered.name()
	if in.ClientMutationID != "" {
		given = "client " + in.ClientMutationID
	}
	sum := sha256.Sum256([]byte(given))
	return "contact:" + hex.EncodeToString(sum[:24])
}

// fingerprint tells submissions apart.
func (in Submission) fingerprint() (string, error) {
	written, err := json.Marshal(in)
	if err != nil {
		return "", fmt.Errorf("take the submission's fingerprint: %w", err)
	}
	sum := sha256.Sum256(written)
	return hex.EncodeToString(sum[:]), nil
}

// whole is all that was filled in, for staff: the name of who is known already is not changed by it.
func (t text) whole() string {
	return strings.Join([]string{t.name + " <" + t.email + ">", t.subject, "", t.message}, "\n")
}

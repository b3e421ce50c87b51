package workflow_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sportello/internal/policy"
)

// anyPolicy is one of the presets, or one that nobody has thought of: other statuses, other moves, other rules.
func anyPolicy(all map[string]*policy.Policy) *rapid.Generator[*policy.Policy] {
	return rapid.Custom(func(t *rapid.T) *policy.Policy {
		p := *all[rapid.SampledFrom(policy.PresetNames()).Draw(t, "desk")]
		if rapid.Bool().Draw(t, "as it is") {
			return &p
		}
		words := policy.Label{"it": "x", "es": "y", "en": "z"}
		p.Statuses = map[policy.Status]policy.Label{policy.Open: words, policy.InProgress: words, policy.Closed: words}
		working := []policy.Status{policy.Open, policy.InProgress}
		for _, s := range []policy.Status{policy.WaitingOnCustomer, policy.InDevelopment} {
			if rapid.Bool().Draw(t, "uses "+string(s)) {
				p.Statuses[s], working = words, append(working, s)
			}
		}
		standing := working
		if rapid.Bool().Draw(t, "uses RESOLVED") {
			p.Statuses[policy.Resolved], standing = words, append(slices.Clone(working), policy.Resolved)
		}
		anyWorking, anyStanding := rapid.SampledFrom(working), rapid.SampledFrom(standing)
		flag := func(name string) bool { return rapid.Bool().Draw(t, name) }
		replies := rapid.MapOf(anyStanding, anyWorking)
		p.Moves = policy.Moves{
			Taken: anyWorking.Draw(t, "taken"), StaffReply: replies.Draw(t, "staff reply"), CustomerReply: replies.Draw(t, "customer reply"),
			ByHand: rapid.MapOf(anyStanding, rapid.SliceOf(anyStanding)).Draw(t, "by hand"),
		}
		if p.Uses(policy.Resolved) {
			p.Moves.CustomerReply[policy.Resolved] = anyWorking.Draw(t, "objection")
		}
		p.Closing = policy.Closing{ByCustomer: flag("customers close"), MessageRequired: flag("message required")}
		if flag("closes by itself") {
			p.Closing.Automatic = policy.Automatic{From: anyStanding.Draw(t, "silent"), After: policy.Duration(48 * time.Hour)}
		}
		p.Reopening = policy.Reopening{
			To: anyWorking.Draw(t, "reopened"), ByCustomer: flag("customers reopen"),
			ByReply: rapid.SampledFrom([]policy.ReplyRule{policy.Reopens, policy.Refused, policy.NewLinked}).Draw(t, "reply to closed"),
		}
		if p.Reopening.ByReply == policy.Reopens && flag("window") {
			p.Reopening.Within = policy.Duration(72 * time.Hour)
			p.Reopening.Afterwards = rapid.SampledFrom([]policy.ReplyRule{policy.Refused, policy.NewLinked}).Draw(t, "afterwards")
		}
		return &p
	})
}

// The generator must reach beyond the presets, or the properties prove less than they seem to.
func TestAnyPolicyReachesBeyondThePresets(t *testing.T) {
	all := presets(t)
	resolvedAndDevelopment := func(p *policy.Policy) bool { return p.Uses(policy.Resolved) && p.Uses(policy.InDevelopment) }
	for seed := range 200 {
		if resolvedAndDevelopment(anyPolicy(all).Example(seed)) {
			return
		}
	}
	t.Error("no policy uses both RESOLVED and IN_DEVELOPMENT, as no preset does")
}

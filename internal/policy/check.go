package policy

import (
	"fmt"
	"maps"
	"slices"
)

func (c *check) all() {
	c.words()
	c.visibility()
	c.lengths()
	c.attachments()
	c.priority()
	c.moves()
	c.closing()
	c.reopening()
	c.notifications()
	c.due()
	c.signIn()
	c.mail()
	c.contactForm()
	c.form()
}

func languages() []string { return []string{"it", "es", "en"} }

func (c *check) words() {
	p := c.policy
	if p.Preset == "" {
		c.fault("preset", "give the policy a name")
	}
	if !slices.Contains(languages(), p.Language) {
		c.fault("language", "one of it, es, en")
	}
	for _, s := range slices.Sorted(maps.Keys(p.Statuses)) {
		key := fmt.Sprintf("statuses.%s", s)
		if !s.Known() {
			c.fault(key, "no such status; there are %v", Statuses())
			c.hint(string(s), spelled(Statuses()))
		}
		c.label(key, p.Statuses[s])
	}
	for _, s := range []Status{Open, InProgress, Closed} {
		if !p.Uses(s) {
			c.fault("statuses", "%s is missing: no desk works without it", s)
		}
	}
	for _, x := range slices.Sorted(maps.Keys(p.Priorities)) {
		key := fmt.Sprintf("priorities.%s", x)
		if !x.Known() {
			c.fault(key, "no such priority; there are %v", Priorities())
			c.hint(string(x), spelled(Priorities()))
		}
		c.label(key, p.Priorities[x])
	}
}

func (c *check) label(key string, label Label) {
	for _, language := range languages() {
		if label[language] == "" {
			c.fault(key+"."+language, "the word in %q is missing", language)
		}
	}
	for language := range label {
		if !slices.Contains(languages(), language) {
			c.fault(key+"."+language, "languages are it, es, en")
		}
	}
}

func (c *check) visibility() {
	if see := c.policy.Visibility.CustomersSee; see != "own" && see != "tenant" {
		c.fault("visibility.customers_see", "own or tenant")
	}
	if staff := c.policy.Visibility.Staff; staff != "named" && staff != "desk" {
		c.fault("visibility.staff", "named or desk")
	}
}

// The bounds that the database sets.
const (
	maxSubject = 255
	// MaxMessage is the most characters that any desk lets a message have.
	MaxMessage = 100_000
)

func (c *check) lengths() {
	c.length("text.subject", c.policy.Text.Subject, maxSubject)
	c.length("text.message", c.policy.Text.Message, MaxMessage)
}

func (c *check) length(key string, l Length, bound int) {
	if l.Min < 1 {
		c.fault(key+".min", "1 at least")
	}
	if l.Max < l.Min || l.Max > bound {
		c.fault(key+".max", "from min to %d", bound)
	}
}

func (c *check) attachments() {
	a := c.policy.Attachments
	if !a.AtOpening && !a.OnReply {
		return
	}
	if a.MaxSize < 1 {
		c.fault("attachments.max_size", "say how large a file may be, such as 4MB")
	}
	if a.MaxFiles < 1 || a.MaxFiles > 100 {
		c.fault("attachments.max_files", "from 1 to 100")
	}
}

func (c *check) priority() {
	u := c.policy.Priority
	c.usedPriority("priority.default", u.Default)
	for i, x := range u.NeverRaiseTo {
		c.usedPriority(fmt.Sprintf("priority.never_raise_to[%d]", i), x)
	}
}

func (c *check) usedPriority(key string, x Priority) {
	if !c.policy.UsesPriority(x) {
		c.fault(key, "%q is not among the desk's priorities", x)
		c.hint(string(x), spelled(c.policy.UsedPriorities()))
	}
}

// standing is a status that acts may lead to: used, and neither DRAFT nor CLOSED.
func (c *check) standing(key string, s Status) {
	switch {
	case !c.policy.Uses(s):
		c.fault(key, "%q is not among the desk's statuses", s)
		c.hint(string(s), spelled(c.policy.UsedStatuses()))
	case s == Draft || s == Closed:
		c.fault(key, "%s is reached by its own act only", s)
	}
}

func (c *check) moves() {
	m := c.policy.Moves
	if c.policy.Uses(Resolved) && m.CustomerReply[Resolved] == "" {
		c.fault("moves.customer_reply", "say where a reply moves a RESOLVED ticket: the customer can still object")
	}
	c.standing("moves.taken", m.Taken)
	c.replies("moves.staff_reply", m.StaffReply)
	c.replies("moves.customer_reply", m.CustomerReply)
	for _, from := range slices.Sorted(maps.Keys(m.ByHand)) {
		key := fmt.Sprintf("moves.by_hand.%s", from)
		c.standing(key, from)
		for i, to := range m.ByHand[from] {
			c.standing(fmt.Sprintf("%s[%d]", key, i), to)
		}
	}
}

func (c *check) replies(key string, moves map[Status]Status) {
	for _, from := range slices.Sorted(maps.Keys(moves)) {
		c.standing(key+"."+string(from), from)
		c.standing(key+"."+string(from), moves[from])
	}
}

func (c *check) closing() {
	a := c.policy.Closing.Automatic
	if a.After == 0 && a.From == "" {
		return
	}
	c.standing("closing.automatic.from", a.From)
	if a.After <= 0 {
		c.fault("closing.automatic.after", "say how long, such as P7D")
	}
}

func (c *check) reopening() {
	r := c.policy.Reopening
	c.standing("reopening.to", r.To)
	if r.To.Over() {
		c.fault("reopening.to", "%s is not open", r.To)
	}
	if !slices.Contains([]ReplyRule{Reopens, Refused, NewLinked}, r.ByReply) {
		c.fault("reopening.by_reply", "reopens, refused or new_linked")
	}
	if r.Within == 0 {
		if r.Afterwards != "" {
			c.fault("reopening.afterwards", "only with reopening.within")
		}
		return
	}
	if r.ByReply != Reopens {
		c.fault("reopening.within", "only where a reply reopens")
	}
	if r.Afterwards != Refused && r.Afterwards != NewLinked {
		c.fault("reopening.afterwards", "refused or new_linked")
	}
}

func (c *check) notifications() {
	if n := c.policy.Notifications; !slices.Contains([]Notifications{"", ToAccount, PersonReplacesAccount, AccountAndGiven}, n) {
		c.fault("notifications", "account, person_replaces_account or account_and_given")
	}
}

package demo

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"sportello/internal/policy"
)

// answer is what was answered to a field of the desk's form.
type answer struct{ key, value string }

// answerForm fills in the fields of the desk's form that are not the ticket's own, as its customer might, and answers the
// priority that a chosen option sets. It draws from the ticket's number alone, so that a form changes nothing else.
func (s *story) answerForm(email string) (set policy.Priority) {
	const stream = 0xf0 // any constant
	d := dice{rand.New(rand.NewPCG(uint64(s.ticket.ID), stream))}
	given := map[string]string{}
	for _, f := range s.desk.policy.Form.Fields {
		holds := func(c *policy.Condition) bool { return c != nil && c.Holds(given[c.Field]) }
		if f.Own() || f.When != nil && !holds(f.When) {
			continue
		}
		value := ""
		switch f.Kind {
		case policy.ChoiceField, policy.TreeField, policy.ProductField:
			leaf := d.leaf(f.Options)
			value = strings.Join(leaf.path, policy.PathSeparator)
			if leaf.priority != "" {
				set = leaf.priority
			}
		case policy.EmailField:
			value = email
		case policy.PhoneField:
			if f.Required || holds(f.RequiredWhen) {
				value = fmt.Sprintf("+39 000 %07d", d.IntN(1e7))
			}
		case policy.ConsentField:
			value = f.Version
		}
		if value != "" {
			given[f.Key] = value
			s.answers = append(s.answers, answer{f.Key, value})
		}
	}
	return set
}

// leaf is an option that can be chosen, and the way there.
type leaf struct {
	path     []string
	priority policy.Priority
}

// leaf draws one: at each fork the later options more often, which is where forms put what is not urgent.
func (d dice) leaf(options []*policy.Option) leaf {
	var l leaf
	for len(options) > 0 {
		o := options[max(d.IntN(len(options)), d.IntN(len(options)))]
		l.path, options = append(l.path, o.Value), o.Options
		if o.Priority != "" {
			l.priority = o.Priority
		}
	}
	return l
}

// openedFrom says of some tickets of a desk whose products open them where that was (M4.8).
func (s *story) openedFrom() error {
	if s.desk.preset != "portal" || s.ticket.ID%3 == 0 {
		return nil
	}
	places := []string{"APPLICATION_MENU", "PROGRAM", "ERROR_MESSAGE", "WEBSITE", "PORTAL"}
	s.ticket.Source = places[s.ticket.ID/3%int64(len(places))]
	context := map[string]string{}
	switch s.ticket.Source {
	case "ERROR_MESSAGE":
		context["errorText"] = s.life.facts.code
		fallthrough
	case "PROGRAM":
		context["program"], context["version"] = s.life.facts.product, s.life.facts.version
	}
	text, err := json.Marshal(context)
	if err != nil {
		return fmt.Errorf("write the source: %w", err)
	}
	said := string(text)
	s.ticket.SourceContext = &said
	return nil
}

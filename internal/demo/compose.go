package demo

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// facts are the particulars of one ticket. Its problem and its answers agree on them.
type facts struct {
	product, number, code, version string
	since, month, place            string
	customer, agent, company, desk string
}

func (f *facts) of(slot string) string {
	switch slot {
	case "product":
		return f.product
	case "number":
		return f.number
	case "code":
		return f.code
	case "version":
		return f.version
	case "since":
		return f.since
	case "month":
		return f.month
	case "place":
		return f.place
	case "customer":
		return f.customer
	case "agent":
		return f.agent
	case "company":
		return f.company
	case "desk":
		return f.desk
	default:
		return "{" + slot + "}" // a test finds it
	}
}

// fill puts facts into the {slots} of a text.
func (f *facts) fill(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		b.WriteString(f.of(slot))
		text = after
	}
}

// drawFacts makes the particulars up.
func drawFacts(d dice, p *phrases, t *topics, desk, company, customer string) facts {
	return facts{
		product: pick(d, t.Product), number: fmt.Sprint(d.between(100, 99999)),
		code:    fmt.Sprintf("%c%c-%03d", 'A'+rune(d.IntN(26)), 'A'+rune(d.IntN(26)), d.IntN(1000)),
		version: fmt.Sprintf("%d.%d.%d", d.between(3, 24), d.IntN(10), d.IntN(40)),
		since:   pick(d, p.Since), month: pick(d, p.Month), place: pick(d, p.Place),
		desk: desk, company: company, customer: customer,
	}
}

// voice composes what is said on one ticket, in one language.
type voice struct {
	dice
	*phrases
	about *topic
	facts *facts
}

// speak joins one of each list to a text; every list is a sentence, an empty sentence starts a paragraph.
func (v voice) speak(lists ...[]string) string {
	var b strings.Builder
	space := ""
	for _, list := range lists {
		if list == nil {
			space = "\n\n"
			continue
		}
		text := v.facts.fill(pick(v.dice, list))
		if before := b.String(); space == " " && (strings.HasSuffix(before, ",") || strings.HasSuffix(before, ":")) {
			text = goOn(text)
		}
		b.WriteString(space)
		b.WriteString(text)
		space = " "
	}
	return b.String()
}

// goOn makes a sentence start small after a comma, unless its first word is an abbreviation or a lone letter.
func goOn(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[size:]); !unicode.IsLower(second) {
		return text
	}
	return string(unicode.ToLower(first)) + text[size:]
}

// maybe is a list in so many of a hundred cases, else one that says nothing.
func (v voice) maybe(percent int, list []string) [][]string {
	if v.chance(percent) {
		return [][]string{list}
	}
	return nil
}

func (v voice) subject() string {
	return v.speak(append([][]string{v.about.Subject}, v.maybe(40, v.Aside)...)...)
}

func (v voice) description() string {
	parts := [][]string{v.Greeting, v.about.Problem, v.about.Symptom}
	parts = append(parts, v.maybe(60, v.Context)...)
	parts = append(parts, v.maybe(50, v.Tried)...)
	parts = append(parts, nil)
	parts = append(parts, v.maybe(50, v.Impact)...)
	parts = append(parts, v.Please)
	return v.speak(parts...)
}

func (v voice) followUp() string {
	return v.speak(v.Greeting, v.Follow, v.about.Symptom, nil, v.Please)
}

func (v voice) question(x exchange) string { return v.speak(v.Hello, x.Ask, nil, v.Bye) }

func (v voice) answer() string {
	parts := [][]string{v.Hello}
	parts = append(parts, v.maybe(60, v.Offer)...)
	parts = append(parts, v.about.Answer, nil, v.Bye)
	return v.speak(parts...)
}

func (v voice) secondAnswer() string { return v.speak(v.Hello, v.Second, v.about.Answer, nil, v.Bye) }

func (v voice) detail(x exchange) string {
	return v.speak(append([][]string{x.Say}, v.maybe(40, v.about.Symptom)...)...)
}

func (v voice) again() string { return v.speak(v.Greeting, v.Again, v.about.Symptom) }

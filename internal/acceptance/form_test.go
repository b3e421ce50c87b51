package acceptance

import (
	"slices"
	"strings"
)

// usualAnswers are what a customer of a desk answers to its form when the story is about something else.
func usualAnswers(slug, email string) []vars {
	preset, _, _ := strings.Cut(slug, "-") // a desk is named after its rules, and beside the demo's with one more word
	switch preset {
	case "guided":
		return []vars{chosen("topic", "DOCUMENTS", "NORMAL", "WRONG_DATA")}
	case "studio":
		return amsAnswers("DIFFICULTY")
	case "saas":
		return []vars{said("category", "TECHNICAL")}
	case "portal":
		return []vars{
			said("notification_email", email), said("contact", "WEB"), said("request_type", "ASSISTANCE"), said("area", "ACCOUNTING"),
		}
	}
	return nil
}

// amsAnswers are the fields of M1.6 with an impact.
func amsAnswers(impact string) []vars {
	return []vars{
		said("product", "2"), said("request_type", "TECHNICAL"), said("impact", impact), said("privacy", "2026-01"),
	}
}

func said(key, value string) vars { return vars{"key": key, "value": value} }

func chosen(key string, path ...string) vars { return vars{"key": key, "path": path} }

// without are answers but the one to a field.
func without(answers []vars, key string) []vars {
	return slices.DeleteFunc(slices.Clone(answers), func(a vars) bool { return a["key"] == key })
}

type formField struct {
	Key, Kind, Label, Help string
	Required, Multiline    bool
	RequiredWhen           *struct {
		Field string
		In    []string
	}
	MinLength, MaxLength *int
	Proposal             *string
	Options              []struct {
		Value, Label string
		Depth        int
		IsLeaf       bool
		Priority     *string
	}
	People          []struct{ Name string }
	AttachmentRules *struct{ MaxBytes int }
	Notice          *struct{ Version, Text string }
}

// form is what a page draws, by key, and the keys in their order.
func (u *user) formOf(desk string) (map[string]formField, []string) {
	u.t.Helper()
	var got struct{ TicketForm struct{ Fields []formField } }
	u.ask(`query($desk: ID) { ticketForm(desk: $desk) { fields {
		key kind label help required multiline requiredWhen { field in } minLength maxLength proposal
		options { value label depth isLeaf priority } people { name } attachmentRules { maxBytes } notice { version text }
	} } }`, vars{"desk": desk}, &got)
	fields, keys := map[string]formField{}, []string{}
	for _, f := range got.TicketForm.Fields {
		fields[f.Key], keys = f, append(keys, f.Key)
	}
	return fields, keys
}

type fieldValue struct {
	Key, Kind, Label, Value, ValueLabel string
	Path                                []struct{ Value, Label string }
	Text, HTML, AcceptedAt              *string
}

type source struct{ Place, Program, Version, ErrorText string }

// answersOf are the answers on a ticket, by key.
func (u *user) answersOf(id string) (map[string]fieldValue, *source, string) {
	u.t.Helper()
	var got struct {
		Ticket struct {
			CreatedAt string
			Fields    []fieldValue
			Source    *source
		}
	}
	u.ask(`query($id: ID!) { ticket(by: {id: $id}) { createdAt source { place program version errorText }
		fields { key kind label value valueLabel path { value label } text html acceptedAt } } }`, vars{"id": id}, &got)
	fields := map[string]fieldValue{}
	for _, f := range got.Ticket.Fields {
		fields[f.Key] = f
	}
	return fields, got.Ticket.Source, got.Ticket.CreatedAt
}

// allFaults asks for a ticket in a way that is at fault in several places: each is told, with its code and place.
func (u *user) allFaults(input vars, want ...string) {
	u.t.Helper()
	var got []string
	for _, e := range u.call("openTicket", input).Errors {
		place := e.Code
		for _, step := range e.Field {
			place += " " + step
		}
		got = append(got, place)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		u.t.Errorf("%s: the form answers\n%q, want\n%q", u.name, got, want)
	}
}

// counted are the numbers of tickets by a field, as value=count.
func (u *user) counted(key string, depth int) map[string]int {
	u.t.Helper()
	var got struct {
		TicketCounts struct {
			ByField []struct {
				Value, Label string
				Count        int
			}
		}
	}
	u.ask(`query($key: String!, $depth: Int) { ticketCounts { byField(key: $key, depth: $depth) { value label count } } }`,
		vars{"key": key, "depth": depth}, &got)
	counts := map[string]int{}
	for _, c := range got.TicketCounts.ByField {
		counts[c.Label] = c.Count
	}
	return counts
}

package desk

import (
	"context"
	"slices"

	"sportello/internal/notice"
	"sportello/internal/policy"
)

// Notifies reads the addresses that are told of what happens to tickets, aligned with them, by one statement for all
// (M1.7, M4.10, M4.11). Who was removed is not told: the account is again. The tickets need WithRequester and WithPerson.
func (s *Service) Notifies(ctx context.Context, tickets []*Ticket) ([][]notice.Address, error) {
	given, err := s.givenAddresses(ctx, tickets)
	if err != nil {
		return nil, err
	}
	told := make([][]notice.Address, len(tickets))
	for i, t := range tickets {
		var reference *notice.Party
		if t.Person != nil && t.Person.Retired.IsZero() {
			reference = &notice.Party{Name: t.Person.Name, Email: t.Person.Email}
		}
		requester := notice.Party{Name: t.Requester.Name, Email: t.Requester.Email}
		told[i] = notice.Recipients(t.Desk.Policy.Notifications, requester, reference, given[i])
	}
	return told, nil
}

// givenAddresses are those that were written on the tickets to be told, empty where there is none.
func (s *Service) givenAddresses(ctx context.Context, tickets []*Ticket) ([]string, error) {
	given := make([]string, len(tickets))
	var asking []*Ticket
	var places []int
	var keys []string
	for i, t := range tickets {
		if key := notifyField(t.Desk.Policy); key != "" && t.Desk.Policy.Notifications.AddsGiven() {
			asking, places, keys = append(asking, t), append(places, i), append(keys, key)
		}
	}
	if len(asking) == 0 {
		return given, nil
	}
	slices.Sort(keys)
	answers, err := s.FieldsOf(ctx, asking, slices.Compact(keys))
	if err != nil {
		return nil, err
	}
	for i, t := range asking {
		key := notifyField(t.Desk.Policy)
		for _, a := range answers[i] {
			if a.Key == key {
				given[places[i]] = a.Value
			}
		}
	}
	return given, nil
}

// notifyField is the key of the field whose address is told; empty when the form has none.
func notifyField(p *policy.Policy) string {
	for _, field := range p.Form.Fields {
		if field.Kind == policy.EmailField && field.Notify {
			return field.Key
		}
	}
	return ""
}

package floor

import "sportello/internal/event"

// person is a user who was read with a row.
type person struct {
	id          number
	name, email text
}

// shown is the name, or the e-mail while there is none (M4.9).
func (p *person) shown() text {
	if len(p.name) == 0 {
		return p.email
	}
	return p.name
}

// appendUser appends {id name}.
func appendUser(out []byte, p *person) []byte {
	out = appendID(append(out, `{"id":`...), "User", p.id)
	out = appendText(append(out, `,"name":`...), p.shown())
	return append(out, '}')
}

// appendAssignee appends {name} of who works on a ticket, or null where nobody does or the viewer may not know (M2.7).
func (s *Server) appendAssignee(out []byte, v *viewer, p *person) []byte {
	if p.id == 0 || !v.staff() && !s.desk.policy.Visibility.ShowsStaff() {
		return append(out, "null"...)
	}
	out = s.appendName(append(out, `{"name":`...), v, event.Staff, p)
	return append(out, '}')
}

// appendAuthor appends {name isSupport}.
func (s *Server) appendAuthor(out []byte, v *viewer, side event.ActorKind, p *person) []byte {
	out = s.appendName(append(out, `{"name":`...), v, side, p)
	out = appendBool(append(out, `,"isSupport":`...), side == event.Staff)
	return append(out, '}')
}

// appendName appends the name under which the viewer may know a person: customers know staff as the desk unless it names
// them (M2.7), and never learn an e-mail of theirs.
func (s *Server) appendName(out []byte, v *viewer, side event.ActorKind, p *person) []byte {
	switch {
	case v.staff(), side != event.Staff:
		return appendText(out, p.shown())
	case s.desk.policy.Visibility.ShowsStaff() && len(p.name) > 0:
		return appendText(out, p.name)
	}
	return appendText(out, s.desk.name)
}

package desk

import (
	"slices"

	"entgo.io/ent/dialect/sql"

	"sportello/ent/person"
	"sportello/ent/tenant"
	"sportello/ent/ticket"
	"sportello/ent/user"
)

// ticketScan reads tickets row by row, each into the same place, from which it is copied: the list of targets is made
// once for a statement.
type ticketScan struct {
	row       Ticket
	requester User
	assignee  User
	tenant    Tenant
	person    Person
	parts     Parts
	sortedBy  []string // answers to fields of the form that the list is sorted by
	targets   []any
}

// selectTickets begins a statement on tickets, with the columns and parts asked for, and what reads its rows.
func (s *Service) selectTickets(from *sql.SelectTable, columns Columns, parts Parts) (*sql.Selector, *ticketScan) {
	if parts&WithAssignee != 0 {
		columns |= TicketAssignee
	}
	if parts&WithPerson != 0 {
		columns |= TicketPerson
	}
	scan := &ticketScan{parts: parts, targets: make([]any, 0, len(s.columns)+16)}
	statement := sql.Dialect(s.store.Dialect()).Select().From(from)
	names := make([]string, 0, cap(scan.targets))
	for _, column := range s.columns {
		if column.of == 0 || column.of&columns != 0 {
			names = append(names, column.name)
			scan.targets = append(scan.targets, column.target(&scan.row))
		}
	}
	for _, part := range scan.joins() {
		if parts&part.of == 0 {
			continue
		}
		table := sql.Table(part.table).As(part.alias)
		statement.LeftJoin(table).On(from.C(part.key), table.C("id"))
		names = append(names, table.Columns(part.columns...)...)
		scan.targets = append(scan.targets, part.targets...)
	}
	return statement.Select(names...), scan
}

// ticketJoin is how a part comes along.
type ticketJoin struct {
	of                Parts
	table, alias, key string
	columns           []string
	targets           []any
}

func (t *ticketScan) joins() [4]ticketJoin {
	nameAndMail := []string{user.FieldName, user.FieldEmail}
	return [4]ticketJoin{
		{
			WithRequester, user.Table, "requester", ticket.FieldRequesterID, nameAndMail,
			[]any{(*text)(&t.requester.Name), (*text)(&t.requester.Email)},
		},
		{
			WithAssignee, user.Table, "assignee", ticket.FieldAssigneeID, nameAndMail,
			[]any{(*text)(&t.assignee.Name), (*text)(&t.assignee.Email)},
		},
		{
			WithTenant, tenant.Table, "tenant", ticket.FieldTenantID, []string{tenant.FieldName, tenant.FieldVatNumber, tenant.FieldGuests},
			[]any{(*text)(&t.tenant.Name), (*text)(&t.tenant.VATNumber), (*flag)(&t.tenant.Guests)},
		},
		{
			WithPerson, person.Table, "person", ticket.FieldPersonID,
			[]string{person.FieldName, person.FieldEmail, person.FieldPhone, person.FieldRetiredAt},
			[]any{(*text)(&t.person.Name), (*text)(&t.person.Email), (*text)(&t.person.Phone), (*number)(&t.person.Retired)},
		},
	}
}

// copyTo copies the row that was read, with its parts.
func (t *ticketScan) copyTo(to *Ticket, sight *Sight) {
	*to = t.row
	to.Sight, to.sortedBy = sight, slices.Clone(t.sortedBy)
	if t.parts&WithRequester != 0 {
		to.Requester = named(User{ID: to.RequesterID, Name: t.requester.Name, Email: t.requester.Email})
	}
	if t.parts&WithAssignee != 0 && to.AssigneeID != 0 {
		to.Assignee = &User{ID: to.AssigneeID, Name: t.assignee.Name, Email: t.assignee.Email}
	}
	if t.parts&WithTenant != 0 {
		to.Tenant = &Tenant{ID: to.TenantID, DeskID: to.DeskID, Name: t.tenant.Name, VATNumber: t.tenant.VATNumber, Guests: t.tenant.Guests}
	}
	if t.parts&WithPerson != 0 && to.PersonID != 0 {
		p := t.person
		p.ID, p.TenantID = to.PersonID, to.TenantID
		to.Person = &p
	}
}

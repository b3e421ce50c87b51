package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entgo.io/ent/dialect"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/problem"
)

// ticketTable reads and writes whole rows of tickets within a transaction: by hand, since nearly all writes come by here
// and Ent would cost as much again as the database.
type ticketTable struct {
	columns []ticketColumn // but the id
	byID    string         // statement that holds a ticket
	byNo    string
	insert  string

	holdRules string // statement that keeps a desk's rules from changing; empty where a transaction is the only writer
}

func newTicketTable(of string) *ticketTable {
	t := &ticketTable{}
	for _, column := range ticketColumnTable() {
		if column.name != "id" {
			t.columns = append(t.columns, column)
		}
	}
	names := make([]string, len(t.columns))
	for i, column := range t.columns {
		names[i] = column.name
	}
	list, suffix := strings.Join(names, ", "), ""
	if of == dialect.MySQL {
		suffix = " FOR UPDATE" // SQLite's transaction is the only writer anyway
		t.holdRules = "SELECT policy_version FROM desks WHERE id = ? LOCK IN SHARE MODE"
	}
	// The policy's version comes by a subquery: a join would hold the desk too, and with it every other ticket of it.
	find := "SELECT id, " + list + ", (SELECT policy_version FROM desks WHERE desks.id = tickets.desk_id) FROM tickets WHERE "
	t.byID = find + "id = ?" + suffix
	t.byNo = find + "desk_id = ? AND number = ?" + suffix
	t.insert = "INSERT INTO tickets (" + list + ") VALUES (" + marks(len(names)) + ")"
	return t
}

// nullable are the columns in which 0, or an empty text, is NULL.
const nullable = TicketAssignee | TicketPerson | TicketFollows | TicketMerged | TicketSourceContext

// value is what the column holds of a ticket.
func (c ticketColumn) value(t *Ticket) any {
	switch v := c.target(t).(type) {
	case *number:
		if *v == 0 && c.of&nullable != 0 {
			return nil
		}
		return int64(*v)
	case *count:
		return int64(*v)
	case *text:
		if *v == "" && c.of&nullable != 0 {
			return nil
		}
		return string(*v)
	case *word:
		return string(*v)
	default:
		panic(fmt.Sprintf("no value of %T", v)) // the table of columns has another kind
	}
}

// lock finds one ticket in the scope and holds it until the transaction's end, with the version of its desk's policy. The
// statement is one for all scopes, so the scope is asked afterwards.
func (t *ticketTable) lock(ctx context.Context, tx *ent.Tx, scope access.Scope, ref TicketRef) (*Ticket, int64, error) {
	found, version, err := t.hold(ctx, tx, ref)
	if err != nil {
		return nil, 0, err
	}
	if !scope.Sees(found.DeskID, found.TenantID, found.RequesterID) {
		return nil, 0, fmt.Errorf("load the ticket: %w", errNoRow)
	}
	return found, version, nil
}

// hold finds any ticket, and holds it.
func (t *ticketTable) hold(ctx context.Context, tx *ent.Tx, ref TicketRef) (*Ticket, int64, error) {
	query, args := t.byID, []any{ref.ID}
	if ref.ID == 0 {
		query, args = t.byNo, []any{ref.DeskID, ref.Number}
	}
	found, version := new(Ticket), number(0)
	targets := make([]any, 0, len(t.columns)+2)
	targets = append(targets, (*number)(&found.ID))
	for _, column := range t.columns {
		targets = append(targets, column.target(found))
	}
	if err := queryRow(ctx, tx, query, args, append(targets, &version)); err != nil {
		return nil, 0, fmt.Errorf("load the ticket: %w", err)
	}
	return found, int64(version), nil
}

// errNoRow says that a row is not there, or not the viewer's to see.
var errNoRow = errors.New("no such row")

// missing makes NOT_FOUND of a row that is not there or not the viewer's to see.
func missing(err error, field ...string) error {
	if errors.Is(err, errNoRow) || ent.IsNotFound(err) {
		return problem.New(problem.NotFound, field...).Wrap(err)
	}
	return err
}

// add writes a new ticket and sets its id.
func (t *ticketTable) add(ctx context.Context, tx *ent.Tx, row *Ticket) error {
	values := make([]any, len(t.columns))
	for i, column := range t.columns {
		values[i] = column.value(row)
	}
	id, err := insert(ctx, tx, t.insert, values...)
	if err != nil {
		return fmt.Errorf("write the ticket: %w", err)
	}
	row.ID = id
	return nil
}

// change writes what differs between two states of a ticket that is held. A column that stays is not named: SQLite would
// write its indexes anew.
func (t *ticketTable) change(ctx context.Context, tx *ent.Tx, before, after *Ticket) error {
	var set strings.Builder
	values := make([]any, 0, len(t.columns)+1)
	for _, column := range t.columns {
		value := column.value(after)
		if value == column.value(before) {
			continue
		}
		if len(values) > 0 {
			set.WriteString(", ")
		}
		set.WriteString(column.name + " = ?")
		values = append(values, value)
	}
	_, err := tx.ExecContext(ctx, "UPDATE tickets SET "+set.String()+" WHERE id = ?", append(values, before.ID)...)
	if err != nil {
		return fmt.Errorf("write the ticket: %w", err)
	}
	return nil
}

// insert runs an INSERT of one row and returns its id.
func insert(ctx context.Context, tx *ent.Tx, statement string, values ...any) (int64, error) {
	written, err := tx.ExecContext(ctx, statement, values...)
	if err != nil {
		return 0, err
	}
	return written.LastInsertId()
}

// queryRow runs a statement that answers one row, or errNoRow.
func queryRow(ctx context.Context, tx *ent.Tx, query string, args, targets []any) (err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return errors.Join(errNoRow, rows.Err())
	}
	if err := rows.Scan(targets...); err != nil {
		return err
	}
	return rows.Err()
}

package desk

import (
	"context"
	"fmt"
	"strings"

	"sportello/internal/form"
)

const insertFields = "INSERT INTO ticket_fields (desk_id, tenant_id, ticket_id, `key`, value, text, format) VALUES "

// keepFields writes the answers to the form with the new ticket, in one statement.
func (c *scene) keepFields(ctx context.Context, values []form.Value) error {
	if len(values) == 0 {
		return nil
	}
	const columns = 7
	args := make([]any, 0, columns*len(values))
	for _, v := range values {
		args = append(args, c.ticket.DeskID, c.ticket.TenantID, c.ticket.ID, v.Key, v.Value, v.Text, string(v.Format))
	}
	rows := strings.Repeat(", ("+marks(columns)+")", len(values))[2:]
	if _, err := c.tx.ExecContext(ctx, insertFields+rows, args...); err != nil {
		return fmt.Errorf("write the answers to the form: %w", err)
	}
	return nil
}

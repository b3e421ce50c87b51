package notify

import (
	"context"
	"errors"
	"fmt"

	"sportello/ent"
	"sportello/internal/access"
	"sportello/internal/notice"
)

// party is somebody to write to.
type party struct {
	id                    int64 // of the user; 0: none
	name, email, language string
	wants                 bool // by their own settings
}

// people are those around a ticket, in the transaction that changes it.
type people struct {
	address             string // of the desk; empty: it sends no mail
	requester, assignee party
	person              party // the reference person; without an e-mail: none
	given               string
	actor               string // the name of who acted
}

const (
	wants = "COALESCE((SELECT s.enabled FROM notification_settings s WHERE s.user_id = u.id AND s.kind = ?), 1)"

	findPeople = `SELECT COALESCE((SELECT a.address FROM desk_addresses a WHERE a.desk_id = t.desk_id AND a.main), ''),
		r.id, r.name, r.email, r.language, COALESCE(p.name, ''), COALESCE(p.email, ''),
		COALESCE(u.id, 0), COALESCE(u.name, ''), COALESCE(u.email, ''), COALESCE(u.language, ''), ` + wants + `,
		COALESCE((SELECT f.value FROM ticket_fields f WHERE f.ticket_id = t.id AND f.` + "`key`" + ` = ?), ''),
		COALESCE((SELECT x.name FROM users x WHERE x.id = ?), '')
		FROM tickets t JOIN users r ON r.id = t.requester_id
		LEFT JOIN persons p ON p.id = t.person_id AND p.retired_at = 0
		LEFT JOIN users u ON u.id = t.assignee_id WHERE t.id = ?`

	findLeaders = `SELECT u.id, u.name, u.email, u.language, ` + wants + `,
		COALESCE((SELECT a.address FROM desk_addresses a WHERE a.desk_id = m.desk_id AND a.main), '')
		FROM memberships m JOIN users u ON u.id = m.user_id
		WHERE m.desk_id = ? AND m.tenant_id IS NULL AND m.role IN (?, ?) ORDER BY u.id`
)

// around finds who there is around a ticket, by one statement.
func around(ctx context.Context, tx *ent.Tx, ticketID, actorID int64, kind notice.Kind, givenKey string) (w people, err error) {
	rows, err := tx.QueryContext(ctx, findPeople, string(kind), givenKey, actorID, ticketID)
	if err != nil {
		return w, fmt.Errorf("find who is told: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if !rows.Next() {
		return w, errors.Join(fmt.Errorf("ticket %d is missing", ticketID), rows.Err())
	}
	r, u := &w.requester, &w.assignee
	err = rows.Scan(&w.address, &r.id, &r.name, &r.email, &r.language, &w.person.name, &w.person.email,
		&u.id, &u.name, &u.email, &u.language, &u.wants, &w.given, &w.actor)
	if err != nil {
		return w, fmt.Errorf("find who is told: %w", err)
	}
	return w, rows.Err()
}

// leaders finds those who lead a desk, supervisors and administrators, and the desk's address.
func leaders(ctx context.Context, tx *ent.Tx, deskID int64, kind notice.Kind) (all []party, address string, err error) {
	rows, err := tx.QueryContext(ctx, findLeaders, string(kind), deskID, string(access.DeskSupervisor), string(access.DeskAdministrator))
	if err != nil {
		return nil, "", fmt.Errorf("find who leads the desk: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p party
		if err := rows.Scan(&p.id, &p.name, &p.email, &p.language, &p.wants, &address); err != nil {
			return nil, "", fmt.Errorf("find who leads the desk: %w", err)
		}
		all = append(all, p)
	}
	return all, address, rows.Err()
}

package store

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
)

const (
	// maxKept bounds the statements that one connection keeps. A server holds as many for each of our connections,
	// and MySQL's own bound is 16,382 for all its clients.
	maxKept = 128
	// maxKeptText is the longest text that is kept, in bytes: inserts of many rows differ each time.
	maxKeptText = 8 << 10
)

// keeping makes the connections of a connector keep prepared statements by their text, for all that runs on them: Ent,
// transactions, reads by hand. database/sql keeps only what its user prepares, and that not in transactions, where one
// connection would wait for another. A statement is prepared when its text comes for the second time.
func keeping(connector driver.Connector) driver.Connector { return keptConnector{connector} }

type keptConnector struct{ driver.Connector }

// Connect implements driver.Connector.
func (c keptConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := full(c.Connector.Connect(ctx))
	if err != nil {
		return nil, err
	}
	return &keptConn{fullConn: conn, byText: map[string]*list.Element{}, recent: list.New()}, nil
}

// keptConn is, like every driver.Conn, used by one goroutine at a time.
type keptConn struct {
	fullConn
	byText map[string]*list.Element
	recent *list.List // of *keptStmt, the latest first
}

type keptStmt struct {
	text string
	stmt fullStmt // nil until the text comes again
	busy bool     // rows are being read from it; SQLite can't run it a second time meanwhile
}

// ExecContext implements driver.ExecerContext.
func (c *keptConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	kept, err := c.find(ctx, q)
	if err != nil {
		return nil, err
	}
	if kept == nil {
		return c.fullConn.ExecContext(ctx, q, args)
	}
	return kept.stmt.ExecContext(ctx, args)
}

// QueryContext implements driver.QueryerContext.
func (c *keptConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	kept, err := c.find(ctx, q)
	if err != nil {
		return nil, err
	}
	if kept == nil {
		return c.fullConn.QueryContext(ctx, q, args)
	}
	rows, err := kept.stmt.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	kept.busy = true
	return keptRows{rows, kept}, nil
}

// find returns a prepared statement that is free, or nil when the text must run without.
func (c *keptConn) find(ctx context.Context, q string) (*keptStmt, error) {
	if len(q) > maxKeptText {
		return nil, nil
	}
	element, ok := c.byText[q]
	if !ok {
		return nil, c.remember(q)
	}
	c.recent.MoveToFront(element)
	kept := element.Value.(*keptStmt)
	switch {
	case kept.busy:
		return nil, nil
	case kept.stmt != nil:
		return kept, nil
	}
	stmt, err := fullStatement(c.PrepareContext(ctx, q))
	if err != nil {
		return nil, nil //nolint:nilerr // the server has too many of them; if the text is wrong, running it says so
	}
	kept.stmt = stmt
	return kept, nil
}

// remember notes a new text, in place of the one that has not come for longest.
func (c *keptConn) remember(q string) error {
	c.byText[q] = c.recent.PushFront(&keptStmt{text: q})
	for element := c.recent.Back(); c.recent.Len() > maxKept && element != nil; element = element.Prev() {
		oldest := element.Value.(*keptStmt)
		if oldest.busy {
			continue
		}
		c.recent.Remove(element)
		delete(c.byText, oldest.text)
		return oldest.close()
	}
	return nil
}

// Close implements driver.Conn.
func (c *keptConn) Close() error {
	var err error
	for element := c.recent.Front(); element != nil; element = element.Next() {
		err = errors.Join(err, element.Value.(*keptStmt).close())
	}
	return errors.Join(err, c.fullConn.Close())
}

func (k *keptStmt) close() error {
	if k.stmt == nil {
		return nil
	}
	return k.stmt.Close()
}

// keptRows frees their statement when they end.
type keptRows struct {
	driver.Rows
	kept *keptStmt
}

// Close implements driver.Rows.
func (r keptRows) Close() error {
	r.kept.busy = false
	return r.Rows.Close()
}

package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync/atomic"
)

// counting makes the connections of a connector count every statement they run. It sits below database/sql, so that
// nothing runs beside it: Ent, prepared statements, transactions, reads by hand.
func counting(connector driver.Connector, count *atomic.Int64) driver.Connector {
	if count == nil {
		return connector
	}
	return countedConnector{connector, count}
}

type countedConnector struct {
	driver.Connector
	count *atomic.Int64
}

// Connect implements driver.Connector.
func (c countedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := full(c.Connector.Connect(ctx))
	if err != nil {
		return nil, err
	}
	return countedConn{conn, c.count}, nil
}

type countedConn struct {
	fullConn
	count *atomic.Int64
}

// ExecContext implements driver.ExecerContext.
func (c countedConn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.fullConn.ExecContext(ctx, q, args)
	if !errors.Is(err, driver.ErrSkip) { // database/sql goes on to prepare it
		c.count.Add(1)
	}
	return result, err
}

// QueryContext implements driver.QueryerContext.
func (c countedConn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.fullConn.QueryContext(ctx, q, args)
	if !errors.Is(err, driver.ErrSkip) {
		c.count.Add(1)
	}
	return rows, err
}

// PrepareContext implements driver.ConnPrepareContext.
func (c countedConn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	stmt, err := fullStatement(c.fullConn.PrepareContext(ctx, q))
	if err != nil {
		return nil, err
	}
	return countedStmt{stmt, c.count}, nil
}

type countedStmt struct {
	fullStmt
	count *atomic.Int64
}

// ExecContext implements driver.StmtExecContext.
func (s countedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.count.Add(1)
	return s.fullStmt.ExecContext(ctx, args)
}

// QueryContext implements driver.StmtQueryContext.
func (s countedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.count.Add(1)
	return s.fullStmt.QueryContext(ctx, args)
}

package store

import (
	"database/sql/driver"
	"errors"
)

// fullConn is what the connections of both drivers can do. database/sql asks a connection for each interface, so one
// that wraps another must have them all.
type fullConn interface {
	uncheckedConn
	driver.NamedValueChecker
}

// fullStmt is what the prepared statements of both drivers can do.
type fullStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

var errIncomplete = errors.New("the database's driver lacks a method of database/sql")

// full checks what a connector has made.
func full(conn driver.Conn, err error) (fullConn, error) {
	if err != nil {
		return nil, err
	}
	if conn, ok := conn.(fullConn); ok {
		return conn, nil
	}
	if conn, ok := conn.(uncheckedConn); ok {
		return checkedConn{conn}, nil
	}
	return nil, errors.Join(errIncomplete, conn.Close())
}

func fullStatement(stmt driver.Stmt, err error) (fullStmt, error) {
	if err != nil {
		return nil, err
	}
	full, ok := stmt.(fullStmt)
	if !ok {
		return nil, errors.Join(errIncomplete, stmt.Close())
	}
	return full, nil
}

// uncheckedConn is SQLite's: it leaves the checking of arguments to database/sql.
type uncheckedConn interface {
	driver.Conn
	driver.Pinger
	driver.ExecerContext
	driver.QueryerContext
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.SessionResetter
	driver.Validator
}

type checkedConn struct{ uncheckedConn }

// CheckNamedValue implements driver.NamedValueChecker as its absence does.
func (checkedConn) CheckNamedValue(*driver.NamedValue) error { return driver.ErrSkip }

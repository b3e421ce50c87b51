package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// lockMySQL takes the server's named lock, which ends with the connection that holds it.
func lockMySQL(ctx context.Context, db *sql.DB) (unlock func() error, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	var got sql.NullBool
	row := conn.QueryRowContext(ctx, "SELECT GET_LOCK(CONCAT('sportello.migrate.', MD5(DATABASE())), 300)")
	if err := row.Scan(&got); err != nil {
		return nil, fmt.Errorf("wait for the migration's lock: %w", errors.Join(err, conn.Close()))
	}
	if !got.Bool {
		return nil, errors.Join(errors.New("another process has been migrating this database for five minutes"), conn.Close())
	}
	return func() error {
		var released sql.NullBool // the connection goes back to the pool, so the lock must be given up by name
		row := conn.QueryRowContext(ctx, "SELECT RELEASE_LOCK(CONCAT('sportello.migrate.', MD5(DATABASE())))")
		if err := errors.Join(row.Scan(&released), conn.Close()); err != nil {
			return fmt.Errorf("give up the migration's lock: %w", err)
		}
		return nil
	}, nil
}

// lockSQLite holds a transaction on an empty database beside the file: a lock that every system has, and that ends
// with the process. The database itself can't serve, since goose needs its own transactions there. The lock's file
// stays: removed, it would fail those who wait on it.
func lockSQLite(ctx context.Context, path string) (unlock func() error, err error) {
	path += "-migrating"
	if err := makeFile(path); err != nil {
		return nil, err
	}
	db, err := sqlitePool(path, Options{}, "_journal=DELETE&_txlock=exclusive&_timeout=300000")
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("wait for the migration's lock: %w", errors.Join(err, db.Close()))
	}
	return func() error {
		if err := errors.Join(tx.Rollback(), db.Close()); err != nil {
			return fmt.Errorf("give up the migration's lock: %w", err)
		}
		return nil
	}, nil
}

// makeFile makes the file and its directory, for the owner alone: it holds other people's letters.
func makeFile(path string) error {
	if err := checkPath(path); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the database's directory: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("make the database's file: %w", err)
	}
	return file.Close()
}

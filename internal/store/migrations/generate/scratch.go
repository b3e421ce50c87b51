package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"
)

// scratch are empty databases on which migrations are tried.
type scratch struct {
	drivers map[string]*entsql.Driver
	server  *sql.DB
	name    string
}

// openScratch makes an SQLite database in memory and one on the server, both to be dropped by close.
func openScratch(ctx context.Context, dsn string) (*scratch, error) {
	lite, err := sqlite.NewConnector("file:scratch?mode=memory&_foreign_keys=1")
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	memory := sql.OpenDB(lite)
	memory.SetMaxOpenConns(1) // each connection would have a memory of its own
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the mysql DSN: %w", err)
	}
	s := &scratch{name: fmt.Sprintf("sportello_scratch_%d", os.Getpid())}
	if s.server, err = openServer(config); err != nil {
		return nil, err
	}
	create := "CREATE DATABASE " + s.name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
	if _, err := s.server.ExecContext(ctx, create); err != nil {
		return nil, fmt.Errorf("make the scratch database: %w", err)
	}
	config.DBName = s.name
	empty, err := openServer(config)
	if err != nil {
		return nil, err
	}
	s.drivers = map[string]*entsql.Driver{
		dialect.SQLite: entsql.OpenDB(dialect.SQLite, memory),
		dialect.MySQL:  entsql.OpenDB(dialect.MySQL, empty),
	}
	return s, nil
}

func openServer(config *mysql.Config) (*sql.DB, error) {
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("open mysql: %w", err)
	}
	return sql.OpenDB(connector), nil
}

func (s *scratch) close(ctx context.Context) error {
	_, err := s.server.ExecContext(ctx, "DROP DATABASE "+s.name)
	for _, driver := range s.drivers {
		err = errors.Join(err, driver.Close())
	}
	return errors.Join(err, s.server.Close())
}

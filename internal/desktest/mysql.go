package desktest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"sportello/internal/store"
)

// newMySQL makes a database on the server and fills it from the script.
func newMySQL(t testing.TB, dsn string) string {
	t.Helper()
	script, err := mysqlScript(dsn)
	if err != nil {
		t.Fatalf("make the script of the schema: %v", err)
	}
	name := newEmptyMySQL(t, dsn)
	if err := runMySQL(context.Background(), dsn, name, script); err != nil {
		t.Fatalf("fill the test's database: %v", err)
	}
	return "mysql:" + withDatabase(dsn, name)
}

// newEmptyMySQL makes a database on the server, dropped at the test's end, and returns its name.
func newEmptyMySQL(t testing.TB, dsn string) string {
	t.Helper()
	ctx := context.Background()
	name, err := makeMySQL(ctx, dsn)
	if err != nil {
		t.Fatalf("make the test's database: %v", err)
	}
	t.Cleanup(func() {
		if err := dropMySQL(ctx, dsn, name); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return name
}

// scripts has, per server, the function that makes the script once.
var scripts sync.Map // of DSN to func() (string, error)

// mysqlScript is what migrating makes of an empty database, as one text of many statements: a fraction of the round
// trips, for every test but the first.
func mysqlScript(dsn string) (string, error) {
	once, _ := scripts.LoadOrStore(dsn, sync.OnceValues(func() (string, error) { return dumpMySQL(dsn) }))
	return once.(func() (string, error))()
}

// dumpMySQL migrates a database and writes down its tables.
func dumpMySQL(dsn string) (script string, err error) {
	ctx := context.Background()
	name, err := makeMySQL(ctx, dsn)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, dropMySQL(ctx, dsn, name)) }()
	if _, _, err := store.Migrate(ctx, "mysql:"+withDatabase(dsn, name)); err != nil {
		return "", fmt.Errorf("migrate the template: %w", err)
	}
	db, err := sql.Open("mysql", withDatabase(dsn, name))
	if err != nil {
		return "", fmt.Errorf("open the template: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return writeScript(ctx, db)
}

// journalState is the one row that a migration writes into an empty database.
const journalState = "INSERT INTO journal_states (id, head, thinned) VALUES (1, 0, 0)"

func writeScript(ctx context.Context, db *sql.DB) (string, error) {
	names, err := listTables(ctx, db)
	if err != nil {
		return "", fmt.Errorf("list the tables: %w", err)
	}
	script := []string{"SET foreign_key_checks = 0"} // the tables come in any order
	for _, name := range names {
		var table, statement string
		if err := db.QueryRowContext(ctx, "SHOW CREATE TABLE `"+name+"`").Scan(&table, &statement); err != nil {
			return "", fmt.Errorf("read the table %s: %w", name, err)
		}
		script = append(script, statement)
	}
	versions, err := versionRows(ctx, db)
	if err != nil {
		return "", err
	}
	return strings.Join(append(script, versions, journalState, "SET foreign_key_checks = 1"), ";\n"), nil
}

func listTables(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "SHOW TABLES")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// versionRows writes down goose's rows.
func versionRows(ctx context.Context, db *sql.DB) (string, error) {
	var values string
	const query = `SELECT GROUP_CONCAT('(', version_id, ',', is_applied, ')' ORDER BY id) FROM goose_db_version`
	if err := db.QueryRowContext(ctx, query).Scan(&values); err != nil {
		return "", fmt.Errorf("read the versions: %w", err)
	}
	return "INSERT INTO goose_db_version (version_id, is_applied) VALUES " + values, nil
}

func makeMySQL(ctx context.Context, dsn string) (string, error) {
	name := "sportello_test_" + strings.ToLower(rand.Text())
	return name, runMySQL(ctx, dsn, "", "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
}

func dropMySQL(ctx context.Context, dsn, name string) error {
	return runMySQL(ctx, dsn, "", "DROP DATABASE "+name)
}

// runMySQL runs a text of one or more statements on a connection of its own.
func runMySQL(ctx context.Context, dsn, name, script string) (err error) {
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return fmt.Errorf("read %s: %w", mysqlVariable, err)
	}
	config.DBName = name
	config.MultiStatements = true
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return fmt.Errorf("open the server: %w", err)
	}
	db := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, script)
	return err
}

// withDatabase puts a database's name into the DSN of a server.
func withDatabase(dsn, name string) string {
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return dsn // makeMySQL has refused it already
	}
	config.DBName = name
	return config.FormatDSN()
}

package store

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"entgo.io/ent/dialect"
	"modernc.org/sqlite"
)

// openSQLite opens one connection that writes and several that read. In WAL mode readers never wait for the writer
// nor it for them, and a single writer means that transactions queue here, in order, rather than fail as busy.
func openSQLite(path string, o Options) (pools, error) {
	if err := checkPath(path); err != nil {
		return pools{}, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return pools{}, fmt.Errorf("there is no database at %s: run \"sportello migrate\"", path)
	}
	writer, err := sqlitePool(path, o, "_txlock=immediate")
	if err != nil {
		return pools{}, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sqlitePool(path, o, "_query_only=1")
	if err != nil {
		return pools{}, err
	}
	readers := o.MaxOpen
	if readers <= 0 {
		readers = max(2, runtime.NumCPU())
	}
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return pools{dialect.SQLite, reader, writer, o.count}, nil
}

func checkPath(path string) error {
	if path == "" || strings.HasPrefix(path, ":") {
		return fmt.Errorf("sqlite needs the path of a file, not %q: readers and the writer share it", path)
	}
	return nil
}

// sqlitePool makes a pool whose connections all carry our settings; extra is one more of the driver's parameters.
func sqlitePool(path string, o Options, extra string) (*sql.DB, error) {
	dsn, err := sqliteDSN(path, o.Synchronous, extra)
	if err != nil {
		return nil, err
	}
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return sql.OpenDB(counting(keeping(connector), o.count)), nil
}

// sqliteDSN spells the settings of a connection. Foreign keys are off in SQLite unless asked for, on each connection.
func sqliteDSN(path string, synchronous Synchronous, extra string) (string, error) {
	switch synchronous {
	case "":
		synchronous = Full
	case Full, Normal:
	default:
		return "", fmt.Errorf("synchronous is FULL or NORMAL, not %q", synchronous)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", path, err)
	}
	settings := []string{
		"mode=rw", // Migrate makes the file, with its permissions
		"_busy_timeout=5000",
		"_foreign_keys=1",
		"_journal_mode=WAL",
		"_synchronous=" + string(synchronous),
		"_pragma=cache_size(-16384)", // KiB for each connection
		"_pragma=temp_store(memory)",
		"_pragma=trusted_schema(0)",
		"_defensive=1",
		"_dqs=0", // "x" is a name, never silently a text
		"_error_rc=1",
		extra,
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(absolute)}
	return address.String() + "?" + strings.Join(settings, "&"), nil
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	"github.com/go-sql-driver/mysql"
)

// strictMode makes the server refuse what it can't store rather than bend it, whatever its own default is.
const strictMode = "'STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'"

// openMySQL opens one pool for reading and writing.
func openMySQL(dsn string, o Options) (pools, error) {
	config, err := mysqlConfig(dsn)
	if err != nil {
		return pools{}, err
	}
	if config.DBName == "" {
		return pools{}, fmt.Errorf("mysql needs the name of a database: user:password@tcp(host:port)/NAME")
	}
	db, err := mysqlPool(config, o.count)
	if err != nil {
		return pools{}, err
	}
	open := o.MaxOpen
	if open <= 0 {
		open = 32
	}
	db.SetMaxOpenConns(open)
	db.SetMaxIdleConns(open)
	db.SetConnMaxIdleTime(5 * time.Minute)  // below the idle limit of common servers and proxies
	db.SetConnMaxLifetime(30 * time.Minute) // so that a moved server is found again
	return pools{dialect.MySQL, db, db, o.count}, nil
}

// mysqlConfig reads the operator's DSN and forces what the program relies on.
func mysqlConfig(dsn string) (*mysql.Config, error) {
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the mysql DSN: %w", err)
	}
	config.InterpolateParams = true // one round trip for a statement instead of three
	config.ParseTime = true         // the table of migrations has a timestamp; ours are numbers
	config.ClientFoundRows = true   // an UPDATE that changes nothing still found its row, as on SQLite
	config.Loc = time.UTC
	// utf8mb4_bin compares code points, as SQLite does. See docs/decisions/0005-store-connections.md.
	if err := config.Apply(mysql.Charset("utf8mb4", "utf8mb4_bin")); err != nil {
		return nil, fmt.Errorf("set the character set: %w", err)
	}
	if config.Timeout == 0 {
		config.Timeout = 10 * time.Second
	}
	if config.Params == nil {
		config.Params = map[string]string{}
	}
	config.Params["sql_mode"] = strictMode
	config.Params["time_zone"] = "'+00:00'"
	return config, nil
}

func mysqlPool(config *mysql.Config, count *atomic.Int64) (*sql.DB, error) {
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return nil, fmt.Errorf("open mysql: %w", err)
	}
	return sql.OpenDB(counting(keeping(readCommitted{connector}), count)), nil
}

// readCommitted sets the isolation level once for each connection. The variable that a DSN could set has one name on
// MySQL and another on MariaDB, and asking for a level at each transaction costs a round trip each.
type readCommitted struct{ driver.Connector }

// Connect implements driver.Connector.
func (c readCommitted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	const level = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, level, nil); err != nil {
		return nil, fmt.Errorf("set the isolation level: %w", errors.Join(err, conn.Close()))
	}
	return conn, nil
}

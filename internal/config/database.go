package config

import (
	"errors"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// Database says which database, as sqlite:PATH or mysql:DSN.
type Database string

// Dialect is sqlite or mysql in a valid setting; Source is what follows it: a path or a DSN.
func (d Database) Dialect() string { return d.part(0) }

// Source is the path or DSN after the dialect.
func (d Database) Source() string { return d.part(1) }

func (d Database) part(i int) string {
	dialect, source, _ := strings.Cut(string(d), ":")
	return [...]string{dialect, source}[i]
}

// Masked is the setting without its password, fit to be printed.
func (d Database) Masked() string {
	if d.Dialect() != "mysql" {
		return string(d)
	}
	dsn, err := mysql.ParseDSN(d.Source())
	if err != nil {
		return "mysql:" + mask
	}
	if dsn.Passwd != "" {
		dsn.Passwd = mask
	}
	return "mysql:" + dsn.FormatDSN()
}

const mask = "****"

func (d Database) validate() error {
	switch {
	case d.Dialect() == "sqlite" && d.Source() != "":
		return nil
	case d.Dialect() == "mysql":
		dsn, err := mysql.ParseDSN(d.Source())
		if err != nil || dsn.DBName == "" { // the driver's error may repeat a piece of the password
			return errors.New("write mysql:user:password@tcp(HOST:PORT)/NAME")
		}
		return nil
	}
	return errors.New("write sqlite:PATH or mysql:DSN")
}

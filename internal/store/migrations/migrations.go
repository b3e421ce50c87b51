// Package migrations holds the versions of the database's schema, one directory per dialect, in goose's format. The
// files are generated from ent/schema by the command in generate, for both dialects at once and under the same number,
// and are never changed once released: atlas.sum in each directory proves it.
package migrations

import (
	"embed"
	"fmt"
	"io/fs"

	"entgo.io/ent/dialect"
)

//go:embed sqlite/*.sql sqlite/atlas.sum mysql/*.sql mysql/atlas.sum
var files embed.FS

// Of returns the migrations of a dialect of Ent, with their atlas.sum.
func Of(d string) (fs.FS, error) {
	switch d {
	case dialect.SQLite:
		return fs.Sub(files, "sqlite")
	case dialect.MySQL:
		return fs.Sub(files, "mysql")
	}
	return nil, fmt.Errorf("there are no migrations for %q", d)
}

package main

import (
	"fmt"
	"text/template"

	"ariga.io/atlas/sql/migrate"
)

// content is goose's format. There is no way down: a release is undone from a backup, since a way back that nobody has
// tried on real data is none.
const content = `-- +goose Up
{{ range .Changes }}{{ with .Comment }}-- {{ println . }}{{ end }}{{ printf "%s;\n" .Cmd }}{{ end }}`

// numbered names the next file 0001_name.sql, 0002_name.sql …, the same on both dialects.
type numbered struct{ version int }

// Format implements migrate.Formatter.
func (n numbered) Format(plan *migrate.Plan) ([]migrate.File, error) {
	name, err := template.New("name").Parse(fmt.Sprintf("%04d_{{ .Name }}.sql", n.version))
	if err != nil {
		return nil, fmt.Errorf("name the migration: %w", err)
	}
	body, err := template.New("content").Parse(content)
	if err != nil {
		return nil, fmt.Errorf("write the migration: %w", err)
	}
	formatter, err := migrate.NewTemplateFormatter(name, body)
	if err != nil {
		return nil, fmt.Errorf("format the migration: %w", err)
	}
	return formatter.Format(plan)
}

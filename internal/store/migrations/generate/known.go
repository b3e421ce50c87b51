package main

import (
	"regexp"

	"ariga.io/atlas/sql/migrate"
)

// known is a directory of migrations without what ent/schema can't say: indexes of words, which each engine has of its own
// kind. They are written into a migration by hand, and no difference is seen in them.
type known struct{ migrate.Dir }

// Files implements migrate.Dir.
func (k known) Files() ([]migrate.File, error) {
	files, err := k.Dir.Files()
	for i, file := range files {
		files[i] = knownFile{file}
	}
	return files, err
}

type knownFile struct{ migrate.File }

// StmtDecls implements migrate.File.
func (f knownFile) StmtDecls() ([]*migrate.Stmt, error) {
	all, err := f.File.StmtDecls()
	var some []*migrate.Stmt
	for _, statement := range all {
		if !byHand(statement.Text) {
			some = append(some, statement)
		}
	}
	return some, err
}

// Stmts implements migrate.File.
func (f knownFile) Stmts() ([]string, error) {
	all, err := f.File.Stmts()
	var some []string
	for _, text := range all {
		if !byHand(text) {
			some = append(some, text)
		}
	}
	return some, err
}

func byHand(statement string) bool {
	return regexp.MustCompile(`(?i)^\s*(CREATE|DROP)\s+(VIRTUAL\s+TABLE|TRIGGER|(FULLTEXT\s+)?INDEX\s+.search_documents_terms\b|TABLE\s+.search_(postings|words)\b)`).MatchString(statement)
}

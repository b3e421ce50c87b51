package numbers

import (
	"bufio"
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sportello/internal/store"
)

//go:embed duckdb
var duckdb embed.FS

// duckdbAnswer is what run.mjs answers.
type duckdbAnswer struct {
	Name  string
	Times []float64 // milliseconds
	Rows  int
	Sum   float64
}

// askDuckDB has the questions answered by DuckDB, which is installed if need be, on the tickets of the store.
func askDuckDB(ctx context.Context, s *store.Store, asked []question, rounds int) (answers map[string]outcome, err error) {
	folder, err := installed(ctx)
	if err != nil {
		return nil, err
	}
	work, err := os.MkdirTemp("", "sportello-duckdb-")
	if err != nil {
		return nil, fmt.Errorf("a folder for DuckDB: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	csv := filepath.Join(work, "tickets.csv")
	if err := export(ctx, s, csv); err != nil {
		return nil, err
	}
	type line struct {
		Name   string `json:"name"`
		SQL    string `json:"sql"`
		Rounds int    `json:"rounds"`
	}
	var lines []line
	for _, q := range asked {
		lines = append(lines, line{q.name, q.duckdb, rounds})
	}
	input, err := json.Marshal(lines)
	if err != nil {
		return nil, fmt.Errorf("write the questions: %w", err)
	}
	command := exec.CommandContext(ctx, "node", filepath.Join(folder, "run.mjs"), csv)
	command.Stdin = bytes.NewReader(input)
	var complaint bytes.Buffer
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("ask DuckDB: %w: %s", err, &complaint)
	}
	var read []duckdbAnswer
	if err := json.Unmarshal(out, &read); err != nil {
		return nil, fmt.Errorf("read DuckDB's answers: %w", err)
	}
	answers = map[string]outcome{}
	for _, a := range read {
		o := outcome{rows: a.Rows, sum: a.Sum}
		for _, ms := range a.Times {
			o.times = append(o.times, time.Duration(ms*float64(time.Millisecond)))
		}
		answers[a.Name] = o
	}
	return answers, nil
}

// installed is the folder with DuckDB for Node.
func installed(ctx context.Context) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	folder := filepath.Join(cache, "sportello-bench-duckdb")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("a folder for DuckDB: %w", err)
	}
	files, err := fs.ReadDir(duckdb, "duckdb")
	if err != nil {
		return "", err
	}
	for _, f := range files {
		content, err := duckdb.ReadFile("duckdb/" + f.Name())
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, f.Name()), content, 0o600); err != nil {
			return "", fmt.Errorf("write what asks DuckDB: %w", err)
		}
	}
	command := exec.CommandContext(ctx, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	command.Dir = folder
	if said, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install DuckDB from npm: %w: %s", err, said)
	}
	return folder, nil
}

// export writes the tickets as CSV, instants as seconds.
func export(ctx context.Context, s *store.Store, path string) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("export the tickets: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out := bufio.NewWriterSize(file, 1<<20)
	rows, err := s.Query(ctx, `SELECT id, desk_id, tenant_id, COALESCE(assignee_id, 0), status, priority, channel, created_at, first_responded_at,
		CASE WHEN merged_into_id IS NULL THEN 0 ELSE 1 END FROM tickets`)
	if err != nil {
		return fmt.Errorf("export the tickets: %w", err)
	}
	defer rows.Close()
	if _, err := out.WriteString("id,desk,tenant,assignee,status,priority,channel,created,responded,merged\n"); err != nil {
		return fmt.Errorf("export the tickets: %w", err)
	}
	for rows.Next() {
		var id, desk, tenant, assignee, created, responded, merged int64
		var status, priority, channel string
		if err := rows.Scan(&id, &desk, &tenant, &assignee, &status, &priority, &channel, &created, &responded, &merged); err != nil {
			return fmt.Errorf("export the tickets: %w", err)
		}
		if _, err := fmt.Fprintf(out, "%d,%d,%d,%d,%s,%s,%s,%d,%d,%d\n", id, desk, tenant, assignee, status, priority, channel,
			created/1_000_000, responded/1_000_000, merged); err != nil {
			return fmt.Errorf("export the tickets: %w", err)
		}
	}
	return errors.Join(rows.Err(), out.Flush())
}

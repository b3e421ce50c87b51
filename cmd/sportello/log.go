package main

import (
	"io"
	"log/slog"
	"runtime/debug"

	"sportello/internal/config"
)

// logger writes to w as the settings say.
func logger(c config.Log, w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		return nil, err
	}
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return slog.New(slog.NewTextHandler(w, options)), nil
}

// tune sets what the process may take.
func tune(c config.Process) {
	debug.SetGCPercent(c.GOGC)
	if c.MemoryLimit > 0 {
		debug.SetMemoryLimit(int64(c.MemoryLimit))
	}
}

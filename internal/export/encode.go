package export

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
)

// Format is how rows are written.
type Format string

// The formats.
const (
	CSV     Format = "csv"     // RFC 4180, with a header; times in RFC 3339, empty: none
	NDJSON  Format = "ndjson"  // an object a line
	Parquet Format = "parquet" // readable once it has come whole
)

// MediaType of a format; empty: no such format.
func (f Format) MediaType() string {
	switch f {
	case CSV:
		return "text/csv; charset=utf-8"
	case NDJSON:
		return "application/x-ndjson"
	case Parquet:
		return "application/vnd.apache.parquet"
	}
	return ""
}

// encoder writes rows of one type. Nothing of a batch is held back after write but by Parquet, whose row group is a batch.
type encoder[T any] interface {
	write(rows []T) error
	close() error
}

func newEncoder[T any](f Format, w io.Writer) (encoder[T], error) {
	switch f {
	case CSV:
		e := &csvEncoder[T]{out: csv.NewWriter(w)}
		return e, e.head()
	case NDJSON:
		return &jsonEncoder[T]{json.NewEncoder(w)}, nil
	case Parquet:
		return &parquetEncoder[T]{parquet.NewGenericWriter[T](w, parquet.Compression(&parquet.Zstd))}, nil
	}
	return nil, fmt.Errorf("export: no format %q", f)
}

type jsonEncoder[T any] struct{ out *json.Encoder }

func (e *jsonEncoder[T]) write(rows []T) error {
	for i := range rows {
		if err := e.out.Encode(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (*jsonEncoder[T]) close() error { return nil }

type parquetEncoder[T any] struct{ out *parquet.GenericWriter[T] }

func (e *parquetEncoder[T]) write(rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	if _, err := e.out.Write(rows); err != nil {
		return err
	}
	return e.out.Flush() // a row group: memory is bounded by the batch
}

func (e *parquetEncoder[T]) close() error { return e.out.Close() }

// csvEncoder writes the columns that Parquet has, by the same names.
type csvEncoder[T any] struct {
	out  *csv.Writer
	line []string
}

func (e *csvEncoder[T]) head() error {
	for field := range reflect.TypeFor[T]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		e.line = append(e.line, name)
	}
	if err := e.out.Write(e.line); err != nil {
		return err
	}
	e.out.Flush()
	return e.out.Error()
}

func (e *csvEncoder[T]) write(rows []T) error {
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		for j := range e.line {
			e.line[j] = cell(row.Field(j).Interface())
		}
		if err := e.out.Write(e.line); err != nil {
			return err
		}
	}
	e.out.Flush()
	return e.out.Error()
}

func (*csvEncoder[T]) close() error { return nil }

// cell is a value as CSV has it. What begins like a formula is none: no column but the tenant's name holds what people typed.
func cell(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case *string:
		if v == nil {
			return ""
		}
		return plain(*v)
	case *time.Time:
		if v == nil {
			return ""
		}
		return v.Format(time.RFC3339Nano)
	case json.RawMessage:
		return string(v)
	default:
		return fmt.Sprint(v)
	}
}

// plain keeps a spreadsheet from taking a name for a formula (OWASP, CSV injection).
func plain(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

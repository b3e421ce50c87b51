package compiled

// encoder appends what a field answers for a row.
type encoder[T any] func(dst []byte, a *answer, row T) []byte

// object encodes the selected fields of a row, in the order of the selection.
type object[T any] []struct {
	key   []byte // `"name":`
	value encoder[T]
}

func (o object[T]) encode(dst []byte, a *answer, row T) []byte {
	dst = append(dst, '{')
	for i := range o {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, o[i].key...)
		dst = o[i].value(dst, a, row)
	}
	return append(dst, '}')
}

// list encodes rows.
func list[T any](dst []byte, a *answer, rows []T, each encoder[T]) []byte {
	dst = append(dst, '[')
	for i, row := range rows {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = each(dst, a, row)
	}
	return append(dst, ']')
}

// fields is the table of a type's fields: how each is compiled. A field that is not in it is left to gqlgen.
type fields[T any] map[string]func(c *compiler, f field) encoder[T]

// compileObject compiles a selection on a type.
func compileObject[T any](c *compiler, typeName string, f field, table fields[T]) object[T] {
	selected := c.collect(typeName, f.selections)
	compiled := make(object[T], 0, len(selected))
	for _, sub := range selected {
		var value encoder[T]
		if sub.name == "__typename" {
			name := appendString(nil, typeName)
			value = func(dst []byte, _ *answer, _ T) []byte { return append(dst, name...) }
		} else if compile, known := table[sub.name]; known {
			value = compile(c, sub)
		} else {
			c.unknown = true
			continue
		}
		compiled = append(compiled, struct {
			key   []byte
			value encoder[T]
		}{append(appendString(nil, sub.key), ':'), value})
	}
	return compiled
}

// plain is a field that needs nothing compiled.
func plain[T any](e encoder[T]) func(*compiler, field) encoder[T] {
	return func(*compiler, field) encoder[T] { return e }
}

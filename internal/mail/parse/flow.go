package parse

import "strings"

// unflow puts the lines of flowed text together again (RFC 3676): one that ends in a space goes on in the next of the same quote.
// No word is lost: where a sender has it wrong, lines are too long or too short.
func unflow(text string, deleteSpace bool) string {
	var out strings.Builder
	flowing, before := false, 0 // the line before goes on, and how deeply it was quoted
	for i, line := range strings.Split(text, "\n") {
		depth := len(line) - len(strings.TrimLeft(line, ">"))
		line = strings.TrimPrefix(line[depth:], " ") // stuffed, or the space behind the marks
		goesOn := flowing && depth == before && line != "-- "
		switch {
		case !goesOn && i > 0:
			out.WriteByte('\n')
			fallthrough
		case i == 0:
			out.WriteString(margin(depth, line))
		}
		flowing, before = strings.HasSuffix(line, " ") && line != "-- ", depth
		if flowing && deleteSpace {
			line = line[:len(line)-1]
		}
		out.WriteString(line)
	}
	return out.String()
}

// margin is what a line begins with, so that it is read as quoted so deeply, and as no deeper.
func margin(depth int, line string) string {
	switch {
	case depth > 0 && line != "":
		return strings.Repeat(">", depth) + " "
	case depth == 0 && strings.HasPrefix(line, ">"):
		return "  "
	}
	return strings.Repeat(">", depth)
}

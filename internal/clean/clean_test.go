package clean

import "testing"

func TestText(t *testing.T) {
	for _, c := range []struct {
		raw, line, lines string // "-": refused
	}{
		{" caffe\u0300 ", "caff\u00e8", "caff\u00e8"},
		{"uno\r\ndue\rtre", "-", "uno\ndue\ntre"},
		{"uno\tdue", "-", "uno\tdue"},
		{"uno\u2028due", "-", "uno\u2028due"},
		{"uno\n", "uno", "uno"},
		{"uno\x00due", "-", "-"},
		{"uno\u0085due", "-", "-"},
		{"\xff", "-", "-"},
		{"  ", "", ""},
	} {
		for lines, want := range map[bool]string{false: c.line, true: c.lines} {
			got, ok := Text(c.raw, lines)
			if !ok {
				got = "-"
			}
			if got != want {
				t.Errorf("Text(%q, %v) = %q, want %q", c.raw, lines, got, want)
			}
		}
	}
}

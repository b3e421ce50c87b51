package compose

import "html/template"

// paint are a desk's colour, and the one of letters upon it.
type paint struct{ Ground, Letters template.CSS }

// painted takes a colour as #rrggbb; anything else is a quiet blue. Letters are white or nearly black, whichever can be
// read better (WCAG 2.2, relative luminance, roughly).
func painted(colour string) paint {
	rgb, ok := parseColour(colour)
	if !ok {
		return paint{"#2f5d8a", "#ffffff"}
	}
	light := 299*rgb[0] + 587*rgb[1] + 114*rgb[2]
	if light > 150*1000 {
		return paint{template.CSS(colour), "#1c1c1e"}
	}
	return paint{template.CSS(colour), "#ffffff"}
}

func parseColour(colour string) (rgb [3]int, ok bool) {
	if len(colour) != 7 || colour[0] != '#' {
		return rgb, false
	}
	for i := 1; i < 7; i++ {
		digit := hexDigit(colour[i])
		if digit < 0 {
			return rgb, false
		}
		rgb[(i-1)/2] = rgb[(i-1)/2]*16 + digit
	}
	return rgb, true
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

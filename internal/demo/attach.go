package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"sportello/internal/moment"
)

// file is a file to attach.
type file struct {
	name    string
	content []byte
	// set when its message is written
	message  int // index among the ticket's
	uploader int64
	at       moment.Moment
}

// manyFiles is about how many files a fill makes, however many tickets: each costs a write that waits for the disk.
const manyFiles = 120

// messagesEach is about how many messages that may have files a ticket has.
const messagesEach = 4

// file draws a file for a message: the picture of a screen, or a log. Mostly there is none.
func (s *story) file() *file {
	if s.Float64() < s.files {
		return s.attachment()
	}
	return nil
}

// attachment makes a file for certain.
func (s *story) attachment() *file {
	if s.chance(60) {
		content, err := screenshot(s.dice)
		s.fail(err)
		return &file{name: fmt.Sprintf("schermata-%s.png", s.life.facts.number), content: content}
	}
	f := s.life.facts
	var text bytes.Buffer
	fmt.Fprintf(&text, "product: %s\nversion: %s\ncode:    %s\nnumber:  %s\n", f.product, f.version, f.code, f.number)
	for i := range s.between(4, 12) {
		result := pick(s.dice, []string{"ok", "ok", "retry", f.code})
		fmt.Fprintf(&text, "%02d:%02d:%02d step %d: %s\n", 8+i/4, s.IntN(60), s.IntN(60), i+1, result)
	}
	return &file{name: fmt.Sprintf("log-%s.txt", f.number), content: text.Bytes()}
}

// screenshot paints a window with a few bars.
func screenshot(d dice) ([]byte, error) {
	const width, height, bar = 240, 150, 16
	palette := color.Palette{
		color.Gray{0xf4}, color.RGBA{0x2b, 0x5c, 0x8a, 0xff}, color.Gray{0xc8}, color.RGBA{0xc0, 0x39, 0x2b, 0xff},
	}
	picture := image.NewPaletted(image.Rect(0, 0, width, height), palette)
	fill := func(area image.Rectangle, shade uint8) {
		for y := area.Min.Y; y < area.Max.Y; y++ {
			for x := area.Min.X; x < area.Max.X; x++ {
				picture.SetColorIndex(x, y, shade)
			}
		}
	}
	fill(image.Rect(0, 0, width, bar), 1)
	for row := range 6 {
		top := 2*bar + row*bar
		fill(image.Rect(10, top, d.between(40, width-10), top+bar/2), uint8(2+d.IntN(2)))
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("paint a screen: %w", err)
	}
	return out.Bytes(), nil
}

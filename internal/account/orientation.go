package account

import (
	"encoding/binary"
	"image"
)

// orientation is how a camera held a JPEG (EXIF 2.32, 4.6.4: 1 to 8), 1 for anything that does not say so. Everything else
// of EXIF, such as where a picture was taken, is lost with the file.
func orientation(content []byte) int {
	const exif = "Exif\x00\x00"
	if len(content) < 4 || content[0] != 0xFF || content[1] != 0xD8 {
		return 1
	}
	for at := 2; at+4 <= len(content) && content[at] == 0xFF; {
		length := int(binary.BigEndian.Uint16(content[at+2:]))
		end := at + 2 + length
		if length < 2 || end > len(content) || content[at+1] == 0xDA { // the picture itself begins
			return 1
		}
		if body := content[at+4 : end]; content[at+1] == 0xE1 && len(body) > len(exif) && string(body[:len(exif)]) == exif {
			return orientationTag(body[len(exif):])
		}
		at = end
	}
	return 1
}

// orientationTag reads the tag from the first directory of a TIFF.
func orientationTag(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	count := int64(order.Uint16(tiff[at:]))
	for i := range count {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if value := int(order.Uint16(tiff[entry+8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
	}
	return 1
}

// upright turns a square picture as its orientation says.
func upright(from *image.RGBA, orientation int) image.Image {
	if orientation == 1 {
		return from
	}
	side := from.Bounds().Dx()
	last := side - 1
	to := image.NewRGBA(from.Bounds())
	for y := range side {
		for x := range side {
			u, v := x, y
			switch orientation {
			case 2:
				u = last - x
			case 3:
				u, v = last-x, last-y
			case 4:
				v = last - y
			case 5:
				u, v = y, x
			case 6:
				u, v = y, last-x
			case 7:
				u, v = last-y, last-x
			case 8:
				u, v = last-y, x
			}
			to.SetRGBA(x, y, from.RGBAAt(u, v))
		}
	}
	return to
}

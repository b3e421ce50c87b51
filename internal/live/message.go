package live

import (
	"encoding/binary"
	"errors"

	"sportello/internal/event"
)

// announcementVersion begins each message, so that a process of a later version can say more.
const announcementVersion = 1

func encodeAnnouncement(a event.Announcement) []byte {
	text := append(make([]byte, 0, 28), announcementVersion)
	for _, number := range []int64{a.DeskID, a.TicketID, a.Seq} {
		text = binary.AppendVarint(text, number)
	}
	return text
}

// decodeAnnouncement reads what encodeAnnouncement wrote; what a later version has added to it is ignored.
func decodeAnnouncement(text []byte) (a event.Announcement, err error) {
	if len(text) == 0 || text[0] != announcementVersion {
		return a, errors.New("not an announcement")
	}
	text = text[1:]
	for _, number := range []*int64{&a.DeskID, &a.TicketID, &a.Seq} {
		read, n := binary.Varint(text)
		if n <= 0 {
			return a, errors.New("an announcement that is cut off")
		}
		*number, text = read, text[n:]
	}
	if a.TicketID < 0 {
		return a, errors.New("an announcement of no ticket")
	}
	return a, nil
}

// encodeSign writes a sign for other processes.
func encodeSign(s event.Sign) []byte {
	staff := byte(0)
	if s.Staff {
		staff = 1
	}
	text := append(make([]byte, 0, 32), announcementVersion, byte(s.Doing), staff)
	text = binary.AppendVarint(text, s.TicketID)
	text = binary.AppendVarint(text, s.UserID)
	return binary.AppendUvarint(text, s.Seat)
}

// decodeSign reads what encodeSign wrote; what a later version has added to it is ignored.
func decodeSign(text []byte) (s event.Sign, err error) {
	const head = 3 // bytes
	if len(text) < head || text[0] != announcementVersion || event.Doing(text[1]) > event.WritingNote {
		return s, errors.New("not a sign")
	}
	s.Doing, s.Staff = event.Doing(text[1]), text[2] == 1
	text = text[head:]
	for _, number := range []*int64{&s.TicketID, &s.UserID} {
		read, n := binary.Varint(text)
		if n <= 0 || read < 0 {
			return s, errors.New("a sign that is cut off, or of nothing")
		}
		*number, text = read, text[n:]
	}
	seat, n := binary.Uvarint(text)
	if n <= 0 {
		return s, errors.New("a sign that is cut off")
	}
	s.Seat = seat
	return s, nil
}

package desk

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
)

var errMessageCursor = errors.New("not a cursor of a conversation")

// messageCursor is the place of a message in its ticket's conversation.
func messageCursor(ticketID, messageID int64) string {
	b := append(make([]byte, 0, 24), 'm')
	b = binary.AppendVarint(b, ticketID)
	b = binary.AppendVarint(b, messageID)
	return base64.RawURLEncoding.EncodeToString(b)
}

// readMessageCursor reads what messageCursor has written, and nothing else.
func readMessageCursor(cursor string) (ticketID, messageID int64, err error) {
	if len(cursor) > 32 {
		return 0, 0, errMessageCursor
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) == 0 {
		return 0, 0, errMessageCursor
	}
	ticketID, n := binary.Varint(b[1:])
	if n <= 0 {
		return 0, 0, errMessageCursor
	}
	messageID, m := binary.Varint(b[1+n:])
	if m <= 0 || messageCursor(ticketID, messageID) != cursor {
		return 0, 0, errMessageCursor
	}
	return ticketID, messageID, nil
}

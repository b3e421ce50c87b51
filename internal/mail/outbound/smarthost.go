package outbound

import "context"

// Parcel is a mail as it is handed over.
type Parcel struct {
	Sender, Recipient string
	Bytes             []byte
}

// Smarthost takes mails, to bring them on.
type Smarthost interface {
	// Deliver hands over a mail. A *Refusal says why it was not taken; any other error leaves it uncertain.
	Deliver(ctx context.Context, p Parcel) error
}

// Package written says what somebody wrote in a mail: the new text apart from quotes and signature, as HTML where the mail's own
// is fit for it, with the pictures that stand in it, and the whole beside it, so that nothing is lost.
//
//	func New() *Reader
//	func (r *Reader) Of(m parse.Message, most int) Written
//
// most is how many characters the desk takes (policy.Text.Message.Max). What a desk's use case wants is made of a Written so: Text
// and Format are the message's; Quoted, Signature and Original go beside it; of parse.Message.Files, those that Inline names are
// attachments with that content id, all others plain attachments.
//
// It is pure, and must not know tickets, senders or where anything is kept.
package written

package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// OutgoingMail is one mail to one address, with its bytes. It is written in the transaction of the change that causes it,
// and says ever after what became of it.
type OutgoingMail struct{ ent.Schema }

// Mixin of the entity.
func (OutgoingMail) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (OutgoingMail) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable().Comment("0: of no desk."),
		field.Int64("tenant_id").Immutable().Comment("0: of no tenant."),
		field.Int64("ticket_id").Immutable().Comment("0: of no ticket."),
		field.Int64("user_id").Immutable().Comment("The account that it speaks to; 0: an address alone."),
		field.String("kind").MaxLen(40).Immutable(),
		field.String("same").MaxLen(80).Immutable().Default("").Comment("What it says, for notices that need not be said twice while the first waits; empty: it is always said."),
		field.Bool("secret").Immutable().Default(false).Comment("Its bytes hold a password, link or code: nobody reads them through the API, and they go once it is sent."),
		field.String("recipient").MaxLen(254).Immutable().Comment("Of the envelope, as it was given."),
		field.String("sender").MaxLen(320).Default("").Comment("Of the envelope, signed (VERP)."),
		field.String("message_id").MaxLen(255).Default("").Comment("In its brackets."),
		field.String("subject").MaxRuneLen(400).Default("").Comment("As people read it; empty where it is secret."),
		field.Bytes("raw").Optional().Nillable().Annotations(entsql.Annotation{Size: 1<<32 - 1}).Comment("The whole message (RFC 5322); NULL once it was removed."),

		field.String("state").MaxLen(12).Comment("QUEUED, SENT, TRAPPED, REFUSED or BOUNCED; see internal/mail/outbound."),
		field.Int("attempts").Default(0),
		field.Int64("next_attempt_at").GoType(moment.Moment(0)).Default(0),
		field.Int64("leased_until").GoType(moment.Moment(0)).Default(0).Comment("Until then a process is at it; 0: none is."),
		field.String("lease").MaxLen(32).Default("").Comment("Which one: a word of its own for each try."),
		field.String("last_error").MaxRuneLen(500).Default("").Comment("What the last server said, or what was wrong."),
		field.Int64("ended_at").GoType(moment.Moment(0)).Default(0).Comment("When it was sent, trapped or given up."),
		field.Int64("bounced_at").GoType(moment.Moment(0)).Default(0),
		field.String("bounce_report").MaxRuneLen(2000).Default("").Comment("What the report said of it."),
	}
}

// Indexes of the entity.
func (OutgoingMail) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("state", "next_attempt_at"), // what is to be sent next
		index.Fields("ticket_id", "recipient"),
		index.Fields("message_id"),
	}
}

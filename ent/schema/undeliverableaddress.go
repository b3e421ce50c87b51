package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// UndeliverableAddress is an address that a delivery report called dead for good, within one tenant: tickets' mails to it
// are not tried until somebody of the staff clears it.
type UndeliverableAddress struct{ ent.Schema }

// Mixin of the entity.
func (UndeliverableAddress) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (UndeliverableAddress) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("tenant_id").Immutable(),
		field.String("address").MaxLen(254).Immutable().Comment("Normalized."),
		field.Int64("mail_id").Immutable().Comment("The outgoing mail whose report said so."),
		field.String("reason").MaxRuneLen(500).Immutable().Default(""),
	}
}

// Indexes of the entity.
func (UndeliverableAddress) Indexes() []ent.Index {
	return []ent.Index{index.Fields("tenant_id", "address").Unique()}
}

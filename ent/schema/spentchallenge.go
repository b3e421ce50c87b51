package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// SpentChallenge is a contact form's challenge that was answered (M2.1): it is good once. It is forgotten when it would have expired.
type SpentChallenge struct{ ent.Schema }

// Mixin of the entity.
func (SpentChallenge) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}} }

// Fields of the entity.
func (SpentChallenge) Fields() []ent.Field {
	return []ent.Field{
		field.String("nonce").MaxLen(32).Unique().Immutable(),
		field.String("fingerprint").MaxLen(64).Immutable().Comment("SHA-256 of the submission: the same one again is answered alike."),
		field.Int64("expires_at").GoType(moment.Moment(0)).Immutable(),
	}
}

// Indexes of the entity.
func (SpentChallenge) Indexes() []ent.Index { return []ent.Index{index.Fields("expires_at")} }

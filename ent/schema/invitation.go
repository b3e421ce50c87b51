package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// Invitation offers somebody a place: in a tenant, or on a desk's staff (M4.1, M4.7). It is open until one of its four ends.
type Invitation struct{ ent.Schema }

// Mixin of the entity.
func (Invitation) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Invitation) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Optional().Nillable().Immutable().Comment("Null: staff of the desk."),
		field.Int64("user_id").Immutable().Comment("Who is invited: whoever has the address, made when nobody had."),
		field.String("email").MaxLen(254).Immutable().Comment("Where it was sent."),
		field.String("role").MaxLen(24).Comment("As in a membership."),
		field.Int64("invited_by").Immutable(),
		field.Int64("sent_at").GoType(moment.Moment(0)).Comment("The last time."),
		field.Int64("expires_at").GoType(moment.Moment(0)),
		field.Int64("accepted_at").GoType(moment.Moment(0)).Default(0),
		field.Int64("declined_at").GoType(moment.Moment(0)).Default(0),
		field.Int64("withdrawn_at").GoType(moment.Moment(0)).Default(0),
		field.Bytes("token_hash").MaxLen(32).Unique().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(32)"}),
	}
}

// Indexes of the entity.
func (Invitation) Indexes() []ent.Index {
	return []ent.Index{index.Fields("desk_id", "tenant_id"), index.Fields("user_id")}
}

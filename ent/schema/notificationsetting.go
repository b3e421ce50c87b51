package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// NotificationSetting is a user's own choice whether they are told of a kind of thing by mail; without a row the default
// of the kind stands.
type NotificationSetting struct{ ent.Schema }

// Mixin of the entity.
func (NotificationSetting) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (NotificationSetting) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("user_id").Immutable(),
		field.String("kind").MaxLen(40).Immutable(),
		field.Bool("enabled"),
	}
}

// Indexes of the entity.
func (NotificationSetting) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id", "kind").Unique()}
}

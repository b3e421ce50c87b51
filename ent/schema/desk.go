package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// Desk is a support organisation with its own rules, language and address.
type Desk struct{ ent.Schema }

// Mixin of the entity.
func (Desk) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Desk) Fields() []ent.Field {
	return []ent.Field{
		field.String("slug").MaxLen(40).Unique().Comment("Short name in addresses: lower-case letters, digits, hyphens."),
		field.String("name").MaxRuneLen(200).Comment("How the desk calls itself, and how its staff is shown where it hides them (M2.7)."),
		field.String("language").MaxLen(8).Comment("Language of the desk's own words: it, es or en."),
		field.String("time_zone").MaxLen(64).Comment("IANA name."),
		field.Text("policy").Comment("The desk's rules, YAML; see internal/policy."),
		field.Int64("policy_version").Default(1).Comment("Counts up with each change of the policy."),
		field.Int64("last_number").Default(0).Comment("Number of the newest ticket; the next one takes the number after it, under a row lock."),
	}
}

// Edges of the entity.
func (Desk) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("tenants", Tenant.Type),
		edge.To("tickets", Ticket.Type),
		edge.To("memberships", Membership.Type),
	}
}

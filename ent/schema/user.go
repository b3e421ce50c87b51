package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"sportello/internal/moment"
)

// User is someone who signs in, or whose mail address opened a ticket.
type User struct{ ent.Schema }

// Mixin of the entity.
func (User) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (User) Fields() []ent.Field {
	return []ent.Field{
		field.String("email").MaxLen(254).Unique().Comment("Lower-case; the sign-in name."),
		field.String("name").MaxRuneLen(200).Default("").Comment("Name and surname as shown; empty until known (M4.9: the e-mail stands in)."),
		field.String("password_hash").MaxLen(255).Default("").Sensitive().Comment("argon2id, PHC form; empty: can't sign in by password."),
		field.String("language").MaxLen(8).Default("en"),
		// What came later is null where it was never said: SQLite adds such a column without making the table anew.
		field.String("given_name").MaxRuneLen(100).Optional().Comment("As told when the account was completed or the profile changed; name is made of both."),
		field.String("surname").MaxRuneLen(100).Optional(),
		field.String("time_zone").MaxLen(64).Optional().Comment("IANA name; empty: the desk's."),
		field.String("avatar_key").MaxLen(64).Optional().Comment("Where the picture's bytes are; empty: none."),
		field.String("first_password").MaxLen(8).Optional().Comment("MAILED or GIVEN: somebody else knows the password, and nothing is open but to complete the account (M1.2, M4.2)."),
		field.Int64("first_password_until").GoType(moment.Moment(0)).Optional().Comment("0: without end."),
		field.String("notice_version").MaxLen(40).Optional().Comment("Of the privacy notice that was accepted (M4.2)."),
		field.Int64("notice_accepted_at").GoType(moment.Moment(0)).Optional().Comment("0: never."),
		field.Bytes("totp_secret").MaxLen(128).Optional().Sensitive().SchemaType(map[string]string{"mysql": "varbinary(128)"}).Comment("Sealed; null: no authenticator."),
		field.Bool("totp_confirmed").Optional().Comment("False: begun, and not yet asked for."),
		field.Int64("totp_step").Optional().Comment("The last 30 seconds whose code was taken: none is taken twice."),
	}
}

// Edges of the entity.
func (User) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("memberships", Membership.Type),
		edge.To("sessions", Session.Type),
		edge.To("requested", Ticket.Type),
		edge.To("assigned", Ticket.Type),
	}
}

package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"sportello/internal/moment"
)

// Ticket is one request and what became of it. What a list row shows (counts, the last message) is kept on the row,
// so that a page of a list is one statement.
type Ticket struct{ ent.Schema }

// Mixin of the entity.
func (Ticket) Mixin() []ent.Mixin { return []ent.Mixin{Identity{}, Created{}} }

// Fields of the entity.
func (Ticket) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("desk_id").Immutable(),
		field.Int64("tenant_id").Immutable(),
		field.Int64("number").Comment("The desk's own count: 1, 2, 3 …"),
		field.String("subject").MaxRuneLen(255),
		field.String("status").MaxLen(24),
		field.String("priority").MaxLen(12),
		field.Int8("priority_rank").Comment("1 LOW … 4 URGENT, so that lists sort by it."),
		field.String("channel").MaxLen(16).Comment("How it came: WEB, API, MAIL, CONTACT_FORM."),
		field.Int64("requester_id"),
		field.Int64("assignee_id").Optional().Nillable(),
		field.Int64("person_id").Optional().Nillable(),
		field.Int64("follows_id").Optional().Nillable().Comment("The closed ticket that this one continues (M1.11, M3.8, M4.17)."),

		field.Int64("version").Default(1).Comment("Counts up with every change of the ticket; for expectedVersion."),
		field.Int64("last_seq").Default(0).Comment("seq of the newest timeline entry."),
		field.Int64("last_public_seq").Default(0).Comment("public_seq of the newest entry that customers see."),
		field.Int("message_count").Default(0).Comment("Messages that customers see; notes are not among them."),
		field.Int("attachment_count").Default(0).Comment("Attachments that customers see."),
		field.Int("note_count").Default(0),
		field.Int("reopen_count").Default(0),

		field.String("excerpt").MaxRuneLen(200).Default("").Comment("First line of the description (M4.13)."),
		field.String("last_message_excerpt").MaxRuneLen(200).Default(""),
		field.String("last_message_by").MaxLen(12).Default("").Comment("event.ActorKind of its author."),
		field.Int64("last_message_at").GoType(moment.Moment(0)).Default(0),

		field.Int64("updated_at").GoType(moment.Moment(0)).Comment("Last change that customers see."),
		field.Int64("last_reply_at").GoType(moment.Moment(0)).Default(0).Comment("Newest message after the description."),
		field.Int64("last_customer_message_at").GoType(moment.Moment(0)).Default(0),
		field.Int64("last_staff_message_at").GoType(moment.Moment(0)).Default(0),
		field.Int64("first_responded_at").GoType(moment.Moment(0)).Default(0),
		field.Int64("status_since").GoType(moment.Moment(0)),
		field.Int64("resolved_at").GoType(moment.Moment(0)).Default(0),
		field.Int64("closed_at").GoType(moment.Moment(0)).Default(0),
		field.String("close_reason").MaxLen(64).Default("").Comment("Why the system closed it; empty when a person did."),

		field.String("source").MaxLen(24).Default("").Comment("Where in the desk's products it was opened (M4.8); empty: not said."),
		field.Text("source_context").Optional().Nillable().Comment("Program, version and error that it was opened from (M4.8): JSON."),
		field.Int64("merged_into_id").Optional().Nillable().Comment("The ticket that holds its conversation since they were merged (M1.15)."),

		// Due times (M1.1, M2.9); 0: none.
		field.Int64("first_due_at").GoType(moment.Moment(0)).Default(0).Comment("The first response; kept once it was given."),
		field.Int64("next_due_at").GoType(moment.Moment(0)).Default(0).Comment("The next response, while the customer waits for one."),
		field.Int64("resolution_due_at").GoType(moment.Moment(0)).Default(0).Comment("The solution; kept once it is closed."),
		field.Int64("due_at").GoType(moment.Moment(0)).Default(0).Comment("The nearest due time that runs; 0 when all are kept or paused."),
		field.Int64("due_check_at").GoType(moment.Moment(0)).Default(0).Comment("When the clock has something to warn of or a breach to record."),
		field.Int64("due_noted").Default(0).Comment("Warnings and breaches that stand in the timeline: a set of bits, see internal/desk."),
		field.Int64("queue_rank").Default(0).Comment("Staff's queue: urgent first, then closest to its due time (M2.9); over last."),
		field.Int64("waits_since").GoType(moment.Moment(0)).Default(0).Comment("Since when the customer waits for the next response."),
		field.Int64("runs_since").GoType(moment.Moment(0)).Default(0).Comment("Since when the clock of the resolution runs; 0: it stands."),
		field.Int64("resolution_used").Default(0).Comment("What it had counted before, in microseconds."),
		field.Int64("timed_under").Default(0).Comment("Version of the policy that the due times follow; what is over follows none any more: see internal/desk."),
	}
}

// Edges of the entity.
func (Ticket) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("desk", Desk.Type).Ref("tickets").Field("desk_id").Unique().Required().Immutable(),
		edge.From("tenant", Tenant.Type).Ref("tickets").Field("tenant_id").Unique().Required().Immutable(),
		edge.From("requester", User.Type).Ref("requested").Field("requester_id").Unique().Required(),
		edge.From("assignee", User.Type).Ref("assigned").Field("assignee_id").Unique(),
		edge.From("person", Person.Type).Ref("tickets").Field("person_id").Unique(),
		edge.To("followed_by", Ticket.Type).From("follows").Field("follows_id").Unique(),
		edge.To("messages", Message.Type),
		edge.To("timeline", TimelineEntry.Type),
	}
}

// Indexes of the entity: every sort of a list within each scope (desk, tenant, own), and the filters people use most.
// The database appends the key, which breaks ties.
func (Ticket) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("desk_id", "number").Unique(),
		index.Fields("desk_id", "number", "id"), // MariaDB does not sort by the key it appends to a unique index
		index.Fields("desk_id", "created_at"),
		index.Fields("desk_id", "updated_at"),
		index.Fields("desk_id", "last_reply_at"),
		index.Fields("desk_id", "priority_rank"),
		index.Fields("desk_id", "status", "created_at"),
		index.Fields("desk_id", "status", "status_since"), // what the clock closes next
		index.Fields("due_check_at"),                      // what the clock warns of next
		index.Fields("desk_id", "queue_rank"),
		index.Fields("desk_id", "due_at"),
		index.Fields("desk_id", "timed_under"), // what is to be timed anew
		index.Fields("merged_into_id"),
		index.Fields("tenant_id", "number"),
		index.Fields("tenant_id", "created_at"),
		index.Fields("tenant_id", "updated_at"),
		index.Fields("tenant_id", "last_reply_at"),
		index.Fields("tenant_id", "priority_rank"),
		index.Fields("tenant_id", "due_at"),
		index.Fields("tenant_id", "status", "created_at"),
		index.Fields("requester_id", "created_at"),
		index.Fields("assignee_id", "status", "created_at"),
	}
}

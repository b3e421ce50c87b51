-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_tickets" table
CREATE TABLE `new_tickets` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `number` integer NOT NULL, `subject` text NOT NULL, `status` text NOT NULL, `priority` text NOT NULL, `priority_rank` integer NOT NULL, `channel` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `last_seq` integer NOT NULL DEFAULT (0), `last_public_seq` integer NOT NULL DEFAULT (0), `message_count` integer NOT NULL DEFAULT (0), `attachment_count` integer NOT NULL DEFAULT (0), `note_count` integer NOT NULL DEFAULT (0), `reopen_count` integer NOT NULL DEFAULT (0), `excerpt` text NOT NULL DEFAULT (''), `last_message_excerpt` text NOT NULL DEFAULT (''), `last_message_by` text NOT NULL DEFAULT (''), `last_message_at` integer NOT NULL DEFAULT (0), `updated_at` integer NOT NULL, `last_reply_at` integer NOT NULL DEFAULT (0), `last_customer_message_at` integer NOT NULL DEFAULT (0), `last_staff_message_at` integer NOT NULL DEFAULT (0), `first_responded_at` integer NOT NULL DEFAULT (0), `status_since` integer NOT NULL, `resolved_at` integer NOT NULL DEFAULT (0), `closed_at` integer NOT NULL DEFAULT (0), `close_reason` text NOT NULL DEFAULT (''), `source` text NOT NULL DEFAULT (''), `source_context` text NULL, `merged_into_id` integer NULL, `first_due_at` integer NOT NULL DEFAULT (0), `next_due_at` integer NOT NULL DEFAULT (0), `resolution_due_at` integer NOT NULL DEFAULT (0), `due_at` integer NOT NULL DEFAULT (0), `due_check_at` integer NOT NULL DEFAULT (0), `due_noted` integer NOT NULL DEFAULT (0), `queue_rank` integer NOT NULL DEFAULT (0), `waits_since` integer NOT NULL DEFAULT (0), `runs_since` integer NOT NULL DEFAULT (0), `resolution_used` integer NOT NULL DEFAULT (0), `timed_under` integer NOT NULL DEFAULT (0), `desk_id` integer NOT NULL, `person_id` integer NULL, `tenant_id` integer NOT NULL, `follows_id` integer NULL, `requester_id` integer NOT NULL, `assignee_id` integer NULL, CONSTRAINT `tickets_desks_tickets` FOREIGN KEY (`desk_id`) REFERENCES `desks` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_persons_tickets` FOREIGN KEY (`person_id`) REFERENCES `persons` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_tenants_tickets` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_tickets_followed_by` FOREIGN KEY (`follows_id`) REFERENCES `tickets` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_users_requested` FOREIGN KEY (`requester_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_users_assigned` FOREIGN KEY (`assignee_id`) REFERENCES `users` (`id`) ON DELETE SET NULL);
-- copy rows from old table "tickets" to new temporary table "new_tickets"
INSERT INTO `new_tickets` (`id`, `created_at`, `number`, `subject`, `status`, `priority`, `priority_rank`, `channel`, `version`, `last_seq`, `last_public_seq`, `message_count`, `attachment_count`, `note_count`, `reopen_count`, `excerpt`, `last_message_excerpt`, `last_message_by`, `last_message_at`, `updated_at`, `last_reply_at`, `last_customer_message_at`, `last_staff_message_at`, `first_responded_at`, `status_since`, `resolved_at`, `closed_at`, `close_reason`, `source`, `source_context`, `merged_into_id`, `first_due_at`, `next_due_at`, `resolution_due_at`, `due_at`, `due_check_at`, `due_noted`, `queue_rank`, `desk_id`, `person_id`, `tenant_id`, `follows_id`, `requester_id`, `assignee_id`) SELECT `id`, `created_at`, `number`, `subject`, `status`, `priority`, `priority_rank`, `channel`, `version`, `last_seq`, `last_public_seq`, `message_count`, `attachment_count`, `note_count`, `reopen_count`, `excerpt`, `last_message_excerpt`, `last_message_by`, `last_message_at`, `updated_at`, `last_reply_at`, `last_customer_message_at`, `last_staff_message_at`, `first_responded_at`, `status_since`, `resolved_at`, `closed_at`, `close_reason`, `source`, `source_context`, `merged_into_id`, `first_due_at`, `next_due_at`, `resolution_due_at`, `due_at`, `due_check_at`, `due_noted`, `queue_rank`, `desk_id`, `person_id`, `tenant_id`, `follows_id`, `requester_id`, `assignee_id` FROM `tickets`;
-- drop "tickets" table after copying rows
DROP TABLE `tickets`;
-- rename temporary table "new_tickets" to "tickets"
ALTER TABLE `new_tickets` RENAME TO `tickets`;
-- create index "ticket_desk_id_number" to table: "tickets"
CREATE UNIQUE INDEX `ticket_desk_id_number` ON `tickets` (`desk_id`, `number`);
-- create index "ticket_desk_id_number_id" to table: "tickets"
CREATE INDEX `ticket_desk_id_number_id` ON `tickets` (`desk_id`, `number`, `id`);
-- create index "ticket_desk_id_created_at" to table: "tickets"
CREATE INDEX `ticket_desk_id_created_at` ON `tickets` (`desk_id`, `created_at`);
-- create index "ticket_desk_id_updated_at" to table: "tickets"
CREATE INDEX `ticket_desk_id_updated_at` ON `tickets` (`desk_id`, `updated_at`);
-- create index "ticket_desk_id_last_reply_at" to table: "tickets"
CREATE INDEX `ticket_desk_id_last_reply_at` ON `tickets` (`desk_id`, `last_reply_at`);
-- create index "ticket_desk_id_priority_rank" to table: "tickets"
CREATE INDEX `ticket_desk_id_priority_rank` ON `tickets` (`desk_id`, `priority_rank`);
-- create index "ticket_desk_id_status_created_at" to table: "tickets"
CREATE INDEX `ticket_desk_id_status_created_at` ON `tickets` (`desk_id`, `status`, `created_at`);
-- create index "ticket_desk_id_status_status_since" to table: "tickets"
CREATE INDEX `ticket_desk_id_status_status_since` ON `tickets` (`desk_id`, `status`, `status_since`);
-- create index "ticket_due_check_at" to table: "tickets"
CREATE INDEX `ticket_due_check_at` ON `tickets` (`due_check_at`);
-- create index "ticket_desk_id_queue_rank" to table: "tickets"
CREATE INDEX `ticket_desk_id_queue_rank` ON `tickets` (`desk_id`, `queue_rank`);
-- create index "ticket_desk_id_due_at" to table: "tickets"
CREATE INDEX `ticket_desk_id_due_at` ON `tickets` (`desk_id`, `due_at`);
-- create index "ticket_desk_id_timed_under" to table: "tickets"
CREATE INDEX `ticket_desk_id_timed_under` ON `tickets` (`desk_id`, `timed_under`);
-- create index "ticket_merged_into_id" to table: "tickets"
CREATE INDEX `ticket_merged_into_id` ON `tickets` (`merged_into_id`);
-- create index "ticket_tenant_id_number" to table: "tickets"
CREATE INDEX `ticket_tenant_id_number` ON `tickets` (`tenant_id`, `number`);
-- create index "ticket_tenant_id_created_at" to table: "tickets"
CREATE INDEX `ticket_tenant_id_created_at` ON `tickets` (`tenant_id`, `created_at`);
-- create index "ticket_tenant_id_updated_at" to table: "tickets"
CREATE INDEX `ticket_tenant_id_updated_at` ON `tickets` (`tenant_id`, `updated_at`);
-- create index "ticket_tenant_id_last_reply_at" to table: "tickets"
CREATE INDEX `ticket_tenant_id_last_reply_at` ON `tickets` (`tenant_id`, `last_reply_at`);
-- create index "ticket_tenant_id_priority_rank" to table: "tickets"
CREATE INDEX `ticket_tenant_id_priority_rank` ON `tickets` (`tenant_id`, `priority_rank`);
-- create index "ticket_tenant_id_due_at" to table: "tickets"
CREATE INDEX `ticket_tenant_id_due_at` ON `tickets` (`tenant_id`, `due_at`);
-- create index "ticket_tenant_id_status_created_at" to table: "tickets"
CREATE INDEX `ticket_tenant_id_status_created_at` ON `tickets` (`tenant_id`, `status`, `created_at`);
-- create index "ticket_requester_id_created_at" to table: "tickets"
CREATE INDEX `ticket_requester_id_created_at` ON `tickets` (`requester_id`, `created_at`);
-- create index "ticket_assignee_id_status_created_at" to table: "tickets"
CREATE INDEX `ticket_assignee_id_status_created_at` ON `tickets` (`assignee_id`, `status`, `created_at`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

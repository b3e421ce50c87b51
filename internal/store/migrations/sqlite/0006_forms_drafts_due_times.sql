-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_attachments" table
CREATE TABLE `new_attachments` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `draft_id` integer NULL, `staff_only` bool NOT NULL DEFAULT (false), `name` text NOT NULL, `content_type` text NOT NULL, `size` integer NOT NULL, `sha256` text NOT NULL, `blob_key` text NOT NULL, `ticket_id` integer NULL, `uploader_id` integer NULL, `message_id` integer NULL, CONSTRAINT `attachments_tickets_ticket` FOREIGN KEY (`ticket_id`) REFERENCES `tickets` (`id`) ON DELETE NO ACTION, CONSTRAINT `attachments_users_uploader` FOREIGN KEY (`uploader_id`) REFERENCES `users` (`id`) ON DELETE SET NULL, CONSTRAINT `attachments_messages_attachments` FOREIGN KEY (`message_id`) REFERENCES `messages` (`id`) ON DELETE NO ACTION);
-- copy rows from old table "attachments" to new temporary table "new_attachments"
INSERT INTO `new_attachments` (`id`, `created_at`, `staff_only`, `name`, `content_type`, `size`, `sha256`, `blob_key`, `ticket_id`, `uploader_id`, `message_id`) SELECT `id`, `created_at`, `staff_only`, `name`, `content_type`, `size`, `sha256`, `blob_key`, `ticket_id`, `uploader_id`, `message_id` FROM `attachments`;
-- drop "attachments" table after copying rows
DROP TABLE `attachments`;
-- rename temporary table "new_attachments" to "attachments"
ALTER TABLE `new_attachments` RENAME TO `attachments`;
-- create index "attachments_blob_key_key" to table: "attachments"
CREATE UNIQUE INDEX `attachments_blob_key_key` ON `attachments` (`blob_key`);
-- create index "attachment_message_id_created_at" to table: "attachments"
CREATE INDEX `attachment_message_id_created_at` ON `attachments` (`message_id`, `created_at`);
-- create index "attachment_ticket_id_created_at" to table: "attachments"
CREATE INDEX `attachment_ticket_id_created_at` ON `attachments` (`ticket_id`, `created_at`);
-- create index "attachment_draft_id" to table: "attachments"
CREATE INDEX `attachment_draft_id` ON `attachments` (`draft_id`);
-- create "new_tickets" table
CREATE TABLE `new_tickets` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `number` integer NOT NULL, `subject` text NOT NULL, `status` text NOT NULL, `priority` text NOT NULL, `priority_rank` integer NOT NULL, `channel` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `last_seq` integer NOT NULL DEFAULT (0), `last_public_seq` integer NOT NULL DEFAULT (0), `message_count` integer NOT NULL DEFAULT (0), `attachment_count` integer NOT NULL DEFAULT (0), `note_count` integer NOT NULL DEFAULT (0), `reopen_count` integer NOT NULL DEFAULT (0), `excerpt` text NOT NULL DEFAULT (''), `last_message_excerpt` text NOT NULL DEFAULT (''), `last_message_by` text NOT NULL DEFAULT (''), `last_message_at` integer NOT NULL DEFAULT (0), `updated_at` integer NOT NULL, `last_reply_at` integer NOT NULL DEFAULT (0), `last_customer_message_at` integer NOT NULL DEFAULT (0), `last_staff_message_at` integer NOT NULL DEFAULT (0), `first_responded_at` integer NOT NULL DEFAULT (0), `status_since` integer NOT NULL, `resolved_at` integer NOT NULL DEFAULT (0), `closed_at` integer NOT NULL DEFAULT (0), `close_reason` text NOT NULL DEFAULT (''), `source` text NOT NULL DEFAULT (''), `source_context` text NULL, `merged_into_id` integer NULL, `first_due_at` integer NOT NULL DEFAULT (0), `next_due_at` integer NOT NULL DEFAULT (0), `resolution_due_at` integer NOT NULL DEFAULT (0), `due_at` integer NOT NULL DEFAULT (0), `due_check_at` integer NOT NULL DEFAULT (0), `due_noted` integer NOT NULL DEFAULT (0), `queue_rank` integer NOT NULL DEFAULT (0), `desk_id` integer NOT NULL, `person_id` integer NULL, `tenant_id` integer NOT NULL, `follows_id` integer NULL, `requester_id` integer NOT NULL, `assignee_id` integer NULL, CONSTRAINT `tickets_desks_tickets` FOREIGN KEY (`desk_id`) REFERENCES `desks` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_persons_tickets` FOREIGN KEY (`person_id`) REFERENCES `persons` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_tenants_tickets` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_tickets_followed_by` FOREIGN KEY (`follows_id`) REFERENCES `tickets` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_users_requested` FOREIGN KEY (`requester_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_users_assigned` FOREIGN KEY (`assignee_id`) REFERENCES `users` (`id`) ON DELETE SET NULL);
-- copy rows from old table "tickets" to new temporary table "new_tickets"
INSERT INTO `new_tickets` (`id`, `created_at`, `number`, `subject`, `status`, `priority`, `priority_rank`, `channel`, `version`, `last_seq`, `last_public_seq`, `message_count`, `attachment_count`, `note_count`, `reopen_count`, `excerpt`, `last_message_excerpt`, `last_message_by`, `last_message_at`, `updated_at`, `last_reply_at`, `last_customer_message_at`, `last_staff_message_at`, `first_responded_at`, `status_since`, `resolved_at`, `closed_at`, `close_reason`, `desk_id`, `person_id`, `tenant_id`, `follows_id`, `requester_id`, `assignee_id`) SELECT `id`, `created_at`, `number`, `subject`, `status`, `priority`, `priority_rank`, `channel`, `version`, `last_seq`, `last_public_seq`, `message_count`, `attachment_count`, `note_count`, `reopen_count`, `excerpt`, `last_message_excerpt`, `last_message_by`, `last_message_at`, `updated_at`, `last_reply_at`, `last_customer_message_at`, `last_staff_message_at`, `first_responded_at`, `status_since`, `resolved_at`, `closed_at`, `close_reason`, `desk_id`, `person_id`, `tenant_id`, `follows_id`, `requester_id`, `assignee_id` FROM `tickets`;
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
-- create "drafts" table
CREATE TABLE `drafts` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `author_id` integer NOT NULL, `desk_id` integer NOT NULL, `tenant_id` integer NOT NULL, `content` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `updated_at` integer NOT NULL, `ticket_id` integer NULL);
-- create index "draft_author_id_updated_at" to table: "drafts"
CREATE INDEX `draft_author_id_updated_at` ON `drafts` (`author_id`, `updated_at`);
-- create index "draft_ticket_id" to table: "drafts"
CREATE INDEX `draft_ticket_id` ON `drafts` (`ticket_id`);
-- create "policy_versions" table
CREATE TABLE `policy_versions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `version` integer NOT NULL, `author_id` integer NULL, `policy` text NOT NULL);
-- create index "policyversion_desk_id_version" to table: "policy_versions"
CREATE UNIQUE INDEX `policyversion_desk_id_version` ON `policy_versions` (`desk_id`, `version`);
-- create "ticket_fields" table
CREATE TABLE `ticket_fields` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `desk_id` integer NOT NULL, `tenant_id` integer NOT NULL, `key` text NOT NULL, `value` text NOT NULL, `text` text NOT NULL DEFAULT (''), `format` text NOT NULL DEFAULT (''), `ticket_id` integer NOT NULL, CONSTRAINT `ticket_fields_tickets_ticket` FOREIGN KEY (`ticket_id`) REFERENCES `tickets` (`id`) ON DELETE NO ACTION);
-- create index "ticketfield_ticket_id_key" to table: "ticket_fields"
CREATE UNIQUE INDEX `ticketfield_ticket_id_key` ON `ticket_fields` (`ticket_id`, `key`);
-- create index "ticketfield_desk_id_key_value_ticket_id" to table: "ticket_fields"
CREATE INDEX `ticketfield_desk_id_key_value_ticket_id` ON `ticket_fields` (`desk_id`, `key`, `value`, `ticket_id`);
-- create index "ticketfield_tenant_id_key_value_ticket_id" to table: "ticket_fields"
CREATE INDEX `ticketfield_tenant_id_key_value_ticket_id` ON `ticket_fields` (`tenant_id`, `key`, `value`, `ticket_id`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

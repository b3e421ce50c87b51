-- +goose Up
-- create "attachments" table
CREATE TABLE `attachments` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `staff_only` bool NOT NULL DEFAULT (false), `name` text NOT NULL, `content_type` text NOT NULL, `size` integer NOT NULL, `sha256` text NOT NULL, `blob_key` text NOT NULL, `ticket_id` integer NULL, `uploader_id` integer NULL, `message_id` integer NULL, CONSTRAINT `attachments_tickets_ticket` FOREIGN KEY (`ticket_id`) REFERENCES `tickets` (`id`) ON DELETE NO ACTION, CONSTRAINT `attachments_users_uploader` FOREIGN KEY (`uploader_id`) REFERENCES `users` (`id`) ON DELETE SET NULL, CONSTRAINT `attachments_messages_attachments` FOREIGN KEY (`message_id`) REFERENCES `messages` (`id`) ON DELETE NO ACTION);
-- create index "attachments_blob_key_key" to table: "attachments"
CREATE UNIQUE INDEX `attachments_blob_key_key` ON `attachments` (`blob_key`);
-- create index "attachment_message_id_created_at" to table: "attachments"
CREATE INDEX `attachment_message_id_created_at` ON `attachments` (`message_id`, `created_at`);
-- create index "attachment_ticket_id_created_at" to table: "attachments"
CREATE INDEX `attachment_ticket_id_created_at` ON `attachments` (`ticket_id`, `created_at`);
-- create "desks" table
CREATE TABLE `desks` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `slug` text NOT NULL, `name` text NOT NULL, `language` text NOT NULL, `time_zone` text NOT NULL, `policy` text NOT NULL, `policy_version` integer NOT NULL DEFAULT (1), `last_number` integer NOT NULL DEFAULT (0));
-- create index "desks_slug_key" to table: "desks"
CREATE UNIQUE INDEX `desks_slug_key` ON `desks` (`slug`);
-- create "idempotency_keys" table
CREATE TABLE `idempotency_keys` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `key` text NOT NULL, `operation` text NOT NULL, `fingerprint` text NOT NULL, `ticket_id` integer NOT NULL DEFAULT (0), `message_id` integer NOT NULL DEFAULT (0), `follow_up` text NOT NULL DEFAULT (''));
-- create index "idempotencykey_user_id_key" to table: "idempotency_keys"
CREATE UNIQUE INDEX `idempotencykey_user_id_key` ON `idempotency_keys` (`user_id`, `key`);
-- create index "idempotencykey_created_at" to table: "idempotency_keys"
CREATE INDEX `idempotencykey_created_at` ON `idempotency_keys` (`created_at`);
-- create "memberships" table
CREATE TABLE `memberships` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `role` text NOT NULL, `desk_id` integer NOT NULL, `tenant_id` integer NULL, `user_id` integer NOT NULL, CONSTRAINT `memberships_desks_memberships` FOREIGN KEY (`desk_id`) REFERENCES `desks` (`id`) ON DELETE NO ACTION, CONSTRAINT `memberships_tenants_memberships` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`) ON DELETE NO ACTION, CONSTRAINT `memberships_users_memberships` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION);
-- create index "membership_user_id_desk_id_tenant_id" to table: "memberships"
CREATE UNIQUE INDEX `membership_user_id_desk_id_tenant_id` ON `memberships` (`user_id`, `desk_id`, `tenant_id`);
-- create index "membership_tenant_id" to table: "memberships"
CREATE INDEX `membership_tenant_id` ON `memberships` (`tenant_id`);
-- create index "membership_desk_id_tenant_id" to table: "memberships"
CREATE INDEX `membership_desk_id_tenant_id` ON `memberships` (`desk_id`, `tenant_id`);
-- create "messages" table
CREATE TABLE `messages` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `seq` integer NOT NULL, `kind` text NOT NULL, `staff_only` bool NOT NULL, `author_kind` text NOT NULL, `text` text NOT NULL, `author_id` integer NULL, `ticket_id` integer NOT NULL, CONSTRAINT `messages_users_author` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE SET NULL, CONSTRAINT `messages_tickets_messages` FOREIGN KEY (`ticket_id`) REFERENCES `tickets` (`id`) ON DELETE NO ACTION);
-- create index "message_ticket_id_seq" to table: "messages"
CREATE UNIQUE INDEX `message_ticket_id_seq` ON `messages` (`ticket_id`, `seq`);
-- create index "message_ticket_id_staff_only_seq" to table: "messages"
CREATE INDEX `message_ticket_id_staff_only_seq` ON `messages` (`ticket_id`, `staff_only`, `seq`);
-- create "outbox_entries" table
CREATE TABLE `outbox_entries` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `ticket_id` integer NOT NULL, `seq` integer NOT NULL);
-- create "persons" table
CREATE TABLE `persons` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `name` text NOT NULL, `email` text NOT NULL, `phone` text NOT NULL DEFAULT (''), `tenant_id` integer NOT NULL, CONSTRAINT `persons_tenants_people` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`) ON DELETE NO ACTION);
-- create index "person_tenant_id_name" to table: "persons"
CREATE INDEX `person_tenant_id_name` ON `persons` (`tenant_id`, `name`);
-- create "sessions" table
CREATE TABLE `sessions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `token_hash` blob NOT NULL, `expires_at` integer NOT NULL, `remembered` bool NOT NULL DEFAULT (false), `user_agent` text NOT NULL DEFAULT (''), `user_id` integer NOT NULL, CONSTRAINT `sessions_users_sessions` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION);
-- create index "sessions_token_hash_key" to table: "sessions"
CREATE UNIQUE INDEX `sessions_token_hash_key` ON `sessions` (`token_hash`);
-- create index "session_user_id" to table: "sessions"
CREATE INDEX `session_user_id` ON `sessions` (`user_id`);
-- create index "session_expires_at" to table: "sessions"
CREATE INDEX `session_expires_at` ON `sessions` (`expires_at`);
-- create "tenants" table
CREATE TABLE `tenants` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `name` text NOT NULL, `vat_number` text NOT NULL DEFAULT (''), `desk_id` integer NOT NULL, CONSTRAINT `tenants_desks_tenants` FOREIGN KEY (`desk_id`) REFERENCES `desks` (`id`) ON DELETE NO ACTION);
-- create index "tenant_desk_id_name" to table: "tenants"
CREATE INDEX `tenant_desk_id_name` ON `tenants` (`desk_id`, `name`);
-- create "tickets" table
CREATE TABLE `tickets` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `number` integer NOT NULL, `subject` text NOT NULL, `status` text NOT NULL, `priority` text NOT NULL, `priority_rank` integer NOT NULL, `channel` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `last_seq` integer NOT NULL DEFAULT (0), `last_public_seq` integer NOT NULL DEFAULT (0), `message_count` integer NOT NULL DEFAULT (0), `attachment_count` integer NOT NULL DEFAULT (0), `note_count` integer NOT NULL DEFAULT (0), `reopen_count` integer NOT NULL DEFAULT (0), `excerpt` text NOT NULL DEFAULT (''), `last_message_excerpt` text NOT NULL DEFAULT (''), `last_message_by` text NOT NULL DEFAULT (''), `last_message_at` integer NOT NULL DEFAULT (0), `updated_at` integer NOT NULL, `last_reply_at` integer NOT NULL DEFAULT (0), `last_customer_message_at` integer NOT NULL DEFAULT (0), `last_staff_message_at` integer NOT NULL DEFAULT (0), `first_responded_at` integer NOT NULL DEFAULT (0), `status_since` integer NOT NULL, `resolved_at` integer NOT NULL DEFAULT (0), `closed_at` integer NOT NULL DEFAULT (0), `close_reason` text NOT NULL DEFAULT (''), `desk_id` integer NOT NULL, `person_id` integer NULL, `tenant_id` integer NOT NULL, `follows_id` integer NULL, `requester_id` integer NOT NULL, `assignee_id` integer NULL, CONSTRAINT `tickets_desks_tickets` FOREIGN KEY (`desk_id`) REFERENCES `desks` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_persons_tickets` FOREIGN KEY (`person_id`) REFERENCES `persons` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_tenants_tickets` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_tickets_followed_by` FOREIGN KEY (`follows_id`) REFERENCES `tickets` (`id`) ON DELETE SET NULL, CONSTRAINT `tickets_users_requested` FOREIGN KEY (`requester_id`) REFERENCES `users` (`id`) ON DELETE NO ACTION, CONSTRAINT `tickets_users_assigned` FOREIGN KEY (`assignee_id`) REFERENCES `users` (`id`) ON DELETE SET NULL);
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
-- create index "ticket_tenant_id_status_created_at" to table: "tickets"
CREATE INDEX `ticket_tenant_id_status_created_at` ON `tickets` (`tenant_id`, `status`, `created_at`);
-- create index "ticket_requester_id_created_at" to table: "tickets"
CREATE INDEX `ticket_requester_id_created_at` ON `tickets` (`requester_id`, `created_at`);
-- create index "ticket_assignee_id_status_created_at" to table: "tickets"
CREATE INDEX `ticket_assignee_id_status_created_at` ON `tickets` (`assignee_id`, `status`, `created_at`);
-- create "timeline_entries" table
CREATE TABLE `timeline_entries` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `seq` integer NOT NULL, `public_seq` integer NOT NULL, `kind` text NOT NULL, `actor_kind` text NOT NULL, `from_value` text NOT NULL DEFAULT (''), `to_value` text NOT NULL DEFAULT (''), `reason` text NOT NULL DEFAULT (''), `client_mutation_id` text NOT NULL DEFAULT (''), `ticket_id` integer NOT NULL, `actor_id` integer NULL, `message_id` integer NULL, CONSTRAINT `timeline_entries_tickets_timeline` FOREIGN KEY (`ticket_id`) REFERENCES `tickets` (`id`) ON DELETE NO ACTION, CONSTRAINT `timeline_entries_users_actor` FOREIGN KEY (`actor_id`) REFERENCES `users` (`id`) ON DELETE SET NULL, CONSTRAINT `timeline_entries_messages_message` FOREIGN KEY (`message_id`) REFERENCES `messages` (`id`) ON DELETE SET NULL);
-- create index "timelineentry_ticket_id_seq" to table: "timeline_entries"
CREATE UNIQUE INDEX `timelineentry_ticket_id_seq` ON `timeline_entries` (`ticket_id`, `seq`);
-- create index "timelineentry_ticket_id_public_seq" to table: "timeline_entries"
CREATE INDEX `timelineentry_ticket_id_public_seq` ON `timeline_entries` (`ticket_id`, `public_seq`);
-- create "users" table
CREATE TABLE `users` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `email` text NOT NULL, `name` text NOT NULL DEFAULT (''), `password_hash` text NOT NULL DEFAULT (''), `language` text NOT NULL DEFAULT ('en'));
-- create index "users_email_key" to table: "users"
CREATE UNIQUE INDEX `users_email_key` ON `users` (`email`);

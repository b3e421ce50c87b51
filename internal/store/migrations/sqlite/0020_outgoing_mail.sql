-- +goose Up
-- create "desk_addresses" table
CREATE TABLE `desk_addresses` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `address` text NOT NULL, `main` bool NOT NULL DEFAULT (false));
-- create index "desk_addresses_address_key" to table: "desk_addresses"
CREATE UNIQUE INDEX `desk_addresses_address_key` ON `desk_addresses` (`address`);
-- create index "deskaddress_desk_id" to table: "desk_addresses"
CREATE INDEX `deskaddress_desk_id` ON `desk_addresses` (`desk_id`);
-- create "notification_settings" table
CREATE TABLE `notification_settings` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `kind` text NOT NULL, `enabled` bool NOT NULL);
-- create index "notificationsetting_user_id_kind" to table: "notification_settings"
CREATE UNIQUE INDEX `notificationsetting_user_id_kind` ON `notification_settings` (`user_id`, `kind`);
-- create "outgoing_mails" table
CREATE TABLE `outgoing_mails` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `tenant_id` integer NOT NULL, `ticket_id` integer NOT NULL, `user_id` integer NOT NULL, `kind` text NOT NULL, `same` text NOT NULL DEFAULT (''), `secret` bool NOT NULL DEFAULT (false), `recipient` text NOT NULL, `sender` text NOT NULL DEFAULT (''), `message_id` text NOT NULL DEFAULT (''), `subject` text NOT NULL DEFAULT (''), `raw` blob NULL, `state` text NOT NULL, `attempts` integer NOT NULL DEFAULT (0), `next_attempt_at` integer NOT NULL DEFAULT (0), `leased_until` integer NOT NULL DEFAULT (0), `lease` text NOT NULL DEFAULT (''), `last_error` text NOT NULL DEFAULT (''), `ended_at` integer NOT NULL DEFAULT (0), `bounced_at` integer NOT NULL DEFAULT (0), `bounce_report` text NOT NULL DEFAULT (''));
-- create index "outgoingmail_state_next_attempt_at" to table: "outgoing_mails"
CREATE INDEX `outgoingmail_state_next_attempt_at` ON `outgoing_mails` (`state`, `next_attempt_at`);
-- create index "outgoingmail_ticket_id_recipient" to table: "outgoing_mails"
CREATE INDEX `outgoingmail_ticket_id_recipient` ON `outgoing_mails` (`ticket_id`, `recipient`);
-- create index "outgoingmail_message_id" to table: "outgoing_mails"
CREATE INDEX `outgoingmail_message_id` ON `outgoing_mails` (`message_id`);
-- create "undeliverable_addresses" table
CREATE TABLE `undeliverable_addresses` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `tenant_id` integer NOT NULL, `address` text NOT NULL, `mail_id` integer NOT NULL, `reason` text NOT NULL DEFAULT (''));
-- create index "undeliverableaddress_tenant_id_address" to table: "undeliverable_addresses"
CREATE UNIQUE INDEX `undeliverableaddress_tenant_id_address` ON `undeliverable_addresses` (`tenant_id`, `address`);

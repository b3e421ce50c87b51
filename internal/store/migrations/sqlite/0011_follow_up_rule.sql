-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_idempotency_keys" table
CREATE TABLE `new_idempotency_keys` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `key` text NOT NULL, `operation` text NOT NULL, `fingerprint` text NOT NULL, `ticket_id` integer NOT NULL DEFAULT (0), `message_id` integer NOT NULL DEFAULT (0), `saved_view_id` integer NOT NULL DEFAULT (0), `person_id` integer NOT NULL DEFAULT (0), `draft_id` integer NOT NULL DEFAULT (0), `follow_up` text NOT NULL DEFAULT (''), `follow_up_rule` text NOT NULL DEFAULT (''));
-- copy rows from old table "idempotency_keys" to new temporary table "new_idempotency_keys"
INSERT INTO `new_idempotency_keys` (`id`, `created_at`, `user_id`, `key`, `operation`, `fingerprint`, `ticket_id`, `message_id`, `saved_view_id`, `person_id`, `draft_id`, `follow_up`) SELECT `id`, `created_at`, `user_id`, `key`, `operation`, `fingerprint`, `ticket_id`, `message_id`, `saved_view_id`, `person_id`, `draft_id`, `follow_up` FROM `idempotency_keys`;
-- drop "idempotency_keys" table after copying rows
DROP TABLE `idempotency_keys`;
-- rename temporary table "new_idempotency_keys" to "idempotency_keys"
ALTER TABLE `new_idempotency_keys` RENAME TO `idempotency_keys`;
-- create index "idempotencykey_user_id_key" to table: "idempotency_keys"
CREATE UNIQUE INDEX `idempotencykey_user_id_key` ON `idempotency_keys` (`user_id`, `key`);
-- create index "idempotencykey_created_at" to table: "idempotency_keys"
CREATE INDEX `idempotencykey_created_at` ON `idempotency_keys` (`created_at`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_persons" table
CREATE TABLE `new_persons` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `name` text NOT NULL, `email` text NOT NULL, `phone` text NOT NULL DEFAULT (''), `retired_at` integer NOT NULL DEFAULT (0), `tenant_id` integer NOT NULL, CONSTRAINT `persons_tenants_people` FOREIGN KEY (`tenant_id`) REFERENCES `tenants` (`id`) ON DELETE NO ACTION);
-- copy rows from old table "persons" to new temporary table "new_persons"
INSERT INTO `new_persons` (`id`, `created_at`, `name`, `email`, `phone`, `tenant_id`) SELECT `id`, `created_at`, `name`, `email`, `phone`, `tenant_id` FROM `persons`;
-- drop "persons" table after copying rows
DROP TABLE `persons`;
-- rename temporary table "new_persons" to "persons"
ALTER TABLE `new_persons` RENAME TO `persons`;
-- create index "person_tenant_id_name" to table: "persons"
CREATE INDEX `person_tenant_id_name` ON `persons` (`tenant_id`, `name`);
-- create "new_idempotency_keys" table
CREATE TABLE `new_idempotency_keys` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `key` text NOT NULL, `operation` text NOT NULL, `fingerprint` text NOT NULL, `ticket_id` integer NOT NULL DEFAULT (0), `message_id` integer NOT NULL DEFAULT (0), `saved_view_id` integer NOT NULL DEFAULT (0), `person_id` integer NOT NULL DEFAULT (0), `follow_up` text NOT NULL DEFAULT (''));
-- copy rows from old table "idempotency_keys" to new temporary table "new_idempotency_keys"
INSERT INTO `new_idempotency_keys` (`id`, `created_at`, `user_id`, `key`, `operation`, `fingerprint`, `ticket_id`, `message_id`, `saved_view_id`, `follow_up`) SELECT `id`, `created_at`, `user_id`, `key`, `operation`, `fingerprint`, `ticket_id`, `message_id`, `saved_view_id`, `follow_up` FROM `idempotency_keys`;
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

-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_idempotency_keys" table
CREATE TABLE `new_idempotency_keys` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `key` text NOT NULL, `operation` text NOT NULL, `fingerprint` text NOT NULL, `ticket_id` integer NOT NULL DEFAULT (0), `message_id` integer NOT NULL DEFAULT (0), `saved_view_id` integer NOT NULL DEFAULT (0), `follow_up` text NOT NULL DEFAULT (''));
-- copy rows from old table "idempotency_keys" to new temporary table "new_idempotency_keys"
INSERT INTO `new_idempotency_keys` (`id`, `created_at`, `user_id`, `key`, `operation`, `fingerprint`, `ticket_id`, `message_id`, `follow_up`) SELECT `id`, `created_at`, `user_id`, `key`, `operation`, `fingerprint`, `ticket_id`, `message_id`, `follow_up` FROM `idempotency_keys`;
-- drop "idempotency_keys" table after copying rows
DROP TABLE `idempotency_keys`;
-- rename temporary table "new_idempotency_keys" to "idempotency_keys"
ALTER TABLE `new_idempotency_keys` RENAME TO `idempotency_keys`;
-- create index "idempotencykey_user_id_key" to table: "idempotency_keys"
CREATE UNIQUE INDEX `idempotencykey_user_id_key` ON `idempotency_keys` (`user_id`, `key`);
-- create index "idempotencykey_created_at" to table: "idempotency_keys"
CREATE INDEX `idempotencykey_created_at` ON `idempotency_keys` (`created_at`);
-- create "dashboards" table
CREATE TABLE `dashboards` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `version` integer NOT NULL DEFAULT (1), `widgets` text NOT NULL, `updated_at` integer NOT NULL);
-- create index "dashboards_user_id_key" to table: "dashboards"
CREATE UNIQUE INDEX `dashboards_user_id_key` ON `dashboards` (`user_id`);
-- create "list_settings" table
CREATE TABLE `list_settings` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `list` text NOT NULL, `filter` text NOT NULL, `sort_order` text NOT NULL, `updated_at` integer NOT NULL);
-- create index "listsetting_user_id_list" to table: "list_settings"
CREATE UNIQUE INDEX `listsetting_user_id_list` ON `list_settings` (`user_id`, `list`);
-- create "saved_views" table
CREATE TABLE `saved_views` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `owner_id` integer NOT NULL, `tenant_id` integer NULL, `desk_id` integer NULL, `name` text NOT NULL, `filter` text NOT NULL, `sort_order` text NOT NULL, `updated_at` integer NOT NULL);
-- create index "savedview_owner_id_name" to table: "saved_views"
CREATE INDEX `savedview_owner_id_name` ON `saved_views` (`owner_id`, `name`);
-- create index "savedview_tenant_id_name" to table: "saved_views"
CREATE INDEX `savedview_tenant_id_name` ON `saved_views` (`tenant_id`, `name`);
-- create index "savedview_desk_id_name" to table: "saved_views"
CREATE INDEX `savedview_desk_id_name` ON `saved_views` (`desk_id`, `name`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Up
-- create "audit_entries" table
CREATE TABLE `audit_entries` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `kind` text NOT NULL, `desk_id` integer NOT NULL DEFAULT (0), `tenant_id` integer NOT NULL DEFAULT (0), `actor_id` integer NOT NULL DEFAULT (0), `subject_id` integer NOT NULL DEFAULT (0), `key_id` integer NOT NULL DEFAULT (0), `addr` text NOT NULL DEFAULT (''), `details` text NOT NULL DEFAULT (''));
-- create index "auditentry_desk_id" to table: "audit_entries"
CREATE INDEX `auditentry_desk_id` ON `audit_entries` (`desk_id`);
-- create index "auditentry_tenant_id" to table: "audit_entries"
CREATE INDEX `auditentry_tenant_id` ON `audit_entries` (`tenant_id`);

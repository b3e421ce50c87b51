-- +goose Up
-- create "audit_entries" table
CREATE TABLE `audit_entries` (`id` bigint NOT NULL AUTO_INCREMENT, `created_at` bigint NOT NULL, `kind` varchar(40) NOT NULL, `desk_id` bigint NOT NULL DEFAULT 0, `tenant_id` bigint NOT NULL DEFAULT 0, `actor_id` bigint NOT NULL DEFAULT 0, `subject_id` bigint NOT NULL DEFAULT 0, `key_id` bigint NOT NULL DEFAULT 0, `addr` varchar(64) NOT NULL DEFAULT '', `details` longtext NOT NULL DEFAULT '', PRIMARY KEY (`id`), INDEX `auditentry_desk_id` (`desk_id`), INDEX `auditentry_tenant_id` (`tenant_id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;

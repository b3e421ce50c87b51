-- +goose Up
-- modify "idempotency_keys" table
ALTER TABLE `idempotency_keys` ADD COLUMN `saved_view_id` bigint NOT NULL DEFAULT 0;
-- create "dashboards" table
CREATE TABLE `dashboards` (`id` bigint NOT NULL AUTO_INCREMENT, `created_at` bigint NOT NULL, `user_id` bigint NOT NULL, `version` bigint NOT NULL DEFAULT 1, `widgets` longtext NOT NULL, `updated_at` bigint NOT NULL, PRIMARY KEY (`id`), UNIQUE INDEX `user_id` (`user_id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- create "list_settings" table
CREATE TABLE `list_settings` (`id` bigint NOT NULL AUTO_INCREMENT, `created_at` bigint NOT NULL, `user_id` bigint NOT NULL, `list` varchar(64) NOT NULL, `filter` longtext NOT NULL, `sort_order` longtext NOT NULL, `updated_at` bigint NOT NULL, PRIMARY KEY (`id`), UNIQUE INDEX `listsetting_user_id_list` (`user_id`, `list`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- create "saved_views" table
CREATE TABLE `saved_views` (`id` bigint NOT NULL AUTO_INCREMENT, `created_at` bigint NOT NULL, `owner_id` bigint NOT NULL, `tenant_id` bigint NULL, `desk_id` bigint NULL, `name` varchar(100) NOT NULL, `filter` longtext NOT NULL, `sort_order` longtext NOT NULL, `updated_at` bigint NOT NULL, PRIMARY KEY (`id`), INDEX `savedview_desk_id_name` (`desk_id`, `name`), INDEX `savedview_owner_id_name` (`owner_id`, `name`), INDEX `savedview_tenant_id_name` (`tenant_id`, `name`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Up
-- create "journal_entries" table
CREATE TABLE `journal_entries` (`id` bigint NOT NULL AUTO_INCREMENT, `created_at` bigint NOT NULL, `desk_id` bigint NOT NULL, `tenant_id` bigint NOT NULL, `ticket_id` bigint NOT NULL, `seq` bigint NOT NULL, PRIMARY KEY (`id`), INDEX `journalentry_ticket_id_id` (`ticket_id`, `id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- create "journal_states" table
CREATE TABLE `journal_states` (`id` bigint NOT NULL AUTO_INCREMENT, `head` bigint NOT NULL, `thinned` bigint NOT NULL, PRIMARY KEY (`id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- what has happened before there was a journal: the newest of each ticket
INSERT INTO `journal_entries` (`id`, `created_at`, `desk_id`, `tenant_id`, `ticket_id`, `seq`) SELECT ROW_NUMBER() OVER (ORDER BY `updated_at`, `id`), `updated_at`, `desk_id`, `tenant_id`, `id`, `last_seq` FROM `tickets`;
-- the one row of the state
INSERT INTO `journal_states` (`id`, `head`, `thinned`) SELECT 1, COALESCE(MAX(`id`), 0), 0 FROM `journal_entries`;

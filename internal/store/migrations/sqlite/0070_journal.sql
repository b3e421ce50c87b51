-- +goose Up
-- create "journal_entries" table
CREATE TABLE `journal_entries` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `tenant_id` integer NOT NULL, `ticket_id` integer NOT NULL, `seq` integer NOT NULL);
-- create index "journalentry_ticket_id_id" to table: "journal_entries"
CREATE INDEX `journalentry_ticket_id_id` ON `journal_entries` (`ticket_id`, `id`);
-- create "journal_states" table
CREATE TABLE `journal_states` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `head` integer NOT NULL, `thinned` integer NOT NULL);
-- what has happened before there was a journal: the newest of each ticket
INSERT INTO `journal_entries` (`id`, `created_at`, `desk_id`, `tenant_id`, `ticket_id`, `seq`) SELECT ROW_NUMBER() OVER (ORDER BY `updated_at`, `id`), `updated_at`, `desk_id`, `tenant_id`, `id`, `last_seq` FROM `tickets`;
-- the one row of the state
INSERT INTO `journal_states` (`id`, `head`, `thinned`) SELECT 1, COALESCE(MAX(`id`), 0), 0 FROM `journal_entries`;

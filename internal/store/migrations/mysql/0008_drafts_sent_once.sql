-- +goose Up
-- modify "drafts" table
ALTER TABLE `drafts` DROP INDEX `draft_author_id_updated_at`, ADD INDEX `draft_author_id_ticket_id_updated_at` (`author_id`, `ticket_id`, `updated_at`);
-- modify "idempotency_keys" table
ALTER TABLE `idempotency_keys` ADD COLUMN `draft_id` bigint NOT NULL DEFAULT 0;

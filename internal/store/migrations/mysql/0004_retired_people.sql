-- +goose Up
-- modify "idempotency_keys" table
ALTER TABLE `idempotency_keys` ADD COLUMN `person_id` bigint NOT NULL DEFAULT 0;
-- modify "persons" table
ALTER TABLE `persons` ADD COLUMN `retired_at` bigint NOT NULL DEFAULT 0;

-- +goose Up
-- modify "tickets" table
ALTER TABLE `tickets` ADD COLUMN `waits_since` bigint NOT NULL DEFAULT 0, ADD COLUMN `runs_since` bigint NOT NULL DEFAULT 0, ADD COLUMN `resolution_used` bigint NOT NULL DEFAULT 0, ADD COLUMN `timed_under` bigint NOT NULL DEFAULT 0, ADD INDEX `ticket_desk_id_timed_under` (`desk_id`, `timed_under`);

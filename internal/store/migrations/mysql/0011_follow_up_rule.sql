-- +goose Up
-- modify "idempotency_keys" table
ALTER TABLE `idempotency_keys` ADD COLUMN `follow_up_rule` varchar(40) NOT NULL DEFAULT '';

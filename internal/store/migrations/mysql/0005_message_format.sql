-- +goose Up
-- modify "messages" table
ALTER TABLE `messages` ADD COLUMN `format` varchar(12) NOT NULL DEFAULT 'PLAIN';

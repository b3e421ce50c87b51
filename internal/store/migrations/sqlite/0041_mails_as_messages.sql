-- +goose Up
-- add column "inline" to table: "attachments"
ALTER TABLE `attachments` ADD COLUMN `inline` bool NOT NULL DEFAULT false;
-- add column "pictures" to table: "messages"
ALTER TABLE `messages` ADD COLUMN `pictures` text NULL;
-- create "message_originals" table
CREATE TABLE `message_originals` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `message_id` integer NOT NULL, `quoted` text NOT NULL, `signature` text NOT NULL, `whole` text NOT NULL);
-- create index "message_originals_message_id_key" to table: "message_originals"
CREATE UNIQUE INDEX `message_originals_message_id_key` ON `message_originals` (`message_id`);

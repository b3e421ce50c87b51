-- +goose Up
-- modify "attachments" table
ALTER TABLE `attachments` ADD COLUMN `inline` bool NOT NULL DEFAULT 0;
-- modify "messages" table
ALTER TABLE `messages` ADD COLUMN `pictures` longtext NULL;
-- create "message_originals" table
CREATE TABLE `message_originals` (`id` bigint NOT NULL AUTO_INCREMENT, `message_id` bigint NOT NULL, `quoted` longtext NOT NULL, `signature` longtext NOT NULL, `whole` longtext NOT NULL, PRIMARY KEY (`id`), UNIQUE INDEX `message_id` (`message_id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;

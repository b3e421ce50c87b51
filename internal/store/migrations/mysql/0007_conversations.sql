-- +goose Up
-- modify "messages" table
ALTER TABLE `messages` ADD COLUMN `conversation_id` bigint NOT NULL;
-- each is in the conversation of its ticket
UPDATE `messages` SET `conversation_id` = `ticket_id`;
-- modify "messages" table
ALTER TABLE `messages` DROP INDEX `message_ticket_id_staff_only_seq`, ADD INDEX `message_conversation_id_created_at` (`conversation_id`, `created_at`), ADD INDEX `message_conversation_id_staff_only_created_at` (`conversation_id`, `staff_only`, `created_at`);

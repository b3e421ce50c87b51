-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_messages" table
CREATE TABLE `new_messages` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `conversation_id` integer NOT NULL, `seq` integer NOT NULL, `kind` text NOT NULL, `staff_only` bool NOT NULL, `author_kind` text NOT NULL, `format` text NOT NULL DEFAULT ('PLAIN'), `text` text NOT NULL, `author_id` integer NULL, `ticket_id` integer NOT NULL, CONSTRAINT `messages_users_author` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE SET NULL, CONSTRAINT `messages_tickets_messages` FOREIGN KEY (`ticket_id`) REFERENCES `tickets` (`id`) ON DELETE NO ACTION);
-- copy rows from old table "messages" to new temporary table "new_messages"; each is in the conversation of its ticket
INSERT INTO `new_messages` (`id`, `created_at`, `conversation_id`, `seq`, `kind`, `staff_only`, `author_kind`, `format`, `text`, `author_id`, `ticket_id`) SELECT `id`, `created_at`, `ticket_id`, `seq`, `kind`, `staff_only`, `author_kind`, `format`, `text`, `author_id`, `ticket_id` FROM `messages`;
-- drop "messages" table after copying rows
DROP TABLE `messages`;
-- rename temporary table "new_messages" to "messages"
ALTER TABLE `new_messages` RENAME TO `messages`;
-- create index "message_ticket_id_seq" to table: "messages"
CREATE UNIQUE INDEX `message_ticket_id_seq` ON `messages` (`ticket_id`, `seq`);
-- create index "message_conversation_id_created_at" to table: "messages"
CREATE INDEX `message_conversation_id_created_at` ON `messages` (`conversation_id`, `created_at`);
-- create index "message_conversation_id_staff_only_created_at" to table: "messages"
CREATE INDEX `message_conversation_id_staff_only_created_at` ON `messages` (`conversation_id`, `staff_only`, `created_at`);
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

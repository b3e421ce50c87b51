-- +goose Up
-- words are found in postings, of lists as of problems: a row has the tickets with a term in one chunk of ids
DROP INDEX `search_documents_terms` ON `search_documents`;
DROP TABLE `search_postings`;
CREATE TABLE `search_postings` (`term` varbinary(84) NOT NULL, `chunk` bigint NOT NULL, `bits` varbinary(512) NOT NULL, PRIMARY KEY (`term`, `chunk`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- what is found of a ticket, apart from what it is compared by
CREATE TABLE `search_words` (`id` bigint NOT NULL, `public` mediumtext NOT NULL, `notes` mediumtext NOT NULL, PRIMARY KEY (`id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- the job indexes all tickets anew
TRUNCATE TABLE `search_documents`;
ALTER TABLE `search_documents` FORCE;
DELETE FROM `search_terms` WHERE `term` <> '';
TRUNCATE TABLE `search_marks`;
INSERT INTO `search_marks` (`ticket_id`) SELECT `id` FROM `tickets`;

-- +goose Up
-- create "search_documents" table
CREATE TABLE `search_documents` (`id` bigint NOT NULL AUTO_INCREMENT, `desk_id` bigint NOT NULL, `tenant_id` bigint NOT NULL, `subject` longtext NOT NULL, `description` longtext NOT NULL, `terms` mediumtext NOT NULL, PRIMARY KEY (`id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- create "search_marks" table
CREATE TABLE `search_marks` (`id` bigint NOT NULL AUTO_INCREMENT, `ticket_id` bigint NOT NULL, PRIMARY KEY (`id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- create "search_terms" table
CREATE TABLE `search_terms` (`id` bigint NOT NULL AUTO_INCREMENT, `term` varchar(84) NOT NULL, `documents` bigint NOT NULL, PRIMARY KEY (`id`), UNIQUE INDEX `searchterm_term` (`term`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- what finds tickets by words; ent/schema knows nothing of it
CREATE FULLTEXT INDEX `search_documents_terms` ON `search_documents` (`terms`);
-- what finds problems by words, in the order they are asked for; ent/schema can't say it
CREATE TABLE `search_postings` (`term` varchar(84) NOT NULL, `ticket_id` bigint NOT NULL, PRIMARY KEY (`term`, `ticket_id`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;
-- tickets that were there before are indexed by the job
INSERT INTO `search_marks` (`ticket_id`) SELECT `id` FROM `tickets`;
-- the term of no scope: whoever indexes holds it
INSERT INTO `search_terms` (`term`, `documents`) VALUES ('', 0);

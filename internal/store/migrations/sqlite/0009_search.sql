-- +goose Up
-- create "search_documents" table
CREATE TABLE `search_documents` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `desk_id` integer NOT NULL, `tenant_id` integer NOT NULL, `subject` text NOT NULL, `description` text NOT NULL, `terms` text NOT NULL);
-- create "search_marks" table
CREATE TABLE `search_marks` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `ticket_id` integer NOT NULL);
-- create "search_terms" table
CREATE TABLE `search_terms` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `term` text NOT NULL, `documents` integer NOT NULL);
-- create index "searchterm_term" to table: "search_terms"
CREATE UNIQUE INDEX `searchterm_term` ON `search_terms` (`term`);
-- what finds tickets by words; ent/schema knows nothing of it
CREATE VIRTUAL TABLE `search_index` USING fts5(`terms`, content='search_documents', content_rowid='id', detail='none', columnsize=0, tokenize='unicode61 remove_diacritics 0');
-- +goose StatementBegin
CREATE TRIGGER `search_document_added` AFTER INSERT ON `search_documents` BEGIN
  INSERT INTO `search_index` (`rowid`, `terms`) VALUES (new.`id`, new.`terms`);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `search_document_removed` AFTER DELETE ON `search_documents` BEGIN
  INSERT INTO `search_index` (`search_index`, `rowid`, `terms`) VALUES ('delete', old.`id`, old.`terms`);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER `search_document_changed` AFTER UPDATE OF `terms` ON `search_documents` BEGIN
  INSERT INTO `search_index` (`search_index`, `rowid`, `terms`) VALUES ('delete', old.`id`, old.`terms`);
  INSERT INTO `search_index` (`rowid`, `terms`) VALUES (new.`id`, new.`terms`);
END;
-- +goose StatementEnd
-- tickets that were there before are indexed by the job
INSERT INTO `search_marks` (`ticket_id`) SELECT `id` FROM `tickets`;
-- the term of no scope: whoever indexes holds it
INSERT INTO `search_terms` (`term`, `documents`) VALUES ('', 0);

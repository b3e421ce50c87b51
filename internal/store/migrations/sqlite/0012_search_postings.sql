-- +goose Up
-- FTS5 finds all words here: only MySQL and MariaDB have postings
SELECT 1;

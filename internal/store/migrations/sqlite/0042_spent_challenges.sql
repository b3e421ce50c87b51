-- +goose Up
-- create "spent_challenges" table
CREATE TABLE `spent_challenges` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `nonce` text NOT NULL, `fingerprint` text NOT NULL, `expires_at` integer NOT NULL);
-- create index "spent_challenges_nonce_key" to table: "spent_challenges"
CREATE UNIQUE INDEX `spent_challenges_nonce_key` ON `spent_challenges` (`nonce`);
-- create index "spentchallenge_expires_at" to table: "spent_challenges"
CREATE INDEX `spentchallenge_expires_at` ON `spent_challenges` (`expires_at`);

-- +goose Up
-- create "spent_challenges" table
CREATE TABLE `spent_challenges` (`id` bigint NOT NULL AUTO_INCREMENT, `nonce` varchar(32) NOT NULL, `fingerprint` varchar(64) NOT NULL, `expires_at` bigint NOT NULL, PRIMARY KEY (`id`), UNIQUE INDEX `nonce` (`nonce`), INDEX `spentchallenge_expires_at` (`expires_at`)) CHARSET utf8mb4 COLLATE utf8mb4_bin;

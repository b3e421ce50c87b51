-- +goose Up
-- add column "addr" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `addr` text NULL;
-- add column "given_name" to table: "users"
ALTER TABLE `users` ADD COLUMN `given_name` text NULL;
-- add column "surname" to table: "users"
ALTER TABLE `users` ADD COLUMN `surname` text NULL;
-- add column "time_zone" to table: "users"
ALTER TABLE `users` ADD COLUMN `time_zone` text NULL;
-- add column "avatar_key" to table: "users"
ALTER TABLE `users` ADD COLUMN `avatar_key` text NULL;
-- add column "first_password" to table: "users"
ALTER TABLE `users` ADD COLUMN `first_password` text NULL;
-- add column "first_password_until" to table: "users"
ALTER TABLE `users` ADD COLUMN `first_password_until` integer NULL;
-- add column "notice_version" to table: "users"
ALTER TABLE `users` ADD COLUMN `notice_version` text NULL;
-- add column "notice_accepted_at" to table: "users"
ALTER TABLE `users` ADD COLUMN `notice_accepted_at` integer NULL;
-- add column "totp_secret" to table: "users"
ALTER TABLE `users` ADD COLUMN `totp_secret` blob NULL;
-- add column "totp_confirmed" to table: "users"
ALTER TABLE `users` ADD COLUMN `totp_confirmed` bool NULL;
-- add column "totp_step" to table: "users"
ALTER TABLE `users` ADD COLUMN `totp_step` integer NULL;
-- create "account_links" table
CREATE TABLE `account_links` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `purpose` text NOT NULL, `token_hash` blob NOT NULL, `user_id` integer NOT NULL DEFAULT (0), `desk_id` integer NOT NULL DEFAULT (0), `email` text NOT NULL DEFAULT (''), `language` text NOT NULL DEFAULT (''), `expires_at` integer NOT NULL);
-- create index "account_links_token_hash_key" to table: "account_links"
CREATE UNIQUE INDEX `account_links_token_hash_key` ON `account_links` (`token_hash`);
-- create index "accountlink_user_id_purpose" to table: "account_links"
CREATE INDEX `accountlink_user_id_purpose` ON `account_links` (`user_id`, `purpose`);
-- create index "accountlink_email_purpose" to table: "account_links"
CREATE INDEX `accountlink_email_purpose` ON `account_links` (`email`, `purpose`);
-- create index "accountlink_expires_at" to table: "account_links"
CREATE INDEX `accountlink_expires_at` ON `account_links` (`expires_at`);
-- create "account_requests" table
CREATE TABLE `account_requests` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `purpose` text NOT NULL, `email` text NOT NULL, `user_id` integer NOT NULL DEFAULT (0), `desk_id` integer NOT NULL DEFAULT (0), `language` text NOT NULL DEFAULT (''));
-- create index "accountrequest_created_at" to table: "account_requests"
CREATE INDEX `accountrequest_created_at` ON `account_requests` (`created_at`);
-- create "invitations" table
CREATE TABLE `invitations` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `tenant_id` integer NULL, `user_id` integer NOT NULL, `email` text NOT NULL, `role` text NOT NULL, `invited_by` integer NOT NULL, `sent_at` integer NOT NULL, `expires_at` integer NOT NULL, `accepted_at` integer NOT NULL DEFAULT (0), `declined_at` integer NOT NULL DEFAULT (0), `withdrawn_at` integer NOT NULL DEFAULT (0), `token_hash` blob NOT NULL);
-- create index "invitations_token_hash_key" to table: "invitations"
CREATE UNIQUE INDEX `invitations_token_hash_key` ON `invitations` (`token_hash`);
-- create index "invitation_desk_id_tenant_id" to table: "invitations"
CREATE INDEX `invitation_desk_id_tenant_id` ON `invitations` (`desk_id`, `tenant_id`);
-- create index "invitation_user_id" to table: "invitations"
CREATE INDEX `invitation_user_id` ON `invitations` (`user_id`);
-- create "recovery_codes" table
CREATE TABLE `recovery_codes` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `code_hash` blob NOT NULL);
-- create index "recoverycode_user_id_code_hash" to table: "recovery_codes"
CREATE UNIQUE INDEX `recoverycode_user_id_code_hash` ON `recovery_codes` (`user_id`, `code_hash`);
-- create "sign_in_challenges" table
CREATE TABLE `sign_in_challenges` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `token_hash` blob NOT NULL, `kind` text NOT NULL, `code_hash` blob NULL, `password_mark` blob NOT NULL, `remembered` bool NOT NULL DEFAULT (false), `tries` integer NOT NULL DEFAULT (0), `expires_at` integer NOT NULL, `passed_at` integer NOT NULL DEFAULT (0));
-- create index "sign_in_challenges_token_hash_key" to table: "sign_in_challenges"
CREATE UNIQUE INDEX `sign_in_challenges_token_hash_key` ON `sign_in_challenges` (`token_hash`);
-- create index "signinchallenge_user_id_created_at" to table: "sign_in_challenges"
CREATE INDEX `signinchallenge_user_id_created_at` ON `sign_in_challenges` (`user_id`, `created_at`);
-- create index "signinchallenge_created_at" to table: "sign_in_challenges"
CREATE INDEX `signinchallenge_created_at` ON `sign_in_challenges` (`created_at`);
-- create "trusted_devices" table
CREATE TABLE `trusted_devices` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `user_id` integer NOT NULL, `token_hash` blob NOT NULL, `name` text NOT NULL DEFAULT (''), `user_agent` text NOT NULL DEFAULT (''), `last_used_at` integer NOT NULL);
-- create index "trusted_devices_token_hash_key" to table: "trusted_devices"
CREATE UNIQUE INDEX `trusted_devices_token_hash_key` ON `trusted_devices` (`token_hash`);
-- create index "trusteddevice_user_id" to table: "trusted_devices"
CREATE INDEX `trusteddevice_user_id` ON `trusted_devices` (`user_id`);
-- create index "trusteddevice_last_used_at" to table: "trusted_devices"
CREATE INDEX `trusteddevice_last_used_at` ON `trusted_devices` (`last_used_at`);

-- +goose Up
-- add column "desk_id" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `desk_id` integer NULL;
-- add column "tenant_id" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `tenant_id` integer NULL;
-- create "api_keys" table
CREATE TABLE `api_keys` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `tenant_id` integer NOT NULL DEFAULT (0), `user_id` integer NOT NULL, `creator_id` integer NOT NULL, `name` text NOT NULL, `token_hash` blob NOT NULL, `hint` text NOT NULL, `scopes` text NOT NULL, `client_mutation_id` text NULL, `expires_at` integer NOT NULL DEFAULT (0), `last_used_at` integer NOT NULL DEFAULT (0), `revoked_at` integer NOT NULL DEFAULT (0));
-- create index "api_keys_user_id_key" to table: "api_keys"
CREATE UNIQUE INDEX `api_keys_user_id_key` ON `api_keys` (`user_id`);
-- create index "api_keys_token_hash_key" to table: "api_keys"
CREATE UNIQUE INDEX `api_keys_token_hash_key` ON `api_keys` (`token_hash`);
-- create index "apikey_desk_id_tenant_id" to table: "api_keys"
CREATE INDEX `apikey_desk_id_tenant_id` ON `api_keys` (`desk_id`, `tenant_id`);
-- create index "apikey_creator_id_client_mutation_id" to table: "api_keys"
CREATE UNIQUE INDEX `apikey_creator_id_client_mutation_id` ON `api_keys` (`creator_id`, `client_mutation_id`);
-- create "external_identities" table
CREATE TABLE `external_identities` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `issuer` text NOT NULL, `external_id` text NOT NULL, `user_id` integer NOT NULL, `founded` bool NOT NULL DEFAULT (false));
-- create index "externalidentity_desk_id_issuer_external_id" to table: "external_identities"
CREATE UNIQUE INDEX `externalidentity_desk_id_issuer_external_id` ON `external_identities` (`desk_id`, `issuer`, `external_id`);
-- create index "externalidentity_user_id" to table: "external_identities"
CREATE INDEX `externalidentity_user_id` ON `external_identities` (`user_id`);
-- create "oidc_providers" table
CREATE TABLE `oidc_providers` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `desk_id` integer NOT NULL, `issuer` text NOT NULL, `client_id` text NOT NULL, `client_secret` text NOT NULL, `domains` text NOT NULL DEFAULT (''), `tenant_id` integer NOT NULL DEFAULT (0));
-- create index "oidc_providers_desk_id_key" to table: "oidc_providers"
CREATE UNIQUE INDEX `oidc_providers_desk_id_key` ON `oidc_providers` (`desk_id`);
-- create "sign_in_links" table
CREATE TABLE `sign_in_links` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `created_at` integer NOT NULL, `token_hash` blob NOT NULL, `user_id` integer NOT NULL, `key_id` integer NOT NULL, `desk_id` integer NOT NULL, `tenant_id` integer NOT NULL DEFAULT (0), `source` text NOT NULL, `expires_at` integer NOT NULL);
-- create index "sign_in_links_token_hash_key" to table: "sign_in_links"
CREATE UNIQUE INDEX `sign_in_links_token_hash_key` ON `sign_in_links` (`token_hash`);
-- create index "signinlink_expires_at" to table: "sign_in_links"
CREATE INDEX `signinlink_expires_at` ON `sign_in_links` (`expires_at`);

-- +goose Up
-- add column "guests" to table: "tenants"
ALTER TABLE `tenants` ADD COLUMN `guests` bool NULL;
-- create index "tenant_desk_id_guests" to table: "tenants"
CREATE UNIQUE INDEX `tenant_desk_id_guests` ON `tenants` (`desk_id`, `guests`);

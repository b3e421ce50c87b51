-- +goose Up
-- modify "tenants" table
ALTER TABLE `tenants` ADD COLUMN `guests` bool NULL, ADD UNIQUE INDEX `tenant_desk_id_guests` (`desk_id`, `guests`);

-- +goose Up
-- modify "tickets" table
ALTER TABLE `tickets` ADD INDEX `ticket_desk_id_status_status_since` (`desk_id`, `status`, `status_since`);

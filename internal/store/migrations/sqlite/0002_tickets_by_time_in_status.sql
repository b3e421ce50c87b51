-- +goose Up
-- create index "ticket_desk_id_status_status_since" to table: "tickets"
CREATE INDEX `ticket_desk_id_status_status_since` ON `tickets` (`desk_id`, `status`, `status_since`);

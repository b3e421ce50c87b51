#!/usr/bin/env bash
# Follows a ticket with curl: a line for each message. The id of an event is its cursor; sent back as Last-Event-ID, it
# goes on from there.
set -euo pipefail
query='subscription($ticket: ID!) { ticketEvents(ticket: $ticket) { __typename ... on TicketSnapshot { ticket { subject } } ... on TicketEntryAdded { entry { ... on MessageEntry { message { text } } } } } }'
body=$(printf '{"query":"%s","variables":{"ticket":"%s"}}' "$query" "$SPORTELLO_TICKET")
last=
while true; do
  while IFS= read -r line; do
    case $line in
      "id: "*) last=${line#id: } ;;
      *'"text":"'*) text=${line#*\"text\":\"}; echo "message: ${text%%\"*}" ;;
      *'"subject":"'*) text=${line#*\"subject\":\"}; echo "snapshot: ${text%%\"*}" ;;
      "event: complete"*) exit ;;
    esac
  done < <(curl --silent --no-buffer "$SPORTELLO_URL/graphql" --header 'Content-Type: application/json' \
    --header 'Accept: text/event-stream' --header "Authorization: Bearer $SPORTELLO_TOKEN" \
    ${last:+--header "Last-Event-ID: $last"} --data "$body")
  sleep "0.$((RANDOM % 900 + 100))"
done

import type { FollowTicketSubscription } from './generated.js'
import type { Place } from './place.js'

/** Remembers where the client stands and prints a line for each event. */
export function show(place: Place, data: FollowTicketSubscription): void {
  const event = data.ticketEvents
  place.cursor = event.cursor
  switch (event.__typename) {
    case 'TicketSnapshot':
      console.log(`snapshot: ${event.ticket.subject}`)
      break
    case 'TicketEntryAdded':
      if (event.entry.__typename === 'MessageEntry') console.log(`message: ${event.entry.message.text}`)
      break
    case 'TicketGap': // too much was missed: read the ticket again, and go on
      console.log(`gap: ${event.reason}`)
      break
    case 'TicketRemoved': // out of sight: nothing more comes
      console.log('removed')
  }
}

import { print } from 'graphql'
import { FollowTicketDocument, type FollowTicketSubscription } from './generated.js'
import { Place } from './place.js'
import { ticket } from './settings.js'
import { show } from './show.js'
import { socket } from './socket.js'

const place = new Place()
socket.subscribe<FollowTicketSubscription>(
  { query: print(FollowTicketDocument), variables: place.follow({ ticket }) },
  {
    next: ({ data }) => data && show(place, data),
    error: (error) => { console.error(error); process.exit(1) },
    complete: () => process.exit(),
  },
)

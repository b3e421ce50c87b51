import { Client, subscriptionExchange } from '@urql/core'
import { FollowTicketDocument } from './generated.js'
import { Place } from './place.js'
import { ticket, url } from './settings.js'
import { show } from './show.js'
import { socket } from './socket.js'

const place = new Place()
const client = new Client({
  url,
  preferGetMethod: false,
  exchanges: [
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({
          unsubscribe: socket.subscribe(
            { query: request.query ?? '', variables: place.follow(request.variables ?? {}) }, sink as never),
        }),
      }),
    }),
  ],
})
client.subscription(FollowTicketDocument, { ticket }).subscribe(({ data, error }) => {
  if (error) { console.error(error); process.exit(1) }
  if (data) show(place, data)
})

import { print } from 'graphql'
import { createClient } from 'graphql-sse'
import { FollowTicketDocument, type FollowTicketSubscription } from './generated.js'
import { Place } from './place.js'
import { backoff, ticket, token, url } from './settings.js'
import { show } from './show.js'

const client = createClient({
  url,
  headers: { authorization: `Bearer ${token}` },
  singleConnection: process.argv.includes('--single'), // over HTTP/1 browsers open six connections at most
  retryAttempts: Infinity,
  retry: backoff,
})
const place = new Place()
client.subscribe<FollowTicketSubscription>(
  { query: print(FollowTicketDocument), variables: place.follow({ ticket }) },
  {
    next: ({ data }) => data && show(place, data),
    error: (error) => { console.error(error); process.exit(1) },
    complete: () => process.exit(),
  },
)

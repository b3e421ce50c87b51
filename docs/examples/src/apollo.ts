import { ApolloClient, InMemoryCache } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { FollowTicketDocument } from './generated.js'
import { Place } from './place.js'
import { ticket } from './settings.js'
import { show } from './show.js'
import { socket } from './socket.js'

const place = new Place()
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new GraphQLWsLink({
    ...socket,
    subscribe: (payload, sink) => socket.subscribe({ ...payload, variables: place.follow(payload.variables ?? {}) }, sink),
  }),
})
client.subscribe({ query: FollowTicketDocument, variables: { ticket } }).subscribe({
  next: ({ data }) => data && show(place, data),
  error: (error: unknown) => { console.error(error); process.exit(1) },
  complete: () => process.exit(),
})

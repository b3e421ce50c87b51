// The transport as npm graphql-ws, the reference client of
// graphql-transport-ws, sees it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { restart, socketURL, streams, until } from './server.mjs'

const clients = []
after(() => Promise.all(clients.map((client) => client.dispose())))

function connect(options = {}) {
  const client = createClient({
    url: socketURL, webSocketImpl: WebSocket, retryAttempts: 10, retryWait: async () => {}, ...options,
  })
  clients.push(client)
  return client
}

async function all(client, query, variables) {
  const results = []
  for await (const result of client.iterate({ query, variables })) results.push(result)
  return results
}

// outcome is how a client that may not come in ends.
const outcome = (client) => all(client, '{ hello }').then(() => 'answered', (event) => event)

test('a query', async () => {
  assert.deepEqual(await all(connect(), 'query ($n: String) { hello(name: $n) }', { n: 'Ada' }), [{ data: { hello: 'hello Ada' } }])
})

test('a mutation', async () => {
  assert.deepEqual(await all(connect(), 'mutation { increment(by: 0) }'), [{ data: { increment: 0 } }])
})

test('a subscription to its end', async () => {
  assert.deepEqual(await all(connect(), 'subscription { countdown(from: 3) }'),
    [3, 2, 1].map((countdown) => ({ data: { countdown } })))
})

test('a thousand events keep their order', async () => {
  const results = await all(connect(), 'subscription { ticks(events: 1000) { number } }')
  assert.deepEqual(results.map((result) => result.data.ticks.number), Array.from({ length: 1000 }, (_, i) => i + 1))
})

test('many operations on one socket', async () => {
  let sockets = 0
  const client = connect({ lazy: false, on: { connected: () => sockets++ } })
  const answers = await Promise.all(Array.from({ length: 90 }, (_, i) => all(client, `{ add(a: ${i}, b: 1) }`)))
  assert.deepEqual(answers.map(([result]) => result.data.add), Array.from({ length: 90 }, (_, i) => i + 1))
  assert.equal(sockets, 1)
})

test('an invalid operation fails alone', async () => {
  const client = connect({ lazy: false })
  await assert.rejects(all(client, '{ nope }'), ([error]) => error.extensions.code === 'GRAPHQL_VALIDATION_FAILED')
  await assert.rejects(all(client, '{'), ([error]) => error.extensions.code === 'GRAPHQL_PARSE_FAILED')
  assert.deepEqual(await all(client, '{ hello }'), [{ data: { hello: 'hello world' } }])
})

test('an error in a field is a result', async () => {
  const [result] = await all(connect(), '{ refuse }')
  assert.equal(result.errors[0].message, 'not for you')
  assert.deepEqual(result.data, { refuse: null })
})

test('unsubscribing ends the source', async () => {
  const client = connect({ lazy: false })
  const before = await streams()
  const stop = client.subscribe({ query: 'subscription { silence }' }, { next() {}, error(err) { throw err }, complete() {} })
  await until('the subscription is open', async () => (await streams()) === before + 1)
  stop()
  await until('the subscription has ended', async () => (await streams()) === before)
})

test('leaving ends the source', async () => {
  const client = connect()
  const before = await streams()
  client.subscribe({ query: 'subscription { silence }' }, { next() {}, error() {}, complete() {} })
  await until('the subscription is open', async () => (await streams()) === before + 1)
  await client.dispose()
  await until('the subscription has ended', async () => (await streams()) === before)
})

test('connection parameters say who speaks', async () => {
  const client = connect({ connectionParams: async () => ({ token: 'Bea' }) })
  assert.deepEqual(await all(client, '{ context { viewer } }'), [{ data: { context: { viewer: 'Bea' } } }])
})

test('a refused viewer is told 4403, and tries again', async () => {
  let attempts = 0
  const event = await outcome(connect({
    connectionParams: { token: 'wrong' }, retryAttempts: 2, on: { opened: () => attempts++ },
  }))
  assert.deepEqual([event.code, event.reason, attempts], [4403, 'Forbidden', 3])
})

test('the client\'s own pings are answered', async () => {
  let client
  await new Promise((resolve) => {
    client = connect({ lazy: false, keepAlive: 10, on: { pong: (received) => received && resolve() } })
  })
  assert.deepEqual(await all(client, '{ hello }'), [{ data: { hello: 'hello world' } }])
})

test('after a restart everything goes on by itself', async () => {
  let connected = 0
  const closes = []
  const client = connect({ on: { connected: () => connected++, closed: (event) => closes.push(event.code) } })
  const before = await streams()
  for (let i = 0; i < 3; i++) {
    client.subscribe({ query: 'subscription { silence }' }, { next() {}, error(err) { throw err }, complete() {} })
  }
  await until('the subscriptions are open', async () => (await streams()) === before + 3)
  await restart()
  await until('the subscriptions are open again', async () => connected === 2 && (await streams()) === before + 3)
  assert.deepEqual(closes, [1012])
})

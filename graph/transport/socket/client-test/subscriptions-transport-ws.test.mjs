// The transport as npm subscriptions-transport-ws, the client of the older
// graphql-ws subprotocol, sees it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import transport from 'subscriptions-transport-ws'
import WebSocket from 'ws'
import { restart, socketURL, streams, until } from './server.mjs'

const clients = []
after(() => clients.forEach((client) => client.close()))

function connect(options = {}) {
  const client = new transport.SubscriptionClient(socketURL, options, WebSocket)
  clients.push(client)
  return client
}

function all(client, query, variables) {
  return new Promise((resolve, reject) => {
    const results = []
    client.request({ query, variables }).subscribe({
      next: (result) => results.push(result), error: reject, complete: () => resolve(results),
    })
  })
}

test('a query', async () => {
  assert.deepEqual(await all(connect(), 'query ($n: String) { hello(name: $n) }', { n: 'Ada' }), [{ data: { hello: 'hello Ada' } }])
})

test('a subscription to its end', async () => {
  assert.deepEqual(await all(connect(), 'subscription { countdown(from: 3) }'),
    [3, 2, 1].map((countdown) => ({ data: { countdown } })))
})

test('an invalid operation fails alone', async () => {
  const client = connect()
  await assert.rejects(all(client, '{ nope }'), (error) => error.message.includes('nope'))
  assert.deepEqual(await all(client, '{ hello }'), [{ data: { hello: 'hello world' } }])
})

test('connection parameters say who speaks', async () => {
  const client = connect({ connectionParams: { token: 'Bea' } })
  assert.deepEqual(await all(client, '{ context { viewer } }'), [{ data: { context: { viewer: 'Bea' } } }])
})

test('a refused viewer is told', async () => {
  const failure = await new Promise((resolve) => {
    connect({ connectionParams: { token: 'wrong' }, connectionCallback: (error) => error && resolve(error) })
  })
  assert.equal(failure.message, 'Forbidden')
})

test('unsubscribing ends the source', async () => {
  const client = connect()
  const before = await streams()
  const subscription = client.request({ query: 'subscription { silence }' }).subscribe({})
  await until('the subscription is open', async () => (await streams()) === before + 1)
  subscription.unsubscribe()
  await until('the subscription has ended', async () => (await streams()) === before)
})

test('after a restart everything goes on by itself', async () => {
  const client = connect({ reconnect: true })
  let reconnected = false
  client.onReconnected(() => { reconnected = true })
  const before = await streams()
  client.request({ query: 'subscription { silence }' }).subscribe({})
  await until('the subscription is open', async () => (await streams()) === before + 1)
  await restart()
  await until('the subscription is open again', async () => reconnected && (await streams()) === before + 1)
})

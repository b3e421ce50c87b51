// Speaks to the URL given as graphql-sse does in its distinct connections mode
// and prints what the client saw as one JSON object.
import { createClient } from 'graphql-sse';

const client = createClient({ url: process.argv[2], retryAttempts: 0 });

async function collect(payload) {
  const results = [];
  try {
    for await (const result of client.iterate(payload)) results.push(result);
    return { results, ended: true };
  } catch (error) {
    return { results, error: String(error) };
  }
}

console.log(
  JSON.stringify({
    subscription: await collect({ query: 'subscription { countdown(from: 3) }' }),
    query: await collect({ query: '{ hello }' }),
    invalid: await collect({ query: 'subscription { nothing }' }),
    refused: await collect({ query: 'subscription { refused }' }),
  }),
);
client.dispose();

// Drives the page in a real browser. Its GraphQL server is the reference implementation (graphql,
// graphql-ws), so what is proved here is the page: that it speaks the protocols as they are written.
//
// PAGE_SERVER is the address of the Go handler; browser_test.go starts it and then this.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildSchema, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import puppeteer from 'puppeteer-core';
import { WebSocketServer } from 'ws';

const seen = { inits: [], requests: [] };
let server, browser, page, profile;

const schema = buildSchema(`
  type Query { greeting(name: String!): String! }
  type Subscription { count(to: Int!): Int! }
`);
schema.getQueryType().getFields().greeting.resolve = (_, { name }) => `Hello, ${name}`;
schema.getSubscriptionType().getFields().count.subscribe = async function* (_, { to }) {
  for (let n = 1; n <= to; n++) {
    yield { count: n };
  }
};

async function answerGraphQL(request, response) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
  }
  const { query, variables, operationName } = JSON.parse(body);
  response.setHeader('Content-Type', 'application/graphql-response+json');
  response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables, operationName })));
}

function passOn(request, response) {
  const { method, headers, url } = request;
  request.pipe(http.request(new URL(url, process.env.PAGE_SERVER), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  }));
}

before(async () => {
  server = http.createServer((request, response) => (request.url === '/graphql' ? answerGraphQL : passOn)(request, response));
  useServer(
    {
      schema,
      onConnect: ({ connectionParams }) => { seen.inits.push(connectionParams); },
    },
    new WebSocketServer({ server, path: '/graphql' }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  profile = await mkdtemp(join(tmpdir(), 'graphiql-'));
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    userDataDir: profile,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage();
  await page.setViewport({ width: 1300, height: 800 });
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => assert.fail(`the page threw: ${error.message}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/graphiql`);
  await page.waitForSelector('.graphiql-execute-button');
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  if (profile) {
    await rm(profile, { recursive: true, force: true });
  }
});

// answered waits until the answer pane holds the text.
function answered(text) {
  return page.waitForFunction(
    (wanted) => document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue().includes(wanted),
    { timeout: 15_000 }, text,
  );
}

test('the query of the configuration stands in the first tab and runs', async () => {
  await page.click('.graphiql-execute-button');
  await answered('Hello, Ada');
});

test('a subscription runs, with what stands in the headers editor as its init payload', async () => {
  const subscription = (await page.$$('.graphiql-tab button'))[2];
  await subscription.click();
  await page.waitForFunction(() => document.querySelector('.graphiql-tab-active')?.textContent.includes('Counting'));

  const [editor] = await page.$$('.graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror');
  await editor.click();
  await page.keyboard.type('{ "Authorization": "Bearer opensesame');
  await page.click('.graphiql-execute-button');
  await answered('"count": 3');
  assert.deepEqual(seen.inits, [{ Authorization: 'Bearer opensesame' }]);
});

test('nothing was asked of any other host', () => {
  const hosts = new Set(seen.requests.filter((url) => !url.startsWith('data:')).map((url) => new URL(url).host));
  assert.deepEqual([...hosts], [`127.0.0.1:${server.address().port}`]);
});

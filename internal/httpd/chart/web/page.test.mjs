// Drives the page in a real browser, against a demo: PAGE_SERVER is its address, PAGE_PASSWORD what its people sign in with.
// PAGE_SHOT is where a picture of the page goes; none without it.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';

const home = process.env.PAGE_SERVER;
const requests = [];
const refused = [];
let browser, page, profile;

before(async () => {
  profile = await mkdtemp(join(tmpdir(), 'chart-'));
  browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    userDataDir: profile,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage();
  await page.emulateTimezone('Europe/Rome');
  await page.setViewport({ width: 1180, height: 860 });
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => { if (message.type() === 'error') refused.push(message.text()); });
  page.on('pageerror', (error) => assert.fail(`the page threw: ${error.message}`));
  await page.goto(`${home}/stats`);
});

after(async () => {
  await browser?.close();
  if (profile) {
    await rm(profile, { recursive: true, force: true });
  }
});

async function signIn(email, password) {
  await page.waitForSelector('#sign-in:not([hidden])');
  await page.$eval('#sign-in', (form) => form.reset());
  await page.type('#sign-in [name=email]', email);
  await page.type('#sign-in [name=password]', password);
  await page.click('#sign-in button');
}

test('a wrong password is told so', async () => {
  await signIn('agent@nts.example', 'not this one');
  await page.waitForFunction(() => document.querySelector('#sign-in .refused').textContent.length > 5);
});

test('what is drawn is what the API counts', async () => {
  await signIn('agent@nts.example', process.env.PAGE_PASSWORD);
  await page.waitForSelector('body[data-drawn]');
  const shown = await page.evaluate(() => ({
    opened: [...document.querySelectorAll('#week .hour')].map((cell) => Number(cell.title.split(' — ')[1])),
    inked: ['flow', 'response'].map((id) => {
      const canvas = document.getElementById(id);
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size; // colours
    }),
  }));
  assert.equal(shown.opened.length, 7 * 24);
  assert.ok(shown.inked.every((colours) => colours > 8), `colours: ${shown.inked}`);
  const counted = await page.evaluate(async () => {
    const from = new Date(Date.now() - 12 * 7 * 24 * 3600e3).toISOString();
    const answer = await fetch('/graphql', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: `{ ticketStats(filter: {desk: {in: [${JSON.stringify(document.body.dataset.drawn.split(' ')[1])}]}},
        period: {from: ${JSON.stringify(from)}}, measures: [OPENED], first: 1) { rows { values } } }` }),
    });
    return (await answer.json()).data.ticketStats.rows[0].values[0];
  });
  assert.ok(counted > 0);
  assert.equal(shown.opened.reduce((sum, n) => sum + n, 0), counted);
});

test('other weeks are drawn when they are chosen', async () => {
  const sum = () => page.$$eval('#week .hour', (cells) => cells.reduce((all, cell) => all + Number(cell.title.split(' — ')[1]), 0));
  const before = await sum();
  await page.select('#choice [name=weeks]', '52');
  await page.waitForFunction(
    (known) => [...document.querySelectorAll('#week .hour')].reduce((all, cell) => all + Number(cell.title.split(' — ')[1]), 0) > known,
    {}, before,
  );
  await page.select('#choice [name=weeks]', '26');
  await page.waitForNetworkIdle();
  if (process.env.PAGE_SHOT) {
    await page.screenshot({ path: process.env.PAGE_SHOT });
  }
});

test('nothing comes from elsewhere, and nothing was blocked', () => {
  assert.deepEqual(requests.filter((url) => !url.startsWith(home) && !url.startsWith('data:')), []);
  assert.deepEqual(refused, []);
});

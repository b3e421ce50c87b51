import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announced, breakingChanges, unannounced } from './compare.mjs';

const before = `
  directive @cost(weight: Int!) on FIELD_DEFINITION
  enum Status { OPEN CLOSED }
  type Ticket { subject: String! status: Status! @cost(weight: 2) }
  input Which @oneOf { id: ID number: Int }
  type Query { ticket(by: Which!, first: Int): Ticket }
`;

async function paths(after) {
  return (await breakingChanges(before, after)).map(({ path }) => path).sort();
}

test('what adds, describes or re-prices breaks nobody', async () => {
  const after = before
    .replace('subject: String!', '"The title." subject: String! @deprecated(reason: "2027-01-01") title: String!')
    .replace('weight: 2', 'weight: 5')
    .replace('type Query {', 'type Query { tickets(first: Int = 25): [Ticket!]!');
  assert.deepEqual(await paths(after), []);
});

test('what a client may have asked for must stay', async () => {
  assert.deepEqual(await paths(before.replace('subject: String! ', '')), ['Ticket.subject']);
  assert.deepEqual(await paths(before.replace('subject: String!', 'subject: String')), ['Ticket.subject']);
  assert.deepEqual(await paths(before.replace('OPEN CLOSED', 'OPEN')), ['Status.CLOSED']);
  assert.deepEqual(await paths(before.replace('first: Int', 'first: Int!')), ['Query.ticket.first']);
  assert.deepEqual(await paths(before.replace('by: Which!', 'by: Which!, desk: ID!')), ['Query.ticket.desk']);
  assert.deepEqual(await paths(before.replace('number: Int', '')), ['Which.number']);
});

test('only the unreleased part of the change log announces', () => {
  const changelog = [
    '# Changelog', '## [Unreleased]', '### Added', '- `Ticket.title`', '### Breaking', '- `Ticket.subject` is gone, `Status` too',
    '### Fixed', '- `Query.ticket`', '## [1.0.0] - 2026-01-01', '### Breaking', '- `Which`',
  ].join('\n');
  const coordinates = announced(changelog);
  assert.deepEqual([...coordinates], ['Ticket.subject', 'Status']);
  assert.equal(announced('# Changelog\n## [Unreleased]\n### Added\n- `Ticket`\n').size, 0);

  const changes = ['Ticket.subject', 'Status.CLOSED', 'Ticket', 'Statuses', 'Which.number'].map((path) => ({ path }));
  assert.deepEqual(unannounced(changes, coordinates).map(({ path }) => path), ['Ticket', 'Statuses', 'Which.number']);
});

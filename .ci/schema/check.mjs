// Usage: check.mjs BEFORE.graphqls AFTER.graphqls CHANGELOG.md
// Fails where the second schema breaks clients of the first one without the change log saying so.
import { readFile } from 'node:fs/promises';
import { announced, breakingChanges, unannounced } from './compare.mjs';

const [before, after, changelog] = await Promise.all(process.argv.slice(2, 5).map((path) => readFile(path, 'utf8')));
const changes = await breakingChanges(before, after);
const missing = unannounced(changes, announced(changelog));

for (const { path, message } of missing) {
  console.error(`breaking and not announced: \`${path}\`: ${message}`);
}
if (missing.length > 0) {
  console.error('Take the change back, or name each of them in CHANGELOG.md, under Unreleased, "### Breaking".');
  process.exit(1);
}
console.log(`${changes.length} breaking changes since the last published schema, all announced`);

// Which changes of the contract break clients, and which of them the change log does not announce.
import { buildSchema } from 'graphql';
import { CriticalityLevel, diff } from '@graphql-inspector/core';

// breakingChanges answers {path, message} of every change from one schema text to another after
// which a valid request of the past may fail. Where a directive such as @cost is applied is the
// server's own business: no client sees it.
export async function breakingChanges(before, after) {
  const changes = await diff(parse(before), parse(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ type }) => !type.startsWith('DIRECTIVE_USAGE'))
    .map(({ path, message }) => ({ path, message }));
}

// announced answers the schema coordinates that stand in backticks under "Breaking" in the
// unreleased part of the change log.
export function announced(changelog) {
  const unreleased = section(changelog, /^## \[?Unreleased\]?.*$/m, /^## /m);
  const breaking = section(unreleased, /^### Breaking$/m, /^### /m);
  return new Set([...breaking.matchAll(/`([^`]+)`/g)].map(([, coordinate]) => coordinate));
}

// unannounced keeps the changes whose coordinate is not in the set, nor anything that contains it:
// to announce `Ticket` announces `Ticket.subject`.
export function unannounced(changes, coordinates) {
  return changes.filter(({ path }) => {
    const parts = path.split('.');
    return !parts.some((_, i) => coordinates.has(parts.slice(0, i + 1).join('.')));
  });
}

function parse(text) {
  return buildSchema(text, { assumeValidSDL: true });
}

function section(text, start, end) {
  const from = text.match(start);
  if (!from) {
    return '';
  }
  const rest = text.slice(from.index + from[0].length);
  const to = rest.match(end);
  return to ? rest.slice(0, to.index) : rest;
}

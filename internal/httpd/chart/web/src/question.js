// What is asked of the server, and what is drawn of its answers.

// places are the desks whose numbers the viewer may see, then the companies; null when nobody is signed in.
export async function places(ask) {
  const { viewer } = await ask('{ viewer { desks { desk { id name } } tenants { tenant { id name } } } }');
  if (!viewer) {
    return null;
  }
  return [
    ...viewer.desks.map(({ desk }) => ({ id: `desk ${desk.id}`, name: desk.name })),
    ...viewer.tenants.map(({ tenant }) => ({ id: `tenant ${tenant.id}`, name: tenant.name })),
  ];
}

const question = `query($filter: TicketFilter!, $period: TicketStatsPeriod!, $zone: String!) {
  weeks: ticketStats(
    filter: $filter, period: $period, interval: WEEK, timeZone: $zone, first: 200,
    measures: [OPENED, CLOSED, BACKLOG, FIRST_RESPONSE_MEDIAN, FIRST_RESPONSE_P90]
  ) { rows { from values } }
  hours: ticketStats(
    filter: $filter, period: $period, timeZone: $zone, first: 168, measures: [OPENED], groupBy: [{ by: HOUR_OF_WEEK }]
  ) { rows { groups { key } values } }
}`;

const day = 24 * 60 * 60 * 1000;
const inHours = (seconds) => (seconds === null ? null : seconds / 3600);

// numbers are those of a place in its last weeks, this one included: a row a week, and what was opened in each hour of the week,
// Monday's first hour first.
export async function numbers(ask, place, weeks, now) {
  const [kind, id] = place.split(' ');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const found = await ask(question, {
    filter: { [kind]: { in: [id] } },
    period: { from: new Date(now - (weeks - 1) * 7 * day).toISOString(), to: now.toISOString() },
    zone,
  });
  const hours = new Array(7 * 24).fill(0);
  for (const { groups: [{ key }], values: [opened] } of found.hours.rows) {
    hours[Number(key)] = opened;
  }
  const label = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: zone });
  return {
    weeks: found.weeks.rows.map(({ from, values: [opened, closed, backlog, median, p90] }) => ({
      label: label.format(new Date(from)), opened, closed, backlog, median: inHours(median), p90: inHours(p90),
    })),
    hours,
  };
}

// The pictures.
import {
  BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip,
} from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);
Chart.defaults.animation = false;
Chart.defaults.font.family = 'system-ui, sans-serif';

const colours = { opened: '#3b82c4', closed: '#4c9a6a', backlog: '#8a5a9e', median: '#3b82c4', p90: '#c4703b' };
const drawn = new Map();

function draw(id, config) {
  drawn.get(id)?.destroy();
  drawn.set(id, new Chart(document.getElementById(id), config));
}

const options = (title) => ({
  responsive: true,
  maintainAspectRatio: false,
  interaction: { mode: 'index', intersect: false },
  plugins: { legend: { position: 'bottom' } },
  scales: { y: { beginAtZero: true, title: { display: true, text: title } } },
});

// flow draws what came, what went, and what lies there at the end of each week.
export function flow(weeks) {
  const bar = (label, key) => ({ label, data: weeks.map((w) => w[key]), backgroundColor: colours[key], order: 2 });
  draw('flow', {
    data: {
      labels: weeks.map((w) => w.label),
      datasets: [
        { type: 'bar', ...bar('opened', 'opened') },
        { type: 'bar', ...bar('closed', 'closed') },
        {
          type: 'line', label: 'backlog', data: weeks.map((w) => w.backlog), borderColor: colours.backlog,
          backgroundColor: colours.backlog, pointRadius: 2, order: 1,
        },
      ],
    },
    options: options('tickets'),
  });
}

// response draws how long customers wait for the first answer.
export function response(weeks) {
  const line = (label, key) => ({
    label, data: weeks.map((w) => w[key]), borderColor: colours[key], backgroundColor: colours[key], pointRadius: 2, spanGaps: true,
  });
  draw('response', {
    type: 'line',
    data: { labels: weeks.map((w) => w.label), datasets: [line('half within', 'median'), line('nine in ten within', 'p90')] },
    options: options('hours'),
  });
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

// week draws a cell for each hour of the week, the darker the more; hours[0] is Monday's first.
export function week(hours) {
  const most = Math.max(1, ...hours);
  const root = document.getElementById('week');
  root.setAttribute('aria-label', `Most in an hour of the week: ${most}`);
  root.replaceChildren();
  const cell = (className, text = '') => {
    const made = document.createElement('span');
    made.className = className;
    made.textContent = text;
    return root.appendChild(made);
  };
  days.forEach((day, d) => {
    cell('day', day);
    for (let hour = 0; hour < 24; hour++) {
      const n = hours[d * 24 + hour];
      const made = cell(`hour level-${n === 0 ? 0 : Math.ceil((n / most) * 8)}`);
      made.title = `${day} ${String(hour).padStart(2, '0')}:00 — ${n}`;
    }
  });
  cell('day');
  for (let hour = 0; hour < 24; hour++) {
    cell('foot', hour % 6 === 0 ? String(hour) : '');
  }
}

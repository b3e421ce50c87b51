import { ask, Refused, signIn } from './api.js';
import { flow, response, week } from './draw.js';
import { numbers, places } from './question.js';
import './app.css';

const form = document.forms['sign-in'];
const choice = document.forms.choice;
const show = (element, shown) => { element.hidden = !shown; };

async function open() {
  const found = await places(ask);
  show(form, !found);
  show(choice, found?.length > 0);
  if (!found) {
    return;
  }
  choice.desk.replaceChildren(...found.map(({ id, name }) => new Option(name, id)));
  await refresh();
}

async function refresh() {
  const failed = document.getElementById('failed');
  try {
    const { weeks, hours } = await numbers(ask, choice.desk.value, Number(choice.weeks.value), new Date());
    show(document.getElementById('charts'), true);
    flow(weeks);
    response(weeks);
    week(hours);
    failed.textContent = '';
    document.body.dataset.drawn = choice.desk.value;
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    failed.textContent = error.message;
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const refused = form.querySelector('.refused');
  try {
    await signIn(form.email.value, form.password.value);
    refused.textContent = '';
    await open();
  } catch (error) {
    refused.textContent = error.message;
  }
});
choice.addEventListener('change', refresh);
open();

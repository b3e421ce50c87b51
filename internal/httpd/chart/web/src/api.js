// The server, as the page asks it: the session is a cookie of this origin.

export class Refused extends Error {}

// ask posts a document and answers its data; Refused carries the first error's message.
export async function ask(query, variables = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors?.length) {
    throw new Refused(errors[0].message);
  }
  return data;
}

// signIn opens a session, or throws Refused with what to say.
export async function signIn(email, password) {
  const { signIn: answer } = await ask(
    'mutation($in: SignInInput!) { signIn(input: $in) { errors { message } } }',
    { in: { email, password, cookie: true } },
  );
  if (answer.errors.length) {
    throw new Refused(answer.errors[0].message);
  }
}

// Reads the schema of the server at the URL given as GraphiQL does, builds a
// client schema of it and prints how many types it has.
import { buildClientSchema, getIntrospectionQuery } from 'graphql';

const response = await fetch(process.argv[2], {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
  body: JSON.stringify({
    query: getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true }),
  }),
});
const { data, errors } = await response.json();
if (errors) throw new Error(JSON.stringify(errors));
console.log(Object.keys(buildClientSchema(data).getTypeMap()).length);

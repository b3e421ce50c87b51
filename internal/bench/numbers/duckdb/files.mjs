// files.mjs FOLDER: reads questions as JSON from stdin ({name, sql}) and answers each with the rows that DuckDB makes of the
// exported files in the folder: {name: [[…], …]}.
import { DuckDBInstance } from '@duckdb/node-api';

process.chdir(process.argv[2]);
const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const connection = await (await DuckDBInstance.create()).connect();
await connection.run("SET TimeZone = 'UTC'");
const answers = {};
for (const { name, sql } of JSON.parse(Buffer.concat(input).toString())) {
  answers[name] = (await connection.runAndReadAll(sql)).getRowsJson();
}
connection.closeSync();
console.log(JSON.stringify(answers));

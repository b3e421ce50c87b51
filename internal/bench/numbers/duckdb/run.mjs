// run.mjs CSV: reads questions as JSON from stdin ({name, sql, rounds}), answers each with its times and a sum of its result.
import { DuckDBInstance } from '@duckdb/node-api';

const [csv] = process.argv.slice(2);
const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const questions = JSON.parse(Buffer.concat(input).toString());

const database = await DuckDBInstance.create(`${csv}.duckdb`);
const connection = await database.connect();
await connection.run(`CREATE TABLE tickets AS SELECT * FROM read_csv('${csv}', header = true)`);
const answers = [];
for (const { name, sql, rounds } of questions) {
  const times = [];
  let rows;
  for (let i = 0; i < rounds; i++) {
    const start = process.hrtime.bigint();
    rows = (await connection.runAndReadAll(sql)).getRows();
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  let sum = 0;
  for (const row of rows) sum += Number(row[row.length - 1]);
  answers.push({ name, times, rows: rows.length, sum });
}
connection.closeSync();
console.log(JSON.stringify(answers));

// Writes src/generated.ts: the types of the schema and of the operations in src/operations.graphql. With --check it only
// says whether the file is as it would be written.
import { readFileSync, writeFileSync } from 'node:fs'
import { codegen } from '@graphql-codegen/core'
import * as operations from '@graphql-codegen/typescript-operations'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import { buildSchema, parse } from 'graphql'

const here = (path) => new URL(path, import.meta.url)
const text = (path) => readFileSync(here(path), 'utf8')
const target = 'src/generated.ts'
const sdl = text('../../schema.graphqls')

const written = '/* eslint-disable */\n// Written by generate.mjs; do not edit.\n' + (await codegen({
  filename: target,
  schema: parse(sdl),
  schemaAst: buildSchema(sdl),
  documents: [{ location: 'src/operations.graphql', document: parse(text('src/operations.graphql')) }],
  config: { enumsAsTypes: true, useTypeImports: true, skipTypename: false, scalars: { ID: 'string', Time: 'string', TicketFilterValue: 'string', Upload: 'never' } },
  plugins: [{ operations: {} }, { typedDocumentNode: {} }],
  pluginMap: { operations, typedDocumentNode },
}))

if (!process.argv.includes('--check')) writeFileSync(here(target), written)
else if (text(target) !== written) {
  console.error('src/generated.ts is stale: npm run generate')
  process.exit(1)
}

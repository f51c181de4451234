import { writeFile } from 'node:fs/promises'
import { cliDocs } from '../src/cli/cli-docs.ts'

/** `npm run docs:cli`: writes `docs/cli.md`; a test keeps it equal to the tables it comes from. */
await writeFile(new URL('../docs/cli.md', import.meta.url), await cliDocs())

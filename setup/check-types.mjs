// `npm run types`: checks the types of the whole checkout, and of what did not change since the last time only that it is the same.
import { join } from 'node:path'
import { root } from './prepare.mjs'
import { run } from './run-command.mjs'

// Whoever runs the tests may not be allowed to write to the checkout.
const cache = process.env['KISTE_CACHE_DIR'] ?? join(root, 'node_modules/.cache')
// What runs in a browser has other globals than what runs in Node.
const projects = { types: 'tsconfig.json', 'page-types': 'web/tsconfig.json' }

process.exitCode = 0
for (const [name, project] of Object.entries(projects)) {
  const { code } = await run(
    [
      process.execPath,
      join(root, 'node_modules/typescript/bin/tsc'),
      '--project',
      join(root, project),
      '--incremental',
      '--tsBuildInfoFile',
      join(cache, `${name}.tsbuildinfo`),
    ],
    { cwd: root, output: 'show', check: false },
  )
  if (code !== 0) process.exitCode = code
}

// `npm run bench -- [AREA …] [--json]`: sets everything up, then measures as a user without rights.
import { runMain } from './exit-codes.mjs'
import { prepare } from './prepare.mjs'
import { runUnprivileged } from './run-unprivileged.mjs'

await runMain(async () => {
  await prepare(['vms', 'images', 'tests'])
  return runUnprivileged(['node_modules/tsx/dist/cli.mjs', 'bench/main.ts', ...process.argv.slice(2)])
})

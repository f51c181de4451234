// `npm test [-- TIER …]`: sets everything up, then runs the tests as a user without rights.
import { runMain } from './exit-codes.mjs'
import { prepare } from './prepare.mjs'
import { runUnprivileged } from './run-unprivileged.mjs'

await runMain(async () => {
  await prepare(['vms', 'images', 'tests'])
  return runUnprivileged(['setup/run-tiers.mjs', ...process.argv.slice(2)])
})

// `npm run lab -- VERB …`: a real host in a VM, run as a user without rights.
import { runMain } from './exit-codes.mjs'
import { prepare } from './prepare.mjs'
import { runUnprivileged } from './run-unprivileged.mjs'

// The others look at what is there or act on it: they work also while the checkout does not compile.
const verbsThatSetUp = ['build', 'up', 'test']

await runMain(async () => {
  const words = process.argv.slice(2)
  if (verbsThatSetUp.includes(words[0] ?? '')) await prepare(['vms', 'images', 'tests'])
  return runUnprivileged(['node_modules/tsx/dist/cli.mjs', 'lab/main.ts', ...words], { input: 'show' })
})

// `npm run lab -- VERB …`: a real host in a VM, run as a user without rights.
import { runMain } from './exit-codes.mjs'
import { prepare } from './prepare.mjs'
import { ordinarySeat, runInSeat } from './seats.mjs'

// The others look at what is there or act on it: they work also while the checkout does not compile.
const verbsThatSetUp = ['build', 'up', 'test']

await runMain(async () => {
  const words = process.argv.slice(2)
  const setsUp = verbsThatSetUp.includes(words[0] ?? '')
  if (setsUp) await prepare(['vms', 'images', 'tests'])
  // One process, which signals reach; tsx's own command puts another in between.
  const argv = ['--import', 'tsx', 'lab/main.ts', ...words]
  // A copy of its own: the tests may be running from theirs.
  const seat = await ordinarySeat({ copy: 'checkout-lab', keepCopy: !setsUp })
  return (await runInSeat(seat, argv, 'show', 'show')).code
})

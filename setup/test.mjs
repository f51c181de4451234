// `npm test [-- TIER …]`: sets everything up, then runs the tests as a user without rights, and those that need root as root.
import { runMain } from './exit-codes.mjs'
import { prepare } from './prepare.mjs'
import { runTiers } from './run-tiers.mjs'
import { ordinarySeat, rootSeat } from './seats.mjs'
import { pickTiers } from './tiers.mjs'

await runMain(async () => {
  const choice = pickTiers(process.argv.slice(2), process.getuid?.() === 0)
  const needsRoot = choice.picked.some((tier) => tier.as === 'root')
  await prepare(['vms', 'images', 'tests', ...(needsRoot ? /** @type {const} */ (['networks']) : [])])
  const ordinary = await ordinarySeat()
  return runTiers(choice, (tier) => (tier.as === 'root' ? rootSeat() : ordinary))
})

// `npm run bench -- [AREA …] [--json]`: sets everything up, then measures as a user without rights.
import { runMain } from './exit-codes.mjs'
import { prepare } from './prepare.mjs'
import { ordinarySeat, runInSeat } from './seats.mjs'

await runMain(async () => {
  await prepare(['vms', 'images', 'tests'])
  const argv = ['node_modules/tsx/dist/cli.mjs', 'bench/main.ts', ...process.argv.slice(2)]
  return (await runInSeat(await ordinarySeat(), argv, 'show')).code
})

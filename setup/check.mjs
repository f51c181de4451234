// `npm run check`: the quick tiers, on a checkout that is set up, as whoever asks.
import { runMain } from './exit-codes.mjs'
import { runTiers } from './run-tiers.mjs'
import { ownSeat } from './seats.mjs'
import { pickTiers } from './tiers.mjs'

await runMain(() => runTiers(pickTiers(['types', 'lint', 'format', 'unit'], false), () => ownSeat()))

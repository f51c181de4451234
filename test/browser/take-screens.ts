// `npm run screens`: each page as people see it, into docs/screens.
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { SeedData } from '../../src/host/fake/seed-data.ts'
import { openBench, type Bench, type VisitOptions } from './support/browse.ts'
import { setUpSecret } from './support/people.ts'
import { writeMetricHistory } from './support/metric-history.ts'

let invited = 0
const folder = resolve(import.meta.dirname, '../../docs/screens')

interface Screen {
  readonly path: string | ((bench: Bench) => Promise<string>)
  /** What is there once there is something to see. */
  readonly waitFor: string
  /** It lies further down, and is looked at there. */
  readonly isBelow?: true
  /** Nobody is signed in. */
  readonly isOutside?: true
}

/** A house, and what is looked at in it. */
interface House {
  readonly seed: SeedData
  readonly isSetUp?: false
  readonly screens: Readonly<Record<string, Screen>>
}

const houses: readonly House[] = [
  {
    seed: 'demo',
    screens: {
      overview: { path: '/', waitFor: 'canvas' },
      plots: { path: '/?range=day', waitFor: 'canvas', isBelow: true },
      vms: { path: '/vms', waitFor: '[role=row] a' },
      vm: { path: '/vms/photos?range=day', waitFor: 'canvas' },
      console: { path: '/vms/web/console', waitFor: '.xterm-rows' },
      disks: { path: '/vms/photos/disks', waitFor: 'main h2' },
      network: { path: '/vms/web/network', waitFor: 'main h2' },
      history: { path: '/vms/old-forum/history?at=before-upgrade', waitFor: 'main ol' },
      files: { path: '/vms/old-forum/history?at=half-way&files=/etc', waitFor: 'main table' },
      comparison: { path: '/vms/old-forum/history?at=before-upgrade&to=half-way', waitFor: 'main table' },
      'vm-settings': { path: '/vms/web/settings', waitFor: 'main h2' },
      'vm-log': { path: '/vms/web/log', waitFor: 'main h2' },
      xml: { path: '/vms/web/xml', waitFor: 'main pre' },
      'new-vm': { path: '/new/vm?image=debian-12', waitFor: '[role=dialog] code' },
      images: { path: '/images', waitFor: 'main h2' },
      networks: { path: '/networks', waitFor: 'main h2' },
      jobs: { path: '/jobs', waitFor: 'main li' },
      job: { path: newestJob, waitFor: 'main li' },
      bin: { path: '/bin', waitFor: 'main h1' },
      host: { path: '/host', waitFor: 'main h1' },
      more: { path: '/more', waitFor: 'main li' },
      settings: { path: '/settings', waitFor: 'main h2' },
      sessions: { path: '/settings/sessions', waitFor: 'main h2' },
      tokens: { path: '/settings/tokens', waitFor: 'main h1' },
      policies: { path: '/settings/policies', waitFor: 'main h2' },
      copies: { path: '/settings/copies', waitFor: 'main h2' },
      users: { path: '/settings/users', waitFor: 'main h2' },
      changes: { path: '/settings/log', waitFor: 'main h1' },
      house: { path: '/settings/house', waitFor: 'main h2' },
      'sign-in': { path: '/', waitFor: 'h1', isOutside: true },
      invitation: { path: invitation, waitFor: 'h1', isOutside: true },
    },
  },
  {
    seed: 'ailing',
    screens: {
      pools: { path: '/pools', waitFor: 'main ul' },
      pool: { path: '/pools/tank', waitFor: 'main ul' },
      measure: { path: '/pools/shelf/measure', waitFor: 'main h2' },
      'new-pool': { path: '/new/pool', waitFor: 'input[type=radio]' },
    },
  },
  {
    seed: 'empty',
    screens: { empty: { path: '/', waitFor: 'main li a' } },
  },
  {
    seed: 'empty',
    isSetUp: false,
    screens: {
      'set-up': {
        path: async ({ daemon }) => `/setup#${await setUpSecret(daemon)}`,
        waitFor: 'h1',
        isOutside: true,
      },
    },
  },
]

const looks = {
  'desktop-light': { size: 'desktop', colorScheme: 'light' },
  'desktop-dark': { size: 'desktop', colorScheme: 'dark', locale: 'de-DE' },
  'phone-light': { size: 'phone', colorScheme: 'light', locale: 'de-DE' },
  'phone-dark': { size: 'phone', colorScheme: 'dark' },
} as const satisfies Record<string, VisitOptions>

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
for (const { seed, isSetUp = true, screens } of houses) {
  // Plots have something to show only where something was measured before.
  const bench = await openBench(seed, {
    isSetUp,
    ...(seed === 'demo' ? { prepare: writeMetricHistory } : {}),
  })
  try {
    if (seed === 'demo')
      for (const vm of ['build', 'photos']) await bench.daemon.ask('POST', '/v1/snapshots', { vms: [vm] })
    for (const [name, screen] of Object.entries(screens))
      for (const [dress, options] of Object.entries(looks))
        await take(bench, screen, options, `${name}-${dress}.png`)
  } finally {
    await bench.close()
  }
}

async function take(bench: Bench, screen: Screen, look: VisitOptions, file: string): Promise<void> {
  const { path, waitFor, isBelow, isOutside } = screen
  const options = { ...look, waitFor, ...(isOutside === true ? { as: null } : {}) }
  const { page, leave } = await bench.visit(typeof path === 'string' ? path : await path(bench), options)
  if (isBelow === true)
    await page.evaluate(`document.querySelector('${waitFor}').closest('section').scrollIntoView()`)
  // What comes with the details comes a little later.
  await page.waitForTimeout(800)
  await page.screenshot({ path: join(folder, file) })
  await leave()
  process.stdout.write(`docs/screens/${file}\n`)
}

async function newestJob({ daemon }: Bench): Promise<string> {
  const [job] = (await daemon.ask('GET', '/v1/jobs')) as readonly { readonly id: string }[]
  return `/jobs/${job?.id ?? ''}`
}

/** Each a new one: nobody is invited twice by the same name. */
async function invitation({ admin }: Bench): Promise<string> {
  if (!admin) throw new Error('Nobody is there who could invite.')
  invited += 1
  const { secret } = (await admin.ask('POST', '/v1/users', { name: `wanda-${invited}`, role: 'viewer' })) as {
    readonly secret: string
  }
  return `/invitation#${secret}`
}

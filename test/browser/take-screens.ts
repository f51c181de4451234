// `npm run screens`: each page as people see it, into docs/screens.
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { SeedData } from '../../src/host/fake/seed-data.ts'
import { openBench, type Bench, type VisitOptions } from './support/browse.ts'
import { writeMetricHistory } from './support/metric-history.ts'

const folder = resolve(import.meta.dirname, '../../docs/screens')

/** Where there is something to see, and once that is there; what lies further down is looked at there. */
const screens: readonly (readonly [
  SeedData,
  Readonly<Record<string, readonly [path: string, waitFor: string, look?: 'there']>>,
])[] = [
  [
    'demo',
    {
      overview: ['/', 'canvas'],
      plots: ['/?range=day', 'canvas', 'there'],
      vms: ['/vms', '[role=row] a'],
      vm: ['/vms/photos?range=day', 'canvas'],
      history: ['/vms/old-forum/history?at=before-upgrade', 'main ol'],
      disks: ['/vms/photos/disks', 'main h2'],
      console: ['/vms/web/console', '.xterm-rows'],
      'new-vm': ['/new/vm?image=debian-12', '[role=dialog] code'],
      images: ['/images', 'main h2'],
      networks: ['/networks', 'main h2'],
      jobs: ['/jobs', 'main li'],
      bin: ['/bin', 'main h1'],
      host: ['/host', 'main h1'],
      settings: ['/settings', 'main h1'],
      users: ['/settings/users', 'main h1'],
    },
  ],
  [
    'ailing',
    {
      pools: ['/pools', 'main ul'],
      pool: ['/pools/tank', 'main ul'],
      'new-pool': ['/new/pool', 'input[type=radio]'],
    },
  ],
]

const looks = {
  'desktop-light': { size: 'desktop', colorScheme: 'light' },
  'desktop-dark': { size: 'desktop', colorScheme: 'dark', locale: 'de-DE' },
  'phone-light': { size: 'phone', colorScheme: 'light', locale: 'de-DE' },
  'phone-dark': { size: 'phone', colorScheme: 'dark' },
} as const satisfies Record<string, VisitOptions>

await rm(folder, { recursive: true, force: true })
await mkdir(folder, { recursive: true })
for (const [seed, pages] of screens) {
  // Plots have something to show only where something was measured before.
  const bench = await openBench(seed, seed === 'demo' ? { prepare: writeMetricHistory } : {})
  try {
    for (const vm of ['build', 'photos']) await bench.daemon.ask('POST', '/v1/snapshots', { vms: [vm] })
    for (const [name, [path, waitFor, look]] of Object.entries(pages))
      for (const [dress, options] of Object.entries(looks))
        await take(bench, path, { ...options, waitFor, look }, `${name}-${dress}.png`)
  } finally {
    await bench.close()
  }
}

async function take(
  bench: Bench,
  path: string,
  { look, ...options }: VisitOptions & { readonly waitFor: string; readonly look: 'there' | undefined },
  file: string,
): Promise<void> {
  const { page, leave } = await bench.visit(path, options)
  if (look === 'there')
    await page.evaluate(`document.querySelector('${options.waitFor}').closest('section').scrollIntoView()`)
  // What comes with the details comes a little later.
  await page.waitForTimeout(800)
  await page.screenshot({ path: join(folder, file) })
  await leave()
  process.stdout.write(`docs/screens/${file}\n`)
}

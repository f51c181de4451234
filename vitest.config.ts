import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// Every fault at every step, real processes killed, real shells: worth a minute, and so not in `npm run check`.
const deep = [
  'src/app/job-kinds.test.ts',
  'src/jobs/kill.test.ts',
  'src/cli/completion.test.ts',
  'src/http/fuzz.test.ts',
  'src/host/zfs/store/foreign.test.ts',
  'src/host/zfs/store/power-cut.test.ts',
  'src/host/zfs/sample/sample-files.test.ts',
  'src/host/exec.test.ts',
  'src/host/exec-children.test.ts',
  'src/host/ssh-runner.test.ts',
  'setup/system-packages.test.ts',
  'setup/daemon-process.test.ts',
  'lab/process-lock.test.ts',
]

// A pool's whole life, and the adapter under every store, on real OpenZFS: as much of the lab as fits into a quarter of an hour.
const labCore = ['zfs-datasets', 'pool-story'].map((name) => `lab/${name}.lab.test.ts`)

// Guests boot in these, in a machine that is emulated: ten minutes, and many more on a host with much else to do.
const stories = ['whole-story', 'store-guest', 'nested-guest'].map((name) => `lab/${name}.lab.test.ts`)

function inLab(name: string, files: { readonly include: string[]; readonly exclude?: string[] }) {
  return {
    test: {
      name,
      ...files,
      globalSetup: ['lab/testing/global-setup.ts'],
      // Minutes of a boot become many on a host with much else to do; what waits for something has a limit of its own.
      testTimeout: 900_000,
      hookTimeout: 600_000,
      // Files take turns on the machines; some more than there are machines, so that none stands idle while a file waits for another.
      maxWorkers: 4,
      sequence: { groupOrder: 1 },
    },
  }
}

// These take minutes, the longest first. On a fresh machine nobody knows that, and one that begins last keeps all waiting.
const longest = [
  'image-debian',
  'host-contract',
  'daemon-snapshot-files',
  'daemon-kill',
  'fault-hanging-libvirtd',
  'guest-files',
  'daemon-real-snapshots',
  'daemon-real-kill',
  'page-story',
].map((name) => `test/local/${name}.test.ts`)

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((path) => moduleId.endsWith(path))
      return found === -1 ? longest.length : found
    }
    const usual = await BaseSequencer.prototype.sort.call(this, files)
    return usual.toSorted((a, b) => place(a) - place(b))
  }
}

// Whoever runs the tests may not be allowed to write to the checkout.
const cacheDir = process.env['KISTE_CACHE_DIR'] ?? 'node_modules/.vite'

const inMemory = existsSync('/dev/shm') ? { env: { TMPDIR: '/dev/shm' } } : {}

export default defineConfig({
  cacheDir,
  test: {
    sequence: { sequencer: LongestFirst },
    // What was compiled for the last run and has not changed since.
    experimental: { fsModuleCache: true, fsModuleCachePath: `${cacheDir}/modules` },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,web,setup,bench,lab}/**/*.test.ts', 'test/house/**/*.test.ts'],
          exclude: [...deep, '**/*.lab.test.ts'],
          testTimeout: 20_000,
          // Loading the modules afresh for each file costs more than all the tests do, and no test changes a module.
          isolate: false,
          // Many wait for something, and leave the processor to others meanwhile.
          maxWorkers: 2 * availableParallelism(),
          // These open many journals; none of them is about what a disk keeps.
          ...inMemory,
        },
      },
      {
        test: {
          name: 'deep',
          include: deep,
          testTimeout: 120_000,
          ...inMemory,
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Each file has a libvirtd of its own. Much of the time one waits for a boot, a limit, a child that dies; guests under software
          // emulation take a core each.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Each file has a daemon and a browser of its own.
          maxWorkers: 1,
        },
      },
      inLab('lab-core', { include: labCore }),
      inLab('lab', { include: ['lab/**/*.lab.test.ts'], exclude: stories }),
      inLab('stories', { include: stories }),
    ],
  },
})

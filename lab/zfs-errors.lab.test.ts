import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ProblemError } from '../src/domain/problem.ts'
import { createPool } from './testing/make-pool.ts'
import { stderrOf, zfsErrorIn, zfsErrorKind } from '../src/host/zfs/zfs-error.ts'
import { meanings } from '../src/host/zfs/zfs-meanings.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { onEachLab } from './testing/on-each-lab.ts'
import { datasetRefusals, poolRefusals, type Provocation } from './testing/provoked-errors.ts'
import { streamRefusals } from './testing/provoked-stream-errors.ts'
import { pool, single } from './testing/zfs-names.ts'

onEachLab('what OpenZFS refuses', (lab, flavour) => {
  let zfs: Zfs
  const sh = (script: string) =>
    lab().runner.run(['sh', '-ec', script], { env: { Z: '/var/tmp/z', TZ: 'UTC' }, timeoutMs: 240_000 })

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
    await sh('rm -rf $Z; mkdir -p $Z')
    await createPool(zfs, { name: pool('tank'), layout: { ashift: 12, groups: [single(1)] } })
    await createPool(zfs, { name: pool('bk'), layout: { ashift: 12, groups: [single(2)] } })
  })
  afterAll(() => sh('rm -rf $Z'))

  const groups: Readonly<Record<string, readonly Provocation[]>> = {
    'of datasets': datasetRefusals,
    'of streams': streamRefusals,
    'of pools and devices': poolRefusals,
  }
  for (const [title, rows] of Object.entries(groups))
    describe(title, () => {
      let cleanUp: string | undefined
      afterEach(async () => {
        const script = cleanUp
        cleanUp = undefined
        if (script !== undefined) await sh(script)
      })
      const here = rows.filter(({ only }) => only === undefined || only === flavour)
      test.each(here)('$what: $kind', async ({ what, kind, prepare, call, after }) => {
        if (prepare !== undefined) await sh(prepare)
        cleanUp = after
        const error: unknown = await call(zfs).then(
          () => new Error('it was not refused'),
          (error: unknown) => error,
        )
        keep(zfs, kind, what, error)
        expect(stderrOf(error)).not.toBe('')
        expect(`${zfsErrorKind(error)}: ${stderrOf(error)}`).toMatch(new RegExp(`^${kind}: `))
        expect(error).toBeInstanceOf(ProblemError)
        expect(error).toMatchObject({
          problems: [{ code: meanings[kind].code, hint: expect.stringMatching(/\w/) as string }],
        })
      })
    })

  // As after a kernel whose module was not built: nothing loads it. The node of its device may have stayed.
  describe.each([
    ['whose device is there', ':'],
    ['whose device is gone', 'rm -f /dev/zfs'],
  ])('a machine without the module, %s', (_, device) => {
    const unbuilt = '/run/modprobe.d/kiste-lab.conf'

    test('says so, and what to do', async () => {
      await sh(`mkdir -p /run/modprobe.d; echo 'install zfs /bin/false' > ${unbuilt}`)
      try {
        await sh(`zpool export -a; systemctl stop zfs-zed; udevadm settle; modprobe -r zfs; ${device}`)
        const error: unknown = await openZfs(lab().runner).catch((error: unknown) => error)
        keep(zfs, 'module-missing', 'no module', error)
        expect(zfsErrorKind(error)).toBe('module-missing')
        expect(error).toMatchObject({ problems: [{ code: 'zfs_unavailable' }] })
      } finally {
        await sh(`rm ${unbuilt}; modprobe zfs; systemctl start zfs-zed`)
      }
      expect((await openZfs(lab().runner)).version).toEqual(zfs.version)
    })
  })
})

/** Keeps what was said as a golden file for the unit tests, when asked to: `KISTE_RECORD=1`. */
function keep(zfs: Zfs, kind: string, what: string, error: unknown): void {
  const said = zfsErrorIn(error)
  if (process.env['KISTE_RECORD'] !== '1' || !said) return
  const { major, minor, patch } = zfs.version.userland
  const folder = `src/host/zfs/fixtures/${major}.${minor}.${patch}`
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true })
  const name = `${folder}/refused-${kind}--${what.replaceAll(/[^a-z0-9]+/gi, '-')}`
  writeFileSync(`${name}.cmd`, `${said.argv.join(' ').slice(0, 300)}\n`)
  writeFileSync(`${name}.out`, said.stdout)
  writeFileSync(`${name}.err`, said.stderr)
  writeFileSync(`${name}.rc`, `${said.end.why === 'exit' ? said.end.code : -1}\n`)
}

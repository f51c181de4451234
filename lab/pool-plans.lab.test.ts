import { beforeAll, expect, test } from 'vitest'
import { checkPoolName, type PoolName } from '../src/domain/dataset-name.ts'
import type { Drive } from '../src/domain/drive.ts'
import { planCreatePool, type CreatePoolWish } from '../src/domain/plan-create-pool.ts'
import { planAttach } from '../src/domain/plan-pool-attach.ts'
import { planReplace } from '../src/domain/plan-pool-replace.ts'
import { planScrub } from '../src/domain/plan-pool-scrub.ts'
import { diagnosePool } from '../src/domain/pool-doctor.ts'
import type { PoolFacts } from '../src/domain/pool-facts.ts'
import type { PoolPlan } from '../src/domain/pool-plan.ts'
import { joinDriveUses } from '../src/domain/join-drive-uses.ts'
import type { Pool } from '../src/domain/pool.ts'
import type { Checked } from '../src/domain/problem.ts'
import { readDrives } from '../src/host/facts/drives.ts'
import { readPool } from '../src/host/zfs/read-pool.ts'
import { openZfs, type Zfs } from '../src/host/zfs/zfs.ts'
import { diskPath, pullDisk } from './disks.ts'
import { onEachLab } from './testing/on-each-lab.ts'

// What was planned from facts alone is run word for word on a real host: drives are read, a pool is made of them, a drive is pulled,
// and the doctor's own advice mends it.

onEachLab('pools as planned', (lab) => {
  let zfs: Zfs
  let tank: PoolName

  beforeAll(async () => {
    zfs = await openZfs(lab().runner)
    tank = valueOf(checkPoolName('tank'))
  })

  const ours = async () =>
    (await readDrives(lab().runner, { wake: true })).filter((drive) => drive.serial.startsWith('lab-disk-'))
  const run = async (...argv: string[]) => (await lab().runner.run(argv)).stdout.trim()
  const execute = async (plan: PoolPlan) => {
    for (const { argv } of plan.commands) await lab().runner.run(argv)
    if (plan.waitFor !== undefined) await run('zpool', 'wait', '-t', plan.waitFor, plan.pool)
  }
  const create = async (wish: Partial<CreatePoolWish>, pools: readonly Pool[] = []) =>
    planCreatePool(
      { name: 'tank', mark: 'made-in-the-lab', ...wish },
      { drives: await ours(), pools, importableNames: [], vms: [], zfs: zfs.version, occupiedPaths: [] },
    )
  const look = async () => {
    const pool = await readPool(zfs, tank)
    const drives = await ours()
    const facts: PoolFacts = { pool, pools: [pool], drives, vms: [], vmsOnPool: [], zfs: zfs.version }
    const report = diagnosePool({
      pool,
      drives: joinDriveUses(drives, { pools: [pool], vms: [] }),
      vmDatasets: [],
      troubles: [],
      memoryEcc: null,
      earlier: new Map(),
      newFeatures: null,
      now: new Date().toISOString(),
    })
    return { pool, facts, report }
  }

  test('bare drives are seen as such, by what lasts', async () => {
    const drives = await ours()
    expect(drives.length).toBeGreaterThanOrEqual(5)
    for (const drive of drives)
      expect(drive).toMatchObject({
        byIdPath: diskPath(drive.serial),
        uses: [],
        transport: 'virtio',
      } satisfies Partial<Drive>)
  })

  test('a pool of three is as large as was planned, to the byte', async () => {
    const plan = valueOf(
      await create({ drives: [1, 2, 3].map((number) => `lab-disk-${number}`), kind: 'raidz1' }),
    )
    await execute(plan)
    const [used = 0, available = 0] = (await run('zfs', 'list', '-Hp', '-o', 'used,available', 'tank'))
      .split('\t')
      .map(Number)
    expect(used + available).toBe(plan.layout.availableBytes)
    // Nothing is written into the root dataset, and no folder is made for it.
    await expect(run('test', '-e', '/tank')).rejects.toThrow('exit code 1')
  })

  test('its drives are no longer free, and the kernel’s word is enough to know it', async () => {
    const drives = await ours()
    expect(drives.find((drive) => drive.serial === 'lab-disk-1')?.uses).toContainEqual(
      expect.objectContaining({ what: 'pool', pool: 'tank', imported: true }),
    )
    expect(await create({ name: 'other', drives: ['lab-disk-1', 'lab-disk-4'], erase: true })).toMatchObject({
      ok: false,
      problems: [{ code: 'in_use', field: 'drives[0]' }],
    })
  })

  test('a scrub, and the doctor has nothing to say', async () => {
    const before = await look()
    // It is new and empty: there is nothing to check yet.
    expect(before.report.findings).toEqual([])
    await execute(valueOf(planScrub('start', before.facts)))
    expect((await look()).report).toMatchObject({ verdict: 'ok', sentence: 'tank is well; nothing is lost.' })
  })

  test('a pulled drive is named, and the advice mends the pool', async () => {
    await pullDisk(lab(), 'lab-disk-2')
    await run('zpool', 'sync', 'tank').catch(() => '')
    const { report, facts } = await look()
    expect(report.verdict).toBe('fail')
    expect(report.losses.state).toBe('none')
    const [device] = report.devices
    expect(device?.serial ?? device?.name).toContain('lab-disk-2')
    const advice = report.next.find((remedy) => remedy.kind === 'replace')
    expect(advice?.kind === 'replace' && advice.with).toMatch(/lab-disk-[456]/)
    if (advice?.kind !== 'replace') return
    await execute(valueOf(planReplace({ old: advice.device, new: advice.with ?? '' }, facts)))
    const after = await look()
    expect(after.report.findings.map((one) => one.severity)).not.toContain('fail')
    expect(after.pool.state).toBe('online')
  })

  test('what was erased is gone, and what it was is named first', async () => {
    await run('zpool', 'destroy', 'tank')
    const wish = { drives: ['lab-disk-1', 'lab-disk-3'] }
    expect(await create(wish)).toMatchObject({ ok: false })
    const plan = valueOf(await create({ ...wish, erase: true }))
    expect(plan.losses.join('\n')).toContain('belongs to the pool tank')
    await execute(plan)
    expect((await look()).pool.vdevs).toMatchObject([{ kind: 'mirror' }])
  })

  test('a third copy', async () => {
    const { facts } = await look()
    await execute(valueOf(planAttach({ to: 'lab-disk-1', new: 'lab-disk-5', erase: true }, facts)))
    const [group] = (await look()).pool.vdevs
    expect(group !== undefined && 'children' in group && group.children.length).toBe(3)
  })
})

function valueOf<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.problems.map((problem) => problem.message).join(' '))
  return checked.value
}

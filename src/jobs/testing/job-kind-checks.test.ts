import { describe, expect, it } from 'vitest'
import { problemError } from '../../domain/problem.ts'
import { defineJobKind } from '../job-kind.ts'
import type { Step, StepContext } from '../job-kind.ts'
import { jobKindChecks } from './job-kind-checks.ts'
import type { JobKindExample } from './job-kind-checks.ts'

/** A host with two lists; every call takes a turn, as real ones do. */
interface Shelf {
  disks: string[]
  vms: string[]
}

interface ShelfDeps {
  readonly shelf: {
    addDisk(name: string): Promise<void>
    removeDisk(name: string): Promise<void>
    defineVm(name: string): Promise<void>
    undefineVm(name: string): Promise<void>
    hasDisk(name: string): Promise<boolean>
  }
}

function example(steps: (deps: ShelfDeps) => readonly Step[]): JobKindExample<ShelfDeps> {
  const kind = defineJobKind<null, ShelfDeps>({
    kind: 'test.shelf',
    parse: () => null,
    title: () => 'Fill the shelf',
    object: () => ({ type: 'vm', name: 'web' }),
    locks: () => ['vm:web'],
    steps: (_, deps) => steps(deps),
  })
  return {
    kind,
    makeWorld() {
      const shelf: Shelf = { disks: ['old'], vms: [] }
      const remove = (list: string[], name: string) =>
        list.splice(0, list.length, ...list.filter((one) => one !== name))
      return {
        plan: null,
        snapshotWorld: () => structuredClone(shelf),
        deps: {
          shelf: {
            addDisk: async (name) => void shelf.disks.push(name),
            removeDisk: async (name) => void remove(shelf.disks, name),
            defineVm: async (name) => void (shelf.vms.includes(name) || shelf.vms.push(name)),
            undefineVm: async (name) => void remove(shelf.vms, name),
            hasDisk: async (name) => shelf.disks.includes(name),
          },
        },
      }
    },
  }
}

async function failing(steps: (deps: ShelfDeps) => readonly Step[]): Promise<string[]> {
  const failed: string[] = []
  for (const { title, run } of jobKindChecks(example(steps)))
    await run().catch(() => {
      failed.push(title)
    })
  return failed
}

const disk = ({ shelf }: ShelfDeps) => ({
  name: 'disk',
  async run() {
    if (!(await shelf.hasDisk('web'))) await shelf.addDisk('web')
  },
  undo: () => shelf.removeDisk('web'),
})
const vm = ({ shelf }: ShelfDeps) => ({
  name: 'vm',
  run: () => shelf.defineVm('web'),
  undo: () => shelf.undefineVm('web'),
})

describe('the generic test of job kinds', { timeout: 60_000 }, () => {
  it('lets a good kind pass', async () => {
    expect(await failing((deps) => [disk(deps), vm(deps)])).toEqual([])
  })

  it('finds a step that is not idempotent', async () => {
    const failed = await failing((deps) => [
      { ...disk(deps), run: () => deps.shelf.addDisk('web') },
      vm(deps),
    ])
    expect(failed).toContain('runs and undoes each step twice with the same result')
    expect(failed).toContain('is killed between any two moments, and is finished after the restart')
    expect(failed).toContain('inside steps: killed after a call')
  })

  it('finds a forgotten undo', async () => {
    const failed = await failing((deps) => [{ name: 'disk', run: disk(deps).run }, vm(deps)])
    expect(failed).toContain(
      'fails at each step in turn: the world is as before, and the job says where and why',
    )
    expect(failed).toContain('is cancelled at each step: undone, the world as before')
    expect(failed).toContain('is killed at each point of the undo, and is undone after the restart')
    expect(failed).toContain('inside steps: a call fails')
  })

  it('finds an undo that cannot bear that there is nothing to undo', async () => {
    const strict = async ({ shelf }: ShelfDeps) => {
      if (!(await shelf.hasDisk('web')))
        throw problemError({ code: 'not_found', message: 'There is no disk web.' })
      await shelf.removeDisk('web')
    }
    const failed = await failing((deps) => [{ ...disk(deps), undo: () => strict(deps) }, vm(deps)])
    expect(failed).toContain(
      'fails at each step in turn: the world is as before, and the job says where and why',
    )
    expect(failed).toContain('runs and undoes each step twice with the same result')
  })

  it('finds an undo that takes away what was there before', async () => {
    const failed = await failing((deps) => [
      { ...disk(deps), undo: () => deps.shelf.removeDisk('old') },
      vm(deps),
    ])
    expect(failed).toContain('is cancelled at each step: undone, the world as before')
  })

  it('finds an id that is used before it is remembered', async () => {
    let made = 0
    const hasty = ({ shelf }: ShelfDeps): Step => ({
      name: 'disk',
      async run(ctx: StepContext) {
        const known = ctx.recall('id')
        const id = typeof known === 'string' ? known : `id-${(made += 1)}`
        await shelf.addDisk(id)
        ctx.remember('id', id)
      },
      async undo(ctx) {
        const id = ctx.recall('id')
        if (typeof id === 'string') await shelf.removeDisk(id)
      },
    })
    expect(await failing((deps) => [hasty(deps)])).toContain('inside steps: a call does its work but fails')
  })

  it('finds a step that breaks off half-way and cannot go on', async () => {
    const half = ({ shelf }: ShelfDeps) => ({
      ...disk({ shelf }),
      async run() {
        // Looks at the first of two things only, so a crash between them is never made good.
        if (await shelf.hasDisk('web')) return
        await shelf.addDisk('web')
        await shelf.defineVm('helper')
      },
      async undo() {
        await shelf.removeDisk('web')
        await shelf.undefineVm('helper')
      },
    })
    const failed = await failing((deps) => [half(deps), vm(deps)])
    expect(failed).toEqual(['inside steps: killed before a call', 'inside steps: killed after a call'])
  })

  it('finds a final step that cannot be tried again', async () => {
    const strict = async ({ shelf }: ShelfDeps) => {
      if (!(await shelf.hasDisk('old')))
        throw problemError({ code: 'not_found', message: 'There is no disk old.' })
      await shelf.removeDisk('old')
    }
    const failed = await failing((deps) => [
      vm(deps),
      { name: 'destroy', final: true, run: () => strict(deps) },
    ])
    expect(failed).toContain('runs and undoes each step twice with the same result')
    expect(failed).not.toContain(
      'keeps failing past the point of no return: ends failed and names what is left',
    )
  })
})

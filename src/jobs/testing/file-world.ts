/** Two kinds of jobs on plain files, small enough to be read at a glance: what the tests of the engine run. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { problemError } from '../../domain/problem.ts'
import { defineJobKind } from '../job-kind.ts'
import type { StepContext } from '../job-kind.ts'

/** Files in one folder, each written as a whole or not at all. */
export interface Files {
  exists(name: string): Promise<boolean>
  makeFolder(name: string): Promise<void>
  read(name: string): Promise<string>
  write(name: string, text: string): Promise<void>
  move(from: string, to: string): Promise<void>
  remove(name: string): Promise<void>
}

export interface FileDeps {
  readonly files: Files
}

export function filesIn(folder: string): Files {
  const path = (name: string) => join(folder, name)
  const exists = (name: string) =>
    stat(path(name)).then(
      () => true,
      () => false,
    )
  return {
    exists,
    makeFolder: async (name) => void (await mkdir(path(name), { recursive: true })),
    read: async (name) => ((await exists(name)) ? readFile(path(name), 'utf8') : ''),
    async write(name, text) {
      await writeFile(path(`${name}.new`), text)
      await rename(path(`${name}.new`), path(name))
    },
    async move(from, to) {
      if (await exists(from)) await rename(path(from), path(to))
    },
    async remove(name) {
      await rm(path(`${name}.new`), { force: true })
      await rm(path(name), { recursive: true, force: true })
    },
  }
}

/** All files below a folder with their text; made-up ids are replaced, so that two worlds compare. */
export async function readWorld(folder: string): Promise<Record<string, string>> {
  const world: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name)
    world[name.slice(folder.length + 1)] = entry.isDirectory()
      ? '<folder>'
      : withoutIds(await readFile(name, 'utf8'))
  }
  return world
}

function withoutIds(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
}

export interface BoxPlan {
  readonly name: string
}

function parseBoxPlan(plan: unknown): BoxPlan {
  if (typeof plan !== 'object' || plan === null || !('name' in plan) || typeof plan.name !== 'string')
    throw problemError({ code: 'invalid_input', message: 'A box plan needs a name.', field: 'name' })
  return { name: plan.name }
}

/** Makes a folder, gives it an id, and lists it. */
export const makeBox = defineJobKind<BoxPlan, FileDeps>({
  kind: 'box.make',
  parse: parseBoxPlan,
  title: ({ name }) => `Make the box ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`box:${name}`, { name: 'list', mode: 'shared' }],
  steps: ({ name }, { files }) => [
    {
      name: 'Make the folder',
      command: `mkdir ${name}`,
      async run(ctx) {
        if (ctx.recall('mine') !== true) {
          if (await files.exists(name))
            throw problemError({ code: 'already_exists', message: `There is already a box ${name}.` })
          ctx.remember('mine', true)
        }
        await files.makeFolder(name)
      },
      async undo(ctx) {
        if (ctx.recall('mine') === true) await files.remove(name)
      },
    },
    {
      name: 'Give it an id',
      async run(ctx) {
        await files.write(`${name}/id`, idOf(ctx))
        ctx.log(`The id of ${name} is ${idOf(ctx)}.`)
      },
      undo: () => files.remove(`${name}/id`),
    },
    {
      name: 'List it',
      run: (ctx) => files.write(`list/${name}`, idOf(ctx)),
      undo: () => files.remove(`list/${name}`),
    },
    {
      name: 'Look at it',
      async run(ctx) {
        if ((await files.read(`${name}/id`)) !== idOf(ctx))
          throw new Error(`The box ${name} has lost its id.`)
      },
    },
  ],
  result: ({ name }, recall) => ({ name, id: recall('id') }),
})

/** Throws a box away for good: the first step can be undone, the second cannot, the third comes after it. */
export const purgeBox = defineJobKind<BoxPlan, FileDeps>({
  kind: 'box.purge',
  parse: parseBoxPlan,
  title: ({ name }) => `Purge the box ${name}`,
  object: ({ name }) => ({ type: 'vm', name }),
  locks: ({ name }) => [`box:${name}`],
  steps: ({ name }, { files }) => [
    {
      name: 'Move it to the bin',
      run: () => files.move(name, 'bin'),
      undo: () => files.move('bin', name),
    },
    { name: 'Empty the bin', final: true, run: () => files.remove('bin') },
    { name: 'Take it off the list', run: () => files.remove(`list/${name}`) },
  ],
})

function idOf(ctx: StepContext): string {
  const id = ctx.recall('id')
  if (typeof id === 'string') return id
  const made = randomUUID()
  ctx.remember('id', made)
  return made
}

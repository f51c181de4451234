import type { TestProject } from 'vitest/node'
import { ensureBuild } from '../build/build-lab.ts'
import { flavourNamed } from '../build/flavours.ts'
import { down, upAgain, upFresh } from '../up.ts'
import { pickLabs, removeLeftovers } from './labs-under-test.ts'
import { startGuard } from './start-guard.ts'

/** Brings up the machines that all test files of this run share; takes them down afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { labs, ours } = await pickLabs(process.env)
  const work = {
    signal: new AbortController().signal,
    log: (line: string) => process.stderr.write(`lab: ${line}\n`),
  }
  project.provide('labs', labs)
  if (!ours) {
    for (const { name } of labs) await (await upAgain(name, work)).close()
    return () => Promise.resolve()
  }
  await removeLeftovers()
  const names = labs.map(({ name }) => name)
  startGuard(names)
  const takeDown = async () => {
    await Promise.all(names.map(down))
  }
  try {
    // Side by side: half of compiling is asking the compiler one thing after another.
    await Promise.all(labs.map(({ flavour }) => ensureBuild(flavourNamed(flavour), work)))
    await Promise.all(labs.map(async (wish) => (await upFresh(wish, work)).close()))
  } catch (error) {
    await takeDown()
    throw error
  }
  return takeDown
}

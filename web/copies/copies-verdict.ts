import type { Answer } from '../api/answers.ts'
import type { Verdict } from '../components/verdict.ts'
import type { Message } from '../messages/message.ts'

/** Whether VMs are copied elsewhere, and how many of the copies are as new as they can be. */
export function copiesVerdict(
  targets: Answer<'listTargets'>,
  { wishes, copies }: Answer<'listCopies'>,
): Verdict {
  const [lead, ...others] = targets.flatMap(({ name }): readonly Message[] => {
    const there = copies.filter(({ target }) => target === name)
    const done = there.filter(({ upToDate }) => upToDate).length
    const count = there.length
    if (count === 0) return []
    return [
      done === count
        ? { key: 'copies.verdict.all', values: { count, target: name } }
        : { key: 'copies.verdict.some', values: { count, done, target: name } },
    ]
  })
  if (lead === undefined) {
    const isWished = wishes.some(({ to }) => to.length > 0)
    return {
      tone: 'off',
      lead: { key: 'copies.verdict.none' },
      rest: [
        targets.length === 0
          ? { key: 'copies.verdict.noTarget' }
          : isWished
            ? { key: 'copies.verdict.noVm' }
            : { key: 'copies.verdict.noWish' },
      ],
    }
  }
  const failed = copies.filter((copy) => copy.failed !== undefined).length
  const missing = copies.filter((copy) => copy.failed === undefined && copy.last === undefined).length
  return {
    tone: failed > 0 ? 'look' : copies.every(({ upToDate }) => upToDate) ? 'ok' : 'busy',
    lead,
    rest: [
      ...others,
      ...counted('copies.verdict.failed', failed),
      ...counted('copies.verdict.missing', missing),
    ],
  }
}

function counted(key: Message['key'], count: number): readonly Message[] {
  return count === 0 ? [] : [{ key, values: { count } }]
}

import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { paths } from '../components/paths.ts'
import { Said } from '../components/said.tsx'
import { useNow } from '../components/use-now.ts'
import { useWords } from '../messages/use-words.tsx'
import { Facts } from '../ui/facts.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import type { CopyEntry } from './copies-in-force.ts'
import { copyState, type Copy } from './copy-state.ts'

/** The copies of one VM, each with how it is; or why there are none. */
export function VmCopies({
  vm,
  inForce,
  hasTarget,
  copies,
  from,
}: {
  readonly vm: string
  readonly inForce: CopyEntry | undefined
  readonly hasTarget: boolean
  readonly copies: readonly Copy[]
  /** Whose wish it is. */
  readonly from: ReactNode
}) {
  const { say } = useWords()
  if (inForce === undefined)
    return hasTarget ? (
      <p>{say('copy.none', { vm })}</p>
    ) : (
      <p>
        {say('copy.noTarget', { vm })}{' '}
        <Link href={paths.settings('copies')}>{say('copy.noTarget.where')}</Link>
      </p>
    )
  return (
    <>
      {inForce.to.length === 0 ? (
        <p>{say('copy.off', { vm })}</p>
      ) : (
        <ItemList label={say('copies.title')}>
          {copies.map((copy) => (
            <CopyItem key={copy.target} copy={copy} />
          ))}
        </ItemList>
      )}
      <Facts facts={[[say('policy.from'), from]]} />
    </>
  )
}

function CopyItem({ copy }: { readonly copy: Copy }) {
  const { say, ago, dateTime } = useWords()
  const nowMs = useNow()
  const { target, last, failed } = copy
  const { tone, key } = copyState(copy)
  return (
    <Item tone={tone} title={`${target} · ${say(key)}`}>
      {last ? (
        <p>{say('copy.newest', { time: dateTime(last.createdAt), ago: ago(last.createdAt, nowMs) })}</p>
      ) : (
        <p>{say('copy.newest.none')}</p>
      )}
      {failed !== undefined && (
        <p>
          {say('copy.failed')} <Said text={failed} />
        </p>
      )}
    </Item>
  )
}

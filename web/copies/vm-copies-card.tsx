import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { History } from '../../src/domain/snapshot.ts'
import { useInventory, useVmDetails } from '../api/queries.ts'
import { useMay, useSeesHouse } from '../api/session.ts'
import { paths } from '../components/paths.ts'
import { ReadProblems, Unread } from '../components/unread.tsx'
import { sayMessage } from '../messages/say-message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { copiesInForce, type CopyEntry } from './copies-in-force.ts'
import { CopyDialog } from './copy-dialog.tsx'
import { CopyNowDialog } from './copy-now-dialog.tsx'
import { useCopies, useTargets } from './use-copies.ts'
import { VmCopies } from './vm-copies.tsx'
import { whyNotCopy } from './why-not-copy.ts'
import styles from './copies.module.css'

/** Where a VM is copied to, how the copies are, and who wished that. Those who see single VMs only are told nothing of targets. */
export function VmCopiesCard({ vm, history }: { readonly vm: string; readonly history: History }) {
  const words = useWords()
  const { say } = words
  const mayChange = useMay()('admin')
  const seesHouse = useSeesHouse()
  const [asked, setAsked] = useState<'wish' | 'now'>()
  const [targets, read, details] = [useTargets(), useCopies(), useVmDetails(vm)]
  const stores = useInventory()?.host.stores ?? []
  if (!seesHouse) return null
  const reads = [targets, read, details]
  if (!targets.data || !read.data || !details.data)
    return (
      <Card title={say('copies.title')}>
        <Unread reads={reads} />
      </Card>
    )
  const { store } = details.data
  const { wishes, copies } = read.data
  const inForce = copiesInForce(wishes, { vm, store })
  const names = targets.data.map(({ name }) => name)
  const wished = inForce?.to ?? []
  const [first, ...others] = [...wished, ...names.filter((name) => !wished.includes(name))]
  const whyNot = whyNotCopy(vm, { history, store, stores })
  const canWish = names.length > 0 || inForce !== undefined
  return (
    <Card
      title={say('copies.title')}
      aside={
        mayChange &&
        canWish && (
          <Button look="quiet" onClick={() => setAsked('wish')}>
            {say(wished.length === 0 ? 'copy.set' : 'copy.change')}
          </Button>
        )
      }
    >
      <div className={styles.stack}>
        <ReadProblems reads={reads} />
        <VmCopies
          vm={vm}
          inForce={inForce}
          hasTarget={names.length > 0}
          copies={copies.filter((copy) => copy.vm === vm)}
          from={<From from={inForce?.of} store={store} />}
        />
        {mayChange && first !== undefined && (
          <div className={styles.foot}>
            <Button disabled={whyNot !== undefined} onClick={() => setAsked('now')}>
              {say('copy.now')}
            </Button>
            {whyNot && <span className={styles.soft}>{sayMessage(words, whyNot)}</span>}
          </div>
        )}
      </div>
      {asked === 'wish' && (
        <CopyDialog
          of={{ of: 'vm', name: vm }}
          own={inForce?.of === 'vm' ? inForce.to : undefined}
          inForce={inForce?.to}
          targets={targets.data}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'now' && first !== undefined && (
        <CopyNowDialog vm={vm} targets={[first, ...others]} onClose={() => setAsked(undefined)} />
      )}
    </Card>
  )
}

/** Whose wish it is, which leads to where all of them are. */
function From({
  from,
  store,
}: {
  readonly from: CopyEntry['of'] | undefined
  readonly store: string | undefined
}): ReactNode {
  const { say } = useWords()
  if (from === undefined) return null
  if (from === 'vm') return say('policy.from.vm')
  return (
    <Link href={paths.settings('copies')}>
      {from === 'host' ? say('policy.from.host') : say('policy.from.store', { name: store ?? '' })}
    </Link>
  )
}

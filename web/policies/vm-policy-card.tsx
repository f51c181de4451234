import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { useVmDetails } from '../api/queries.ts'
import { useMay, useSeesHouse } from '../api/session.ts'
import { paths } from '../components/paths.ts'
import { Unread, ReadProblems } from '../components/unread.tsx'
import { useNow } from '../components/use-now.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import { Notice } from '../ui/notice.tsx'
import { sayUntil } from './calendar-words.ts'
import { ComingWeek, sayBoth } from './coming-week.tsx'
import { nextComing } from './coming.ts'
import { goes, type VmPolicy } from './fate-words.ts'
import { createMoments } from './moments.ts'
import { PolicyDialog } from './policy-dialog.tsx'
import { noRules } from './policy-request.ts'
import { RuleList } from './rule-list.tsx'
import type { useVmPolicy } from './use-policies.ts'
import styles from './policies.module.css'

/** When a VM is snapshotted by itself, who wished that, and what comes of it next. */
export function VmPolicyCard({
  vm,
  read,
}: {
  readonly vm: string
  readonly read: ReturnType<typeof useVmPolicy>
}) {
  const { say } = useWords()
  const mayChange = useMay()('admin')
  const [isOpen, setOpen] = useState(false)
  const policy = read.data
  const inForce = policy?.inForce
  return (
    <Card
      title={say('policy.title')}
      aside={
        mayChange &&
        policy && (
          <Button look="quiet" onClick={() => setOpen(true)}>
            {say(inForce === undefined ? 'policy.set' : 'policy.change')}
          </Button>
        )
      }
    >
      {policy ? (
        <div className={styles.stack}>
          <ReadProblems reads={[read]} />
          <PolicyInForce vm={vm} policy={policy} />
        </div>
      ) : (
        <Unread reads={[read]} />
      )}
      {isOpen && policy && (
        <PolicyDialog
          target={{ of: 'vm', name: vm }}
          own={inForce?.from === 'vm' ? inForce : undefined}
          inForce={inForce}
          onClose={() => setOpen(false)}
        />
      )}
    </Card>
  )
}

function PolicyInForce({ vm, policy }: { readonly vm: string; readonly policy: VmPolicy }) {
  const words = useWords()
  const { say, locale } = words
  const nowMs = useNow()
  const { inForce, coming, fates, doubt } = policy
  const from = <From vm={vm} from={inForce?.from} />
  if (inForce === undefined) return <p>{say('policy.none', { vm })}</p>
  if (inForce.rules === noRules)
    return (
      <>
        <p>{say('policy.off', { vm })}</p>
        <div className={styles.narrow}>
          <Facts facts={[[say('policy.from'), from]]} />
        </div>
      </>
    )
  const zone = inForce.zone ?? 'UTC'
  const moment = createMoments(locale, zone)
  const nextMs = nextComing(coming, nowMs)
  const going = fates.filter(goes).length
  return (
    <>
      {doubt && <DoubtNotice doubt={doubt} />}
      <div className={styles.sides}>
        <RuleList rules={inForce.rules} />
        <Facts
          facts={[
            [say('policy.from'), from],
            [
              say('policy.next'),
              nextMs !== undefined && `${sayBoth(moment(nextMs))} · ${sayUntil(nextMs, nowMs, locale)}`,
            ],
            [
              say('policy.zone'),
              nextMs !== undefined && moment(nextMs).there !== undefined && say('policy.zoneIn', { zone }),
            ],
            [
              say('policy.snapshots'),
              fates.length > 0 && say('policy.fates', { stay: fates.length - going, go: going }),
            ],
          ]}
        />
      </div>
      <ComingWeek coming={coming} zone={zone} moment={moment} nowMs={nowMs} />
    </>
  )
}

/** Whose wish it is; who may see all of them is led there. */
function From({
  vm,
  from,
}: {
  readonly vm: string
  readonly from: NonNullable<VmPolicy['inForce']>['from'] | undefined
}): ReactNode {
  const { say } = useWords()
  const seesHouse = useSeesHouse()
  const store = useVmDetails(vm).data?.store
  if (from === undefined) return null
  if (from === 'vm') return say('policy.from.vm')
  const whose =
    from === 'host'
      ? say('policy.from.host')
      : store === undefined
        ? say('policy.from.itsStore')
        : say('policy.from.store', { name: store })
  return seesHouse ? <Link href={paths.settings('policies')}>{whose}</Link> : whose
}

/** Why nothing goes for now. */
function DoubtNotice({ doubt }: { readonly doubt: NonNullable<VmPolicy['doubt']> }) {
  const { say, duration } = useWords()
  const time = duration(doubt.byMs / 1_000)
  return (
    <Notice look="look">
      <p>{say(doubt.because === 'ahead' ? 'policy.doubt.ahead' : 'policy.doubt.back', { time })}</p>
      <p>{say('policy.doubt.since', { time: duration(doubt.steadyMs / 1_000) })}</p>
    </Notice>
  )
}

import { useState } from 'react'
import { Link } from 'wouter'
import { useInventory } from '../api/queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { paths } from '../components/paths.ts'
import { useWords } from '../messages/use-words.tsx'
import { policiesVerdict } from '../policies/policies-verdict.ts'
import { PolicyDialog } from '../policies/policy-dialog.tsx'
import { noRules, type PolicyOf } from '../policies/policy-request.ts'
import { RuleList } from '../policies/rule-list.tsx'
import { usePolicies } from '../policies/use-policies.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import styles from './settings.module.css'
import type { Answer } from '../api/answers.ts'

type Entry = Answer<'listPolicies'>[number]

/** What is wished of the host, of its stores, and of VMs by themselves. */
export function PoliciesTab() {
  const { say } = useWords()
  const read = usePolicies()
  const inventory = useInventory()
  const mayChange = useMayInHouse('admin')
  const [asked, setAsked] = useState<PolicyOf>()
  const all = read.data ?? []
  const ofHost = all.find(({ of }) => of === 'host')
  const ofStore = (store: string) => all.find(({ of, name }) => of === 'store' && name === store)
  const ofVms = all.filter(({ of }) => of === 'vm')
  const stores = inventory?.host.stores.map(({ name }) => name) ?? []
  const gone = all.filter(({ of, name }) => of === 'store' && !stores.includes(name))
  const change = (target: PolicyOf) => (mayChange ? () => setAsked(target) : undefined)
  return (
    <SettingsFrame tab="policies" verdict={read.data && policiesVerdict(all)} reads={[read]}>
      <div className={styles.cards}>
        <WishedCard
          title={say('policies.host', { name: inventory?.host.hostname ?? '' })}
          entry={ofHost}
          without={say('policies.host.none')}
          onChange={change({ of: 'host' })}
        />
        {stores.map((name) => (
          <WishedCard
            key={name}
            title={say('store.title', { name })}
            entry={ofStore(name)}
            without={say('policies.store.none')}
            onChange={change({ of: 'store', name })}
          />
        ))}
        {gone.map((entry) => (
          <WishedCard
            key={entry.name}
            title={say('policies.store.gone', { name: entry.name })}
            entry={entry}
            without=""
            onChange={undefined}
          />
        ))}
        <Card title={say('policies.vms')}>
          {ofVms.length === 0 ? (
            <p className={styles.soft}>{say('policies.vms.none')}</p>
          ) : (
            <ItemList label={say('policies.vms')}>
              {ofVms.map((entry) => (
                <VmItem
                  key={entry.name}
                  entry={entry}
                  isHere={inventory?.vms.some(({ name }) => name === entry.name) ?? false}
                  onChange={change({ of: 'vm', name: entry.name })}
                />
              ))}
            </ItemList>
          )}
        </Card>
      </div>
      {asked && (
        <PolicyDialog
          target={asked}
          own={all.find(({ of, name }) => of === asked.of && (asked.of === 'host' || name === asked.name))}
          onClose={() => setAsked(undefined)}
        />
      )}
    </SettingsFrame>
  )
}

function WishedCard({
  title,
  entry,
  without,
  onChange,
}: {
  readonly title: string
  readonly entry: Entry | undefined
  /** What is said where nothing is wished of it. */
  readonly without: string
  readonly onChange: (() => void) | undefined
}) {
  const { say } = useWords()
  return (
    <Card
      title={title}
      aside={
        onChange && (
          <Button look="quiet" onClick={onChange}>
            {say(entry === undefined ? 'policy.set' : 'policy.change')}
          </Button>
        )
      }
    >
      {entry ? <Wished entry={entry} /> : <p className={styles.soft}>{without}</p>}
    </Card>
  )
}

function Wished({ entry: { rules, zone } }: { readonly entry: Entry }) {
  const { say } = useWords()
  if (rules === noRules) return <p>{say('policies.off')}</p>
  return (
    <div className={styles.stack}>
      <RuleList rules={rules} />
      {zone !== undefined && <p className={styles.soft}>{say('policies.zone', { zone })}</p>}
    </div>
  )
}

function VmItem({
  entry,
  isHere,
  onChange,
}: {
  readonly entry: Entry
  readonly isHere: boolean
  readonly onChange: (() => void) | undefined
}) {
  const { say } = useWords()
  const { name, rules } = entry
  return (
    <Item
      tone={rules === noRules ? 'off' : 'ok'}
      title={
        isHere ? <Link href={paths.vm(name, 'history')}>{name}</Link> : say('policies.vm.gone', { name })
      }
      actions={
        isHere &&
        onChange && (
          <Button onClick={onChange} aria-label={say('policies.changeOf', { name })}>
            {say('policies.change')}
          </Button>
        )
      }
    >
      <Wished entry={entry} />
    </Item>
  )
}

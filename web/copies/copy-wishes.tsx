import { Link } from 'wouter'
import { useInventory } from '../api/queries.ts'
import { paths } from '../components/paths.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Item, ItemList } from '../ui/item-list.tsx'
import type { CopyEntry } from './copies-in-force.ts'
import type { CopyOf } from './copy-request.ts'
import styles from './copies.module.css'

/** Where the host, its stores, and VMs by themselves are copied to, as it is wished. */
export function CopyWishes({
  wishes,
  stores,
  onChange,
}: {
  readonly wishes: readonly CopyEntry[]
  readonly stores: readonly string[]
  /** Absent for those who may not. */
  readonly onChange: ((of: CopyOf) => void) | undefined
}) {
  const { say } = useWords()
  const inventory = useInventory()
  const change = (of: CopyOf) => onChange && (() => onChange(of))
  const ofStore = (store: string) => wishes.find(({ of, name }) => of === 'store' && name === store)
  const gone = wishes.filter(({ of, name }) => of === 'store' && !stores.includes(name))
  const ofVms = wishes.filter(({ of }) => of === 'vm')
  return (
    <>
      <WishCard
        title={say('policies.host', { name: inventory?.host.hostname ?? '' })}
        entry={wishes.find(({ of }) => of === 'host')}
        without={say('policies.host.none')}
        onChange={change({ of: 'host' })}
      />
      {stores.map((name) => (
        <WishCard
          key={name}
          title={say('store.title', { name })}
          entry={ofStore(name)}
          without={say('policies.store.none')}
          onChange={change({ of: 'store', name })}
        />
      ))}
      {gone.map((entry) => (
        <WishCard
          key={entry.name}
          title={say('policies.store.gone', { name: entry.name })}
          entry={entry}
          without=""
          onChange={undefined}
        />
      ))}
      <Card title={say('copies.vms')}>
        {ofVms.length === 0 ? (
          <p className={styles.soft}>{say('policies.vms.none')}</p>
        ) : (
          <ItemList label={say('copies.vms')}>
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
    </>
  )
}

function WishCard({
  title,
  entry,
  without,
  onChange,
}: {
  readonly title: string
  readonly entry: CopyEntry | undefined
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
            {say(entry === undefined ? 'copy.set' : 'copy.change')}
          </Button>
        )
      }
    >
      {entry ? (
        <p>
          <WishWords entry={entry} />
        </p>
      ) : (
        <p className={styles.soft}>{without}</p>
      )}
    </Card>
  )
}

function WishWords({ entry: { to } }: { readonly entry: CopyEntry }) {
  const { say, list } = useWords()
  return to.length === 0 ? say('copies.off') : say('copies.to', { targets: list(to) })
}

function VmItem({
  entry,
  isHere,
  onChange,
}: {
  readonly entry: CopyEntry
  readonly isHere: boolean
  readonly onChange: (() => void) | undefined
}) {
  const { say } = useWords()
  const { name, to } = entry
  return (
    <Item
      tone={to.length === 0 ? 'off' : 'ok'}
      title={
        isHere ? <Link href={paths.vm(name, 'history')}>{name}</Link> : say('policies.vm.gone', { name })
      }
      actions={
        isHere &&
        onChange && (
          <Button onClick={onChange} aria-label={say('copies.changeOf', { name })}>
            {say('policies.change')}
          </Button>
        )
      }
    >
      <WishWords entry={entry} />
    </Item>
  )
}

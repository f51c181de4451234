import { useState } from 'react'
import { useInventory } from '../api/queries.ts'
import { useMayInHouse } from '../api/session.ts'
import { copiesVerdict } from '../copies/copies-verdict.ts'
import { CopyDialog } from '../copies/copy-dialog.tsx'
import type { CopyOf } from '../copies/copy-request.ts'
import { CopyTable } from '../copies/copy-table.tsx'
import { CopyWishes } from '../copies/copy-wishes.tsx'
import { ForgetTargetDialog } from '../copies/forget-target-dialog.tsx'
import { NewTargetDialog } from '../copies/new-target-dialog.tsx'
import { TargetList } from '../copies/target-list.tsx'
import { useCopies, useTargets } from '../copies/use-copies.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import styles from './settings.module.css'

type Asked =
  | { readonly what: 'target' }
  | { readonly what: 'forget'; readonly target: string }
  | { readonly what: 'wish'; readonly of: CopyOf }

/** How copies are, where they go, and what is wished of the host, of its stores, and of VMs by themselves. */
export function CopiesTab() {
  const { say } = useWords()
  const [readTargets, readCopies] = [useTargets(), useCopies()]
  const stores = useInventory()?.host.stores.map(({ name }) => name) ?? []
  const mayChange = useMayInHouse('admin')
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  const targets = readTargets.data ?? []
  const { wishes = [], copies = [] } = readCopies.data ?? {}
  return (
    <SettingsFrame
      tab="copies"
      verdict={readTargets.data && readCopies.data && copiesVerdict(readTargets.data, readCopies.data)}
      reads={[readTargets, readCopies]}
      actions={
        mayChange && (
          <Button look={targets.length === 0 ? 'main' : 'plain'} onClick={() => setAsked({ what: 'target' })}>
            {say('target.new')}
          </Button>
        )
      }
    >
      <div className={styles.cards}>
        {copies.length > 0 && (
          <div className={styles.whole}>
            <Card title={say('copies.title')}>
              <CopyTable copies={copies} />
            </Card>
          </div>
        )}
        <Card title={say('copies.targets')}>
          {targets.length === 0 ? (
            <p className={styles.soft}>{say('copies.targets.none')}</p>
          ) : (
            <TargetList
              targets={targets}
              onForget={mayChange ? (target) => setAsked({ what: 'forget', target }) : undefined}
            />
          )}
        </Card>
        {targets.length + wishes.length > 0 && (
          <CopyWishes
            wishes={wishes}
            stores={stores}
            onChange={mayChange ? (of) => setAsked({ what: 'wish', of }) : undefined}
          />
        )}
      </div>
      {asked?.what === 'target' && <NewTargetDialog targets={targets} onClose={close} />}
      {asked?.what === 'forget' && <ForgetTargetDialog target={asked.target} onClose={close} />}
      {asked?.what === 'wish' && (
        <CopyDialog
          of={asked.of}
          own={
            wishes.find(
              ({ of, name }) => of === asked.of.of && (asked.of.of === 'host' || name === asked.of.name),
            )?.to
          }
          targets={targets}
          onClose={close}
        />
      )}
    </SettingsFrame>
  )
}

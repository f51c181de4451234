import { useState } from 'react'
import { useMay } from '../api/session.ts'
import { NotesDialog } from '../forms/notes-dialog.tsx'
import { SetDialog } from '../forms/set-dialog.tsx'
import type { MessageKey } from '../messages/message.ts'
import { useWords } from '../messages/use-words.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Facts } from '../ui/facts.tsx'
import layout from './layout.module.css'
import { deedsFor, vmDeedRules, whyNotDeed, whyNotVerb, type VmDeed } from './vm-deeds.ts'
import type { AskVms } from './vm-menu-entries.ts'
import { VmNotes } from './vm-notes.tsx'
import styles from './vm-settings.module.css'
import { sayWhyNot } from './why-not-words.ts'
import type { Vm, VmDetails } from '../api/answers.ts'

const deedMeans: Readonly<Record<Exclude<VmDeed, 'snapshot'>, MessageKey>> = {
  clone: 'vmSettings.clone',
  rename: 'vmSettings.rename',
  move: 'vmSettings.move',
  adopt: 'adopt.means',
  delete: 'vmSettings.delete',
}

/** What a VM is set to, and what can be done to it as a whole. */
export function VmSettings({
  vm,
  details,
  ask,
}: {
  readonly vm: Vm
  readonly details: VmDetails | undefined
  readonly ask: AskVms
}) {
  const words = useWords()
  const { say, memory, list } = words
  const may = useMay()
  const [isNoting, setNoting] = useState(false)
  const [isSetting, setSetting] = useState(false)
  if (!may('admin')) return <p className={layout.soft}>{say('history.mayOnlyLook')}</p>
  const whyNotSet = whyNotVerb('set', vm)
  const pending = vm.status.state === 'running' ? vm.status.pending : undefined
  return (
    <div className={layout.stack}>
      {vm.managed && (
        <Card title={say('vm.machine')}>
          <div className={styles.narrow}>
            <Facts
              facts={[
                [say('vm.cpu'), say('vm.cpus', { count: vm.cpus })],
                [say('memory.title'), memory(vm.memoryMiB)],
                [
                  say('vm.pending'),
                  pending &&
                    list([
                      ...(pending.cpus === undefined ? [] : [say('vm.cpus', { count: pending.cpus })]),
                      ...(pending.memoryMiB === undefined ? [] : [memory(pending.memoryMiB)]),
                    ]),
                ],
                [say('vm.autostart'), vm.autostart ? say('vm.autostart.yes') : say('vm.autostart.no')],
              ]}
            />
          </div>
          <div className={styles.foot}>
            <Button look="main" disabled={whyNotSet !== undefined} onClick={() => setSetting(true)}>
              {say('vmSettings.change')}
            </Button>
            {whyNotSet && <span className={layout.soft}>{sayWhyNot(words, whyNotSet)}</span>}
          </div>
        </Card>
      )}
      {vm.managed && (
        <Card title={say('notes.title')}>
          {vm.notes === undefined ? (
            <p className={layout.soft}>{say('notes.none')}</p>
          ) : (
            <VmNotes notes={vm.notes} />
          )}
          <div className={styles.foot}>
            <Button disabled={whyNotSet !== undefined} onClick={() => setNoting(true)}>
              {say('notes.edit')}
            </Button>
            {whyNotSet && <span className={layout.soft}>{sayWhyNot(words, whyNotSet)}</span>}
          </div>
        </Card>
      )}
      <Card title={say('vmSettings.whole')}>
        <ul className={styles.deeds}>
          {deedsFor(vm, may).map((deed) => {
            if (deed === 'snapshot') return null
            const { label, isDanger } = vmDeedRules[deed]
            const whyNot = whyNotDeed(deed, vm)
            return (
              <li key={deed}>
                <div>
                  {say(deedMeans[deed], { name: vm.name, store: details?.store ?? '–' })}
                  {whyNot && <div className={layout.soft}>{sayWhyNot(words, whyNot)}</div>}
                </div>
                <Button
                  look={isDanger ? 'danger' : 'plain'}
                  disabled={whyNot !== undefined}
                  onClick={() => ask(deed, [vm])}
                >
                  {say(label)}
                </Button>
              </li>
            )
          })}
        </ul>
      </Card>
      {isNoting && <NotesDialog vm={vm} onClose={() => setNoting(false)} />}
      {isSetting && <SetDialog vm={vm} onClose={() => setSetting(false)} />}
    </div>
  )
}

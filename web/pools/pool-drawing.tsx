import { useWords } from '../messages/use-words.tsx'
import { Card } from '../ui/card.tsx'
import { DeviceBox } from './device-box.tsx'
import { DeviceMenu } from './device-menu.tsx'
import styles from './pool-drawing.module.css'
import type { AskPool } from './pool-ask.ts'
import { poolParts, type Slot, type VdevGroup } from './vdev-groups.ts'
import type { Drive, Pool } from '../api/answers.ts'

interface Drawn {
  readonly pool: Pool
  readonly drives: readonly Drive[]
  /** Absent for those who may only look. */
  readonly ask: AskPool | undefined
}

/** The pool as its drives hang together: lists in lists, so that it can be heard as well as seen. */
export function PoolDrawing(drawn: Drawn) {
  const { say } = useWords()
  return (
    <Card title={say('pool.drawing')}>
      <div className={styles.parts}>
        {poolParts(drawn.pool.vdevs).map(({ use, label, groups }) => (
          <section key={use} className={styles.part} aria-label={say(label)}>
            {use !== 'normal' && <h3 className={styles.label}>{say(label)}</h3>}
            {groups.map((group) => (
              <Group key={group.guid} group={group} {...drawn} />
            ))}
          </section>
        ))}
      </div>
    </Card>
  )
}

function Group({ group: { vdev, slots }, ...drawn }: Drawn & { readonly group: VdevGroup }) {
  const { say } = useWords()
  const left = vdev?.failuresLeft
  const name = vdev && [vdev.name, left !== undefined && say('pool.group.left', { count: left })]
  return (
    <div className={styles.group}>
      {vdev && (
        <div className={styles.head}>
          <span className={left === 0 && vdev.state !== 'online' ? styles.bare : styles.soft}>
            {name?.filter(Boolean).join(' · ')}
          </span>
          <DeviceMenu vdev={vdev} pool={drawn.pool} ask={drawn.ask} actions={['attach', 'remove']} />
        </div>
      )}
      <ul className={styles.slots} aria-label={vdev?.name}>
        {slots.map((slot) => (
          <SlotBox key={slot.guid} slot={slot} {...drawn} />
        ))}
      </ul>
    </div>
  )
}

function SlotBox({
  slot: { together, drives: devices },
  pool,
  drives,
  ask,
}: Drawn & { readonly slot: Slot }) {
  const { say } = useWords()
  return (
    <li className={together ? styles.pair : styles.slot}>
      {together && (
        <span className={styles.soft}>
          {say(together === 'replacing' ? 'pool.slot.replacing' : 'pool.slot.sparing')}
        </span>
      )}
      {devices.map((device) => (
        <DeviceBox
          key={device.guid}
          device={device}
          pool={pool}
          drive={drives.find(({ kernelName }) => kernelName === device.drive?.kernelName)}
          ask={ask}
        />
      ))}
    </li>
  )
}

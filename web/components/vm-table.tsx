import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useWords } from '../messages/use-words.tsx'
import { AnchoredMenu } from '../ui/menu.tsx'
import { useMay } from '../api/session.ts'
import { listPictures } from '../screenshots/list-pictures.ts'
import { vmMenuEntries, type AskVms } from './vm-menu-entries.ts'
import { VmRow, type RowHandlers } from './vm-row.tsx'
import styles from './vm-table.module.css'
import type { Vm } from '../api/answers.ts'

export interface Selection {
  readonly uuids: ReadonlySet<string>
  readonly set: (uuids: ReadonlySet<string>) => void
}

/**
 * The list of VMs. Rows out of sight are laid out only when they come into it, so a thousand scroll as ten do, and are still all there for
 * the search of the browser and for screen readers.
 */
export function VmTable({
  vms,
  label,
  selection,
  ask,
}: {
  readonly vms: readonly Vm[]
  readonly label: string
  readonly selection?: Selection
  readonly ask: AskVms
}) {
  const words = useWords()
  const { say } = words
  const may = useMay()
  const hasPictures = useState(listPictures.read)[0] === 'on' && may('operate')
  const [menu, setMenu] = useState<{ readonly vm: Vm; readonly anchor: HTMLElement }>()
  // Rows are drawn again only when their VM changes, so what they call must not change with every look.
  const latest = useRef({ selection, ask })
  useLayoutEffect(() => {
    latest.current = { selection, ask }
  })
  const onSelect = useCallback((vm: Vm, isSelected: boolean) => {
    const uuids = new Set(latest.current.selection?.uuids)
    if (isSelected) uuids.add(vm.uuid)
    else uuids.delete(vm.uuid)
    latest.current.selection?.set(uuids)
  }, [])
  const handlers = useMemo<RowHandlers>(
    () => ({
      onSelect,
      onMenu: (vm, anchor) => setMenu({ vm, anchor }),
      onAction: (action, vm) => latest.current.ask(action, [vm]),
    }),
    [onSelect],
  )
  const current = menu && vms.find(({ uuid }) => uuid === menu.vm.uuid)
  const areAll = vms.length > 0 && vms.every(({ uuid }) => selection?.uuids.has(uuid) === true)
  return (
    <>
      <div
        role="table"
        aria-label={label}
        className={`${styles.table} ${selection ? styles.selectable : ''} ${hasPictures ? styles.pictured : ''}`}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" className={styles.row}>
            {selection && (
              <div role="columnheader" className={styles.check}>
                <input
                  type="checkbox"
                  aria-label={say('vms.selectAll')}
                  checked={areAll}
                  onChange={({ target }) =>
                    selection.set(new Set(target.checked ? vms.map(({ uuid }) => uuid) : []))
                  }
                />
              </div>
            )}
            <div role="columnheader">{say('vms.column.name')}</div>
            <div role="columnheader">{say('vms.column.state')}</div>
            <div role="columnheader" className={styles.number}>
              {say('vms.column.cpus')}
            </div>
            <div role="columnheader" className={styles.number}>
              {say('vms.column.memory')}
            </div>
            <div role="columnheader" className={styles.from}>
              {say('vms.column.image')}
            </div>
            <div role="columnheader" className={styles.ports}>
              {say('vms.column.ports')}
            </div>
            <div role="columnheader">
              <span className={styles.hidden}>{say('vms.column.actions')}</span>
            </div>
          </div>
        </div>
        <div role="rowgroup">
          {vms.map((vm) => (
            <VmRow
              key={vm.uuid}
              vm={vm}
              isSelected={selection?.uuids.has(vm.uuid)}
              mayOperate={may('operate')}
              hasPicture={hasPictures}
              handlers={handlers}
            />
          ))}
        </div>
      </div>
      <AnchoredMenu
        anchor={current ? (menu?.anchor ?? null) : null}
        onClose={() => setMenu(undefined)}
        label={menu ? say('vms.more', { name: menu.vm.name }) : ''}
        entries={current ? vmMenuEntries(words, current, may, ask) : []}
      />
    </>
  )
}
